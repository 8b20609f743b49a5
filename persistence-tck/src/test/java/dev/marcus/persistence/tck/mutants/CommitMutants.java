package dev.marcus.persistence.tck.mutants;

import static dev.marcus.persistence.tck.mutants.Broken.commits;
import static dev.marcus.persistence.tck.mutants.Broken.results;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Precondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Defects of commits: their preconditions, and what is told of them. */
final class CommitMutants {
    private CommitMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        preconditions(all);
        told(all, "Commits.rule_4_6_aCommitAppliesAllItsChanges");
        return all;
    }

    private static void preconditions(List<Mutant> all) {
        String conflict = "Commits.rule_4_6_aConflictChangesNothing";
        all.add(only("ignores-preconditions", "no precondition is looked at", conflict, precondition -> false));
        all.add(only(
                "ignores-absent",
                "that a key be absent is not looked at",
                conflict,
                precondition -> !(precondition instanceof Precondition.Absent)));
        all.add(only(
                "ignores-unchanged",
                "that a collection be unchanged is not looked at",
                "Commits.rule_4_6_collectionUnchangedCountsStoresAndDeletions",
                precondition -> !(precondition instanceof Precondition.Unchanged)));
        all.add(Mutant.of(
                "older-revision-will-do",
                "a precondition holds if the entry is newer than expected",
                conflict,
                sound -> commits(commit -> {
                            Commit.Builder builder = Commit.builder();
                            commit.changes().forEach(builder::change);
                            commit.preconditions().forEach(each -> {
                                long there = each instanceof Precondition.AtRevision at
                                        ? sound.retrieve(at.collection(), at.key())
                                                .map(Entry::revision)
                                                .orElse(0L)
                                        : 0;
                                if (!(each instanceof Precondition.AtRevision at) || there < at.revision()) {
                                    builder.require(each);
                                }
                            });
                            return builder.build();
                        })
                        .apply(sound)));
        all.add(Mutant.of(
                "unchanged-ignores-deletions",
                "a collection counts as unchanged after a deletion",
                "Commits.rule_4_6_collectionUnchangedCountsStoresAndDeletions",
                sound ->
                        new Broken(only(precondition -> !(precondition instanceof Precondition.Unchanged))
                                .apply(sound)) {
                            @Override
                            public CommitResult commit(Commit commit) {
                                for (Precondition each : commit.preconditions()) {
                                    if (each instanceof Precondition.Unchanged unchanged) {
                                        long newest = Sound.entries(sound, unchanged.collection()).stream()
                                                .mapToLong(Entry::revision)
                                                .max()
                                                .orElse(0);
                                        if (newest > unchanged.since()) {
                                            throw new ConflictException(List.of(new Conflict(
                                                    unchanged.collection(), null, unchanged.since(), newest)));
                                        }
                                    }
                                }
                                return super.commit(commit);
                            }
                        }));
        all.add(Mutant.of(
                "conflict-swallowed",
                "a commit that was refused returns as if it were done",
                conflict,
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        try {
                            return sound.commit(commit);
                        } catch (ConflictException swallowed) {
                            return new CommitResult(
                                    Collections.nCopies(commit.changes().size(), new CommitResult.Outcome(0, 0, null)));
                        }
                    }
                }));
        all.add(conflicts(
                "first-conflict-only",
                "only the first conflict is named",
                "Commits.rule_4_6_ifOnePrecondition",
                found -> found.subList(0, 1)));
        all.add(conflicts(
                "conflict-without-found",
                "a conflict does not say what was found",
                conflict,
                found -> found.stream()
                        .map(each -> new Conflict(each.collection(), each.key(), each.expected(), 0))
                        .toList()));
        all.add(Mutant.of(
                "checked-too-late",
                "changes are made before the preconditions of later keys are known",
                "Commits.rule_4_6_ifOnePreconditionFails",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        if (commit.changes().size() > 1) {
                            sound.commit(Commit.of(commit.changes().get(0)));
                        }
                        return sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "empty-commit-unchecked",
                "the preconditions of a commit without changes are not looked at",
                "Commits.rule_4_6_aCommitWithoutChanges",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        return commit.changes().isEmpty() ? new CommitResult(List.of()) : sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "raw-conflict",
                "a conflict ends in an exception of the database",
                conflict,
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        try {
                            return sound.commit(commit);
                        } catch (ConflictException e) {
                            throw new IllegalStateException("constraint violated", e);
                        }
                    }
                }));
    }

    private static Mutant conflicts(String name, String defect, String caughtBy, UnaryOperator<List<Conflict>> change) {
        return Mutant.of(name, defect, caughtBy, sound -> new Broken(sound) {
            @Override
            public CommitResult commit(Commit commit) {
                try {
                    return sound.commit(commit);
                } catch (ConflictException e) {
                    throw new ConflictException(change.apply(e.conflicts()));
                }
            }
        });
    }

    private static Mutant only(String name, String defect, String caughtBy, Predicate<Precondition> kept) {
        return Mutant.of(name, defect, caughtBy, only(kept));
    }

    private static UnaryOperator<PersistenceBackend> only(Predicate<Precondition> kept) {
        return commits(commit -> {
            Commit.Builder builder = Commit.builder();
            commit.changes().forEach(builder::change);
            commit.preconditions().stream().filter(kept).forEach(builder::require);
            return builder.build();
        });
    }

    private static void told(List<Mutant> all, String everyChange) {
        all.add(Mutant.of(
                "one-revision-a-commit",
                "all changes of a commit are told the same revision",
                everyChange,
                results(result -> Broken.outcomes(
                        result,
                        outcome -> new CommitResult.Outcome(
                                outcome.affected(),
                                result.revision(),
                                outcome.entry().orElse(null))))));
        all.add(Mutant.of(
                "outcomes-reversed",
                "the outcomes come in another order than the changes",
                everyChange,
                results(result -> {
                    List<CommitResult.Outcome> outcomes = new ArrayList<>(result.outcomes());
                    Collections.reverse(outcomes);
                    return new CommitResult(outcomes);
                })));
        all.add(Mutant.of(
                "result-without-entry",
                "the result of a put holds no entry",
                "Operations.rule_4_1_storeReturnsTheEntry",
                results(result -> Broken.outcomes(
                        result, outcome -> new CommitResult.Outcome(outcome.affected(), outcome.revision(), null)))));
        all.add(Mutant.of(
                "result-of-another-time",
                "the entry returned is not the one that was stored",
                "Operations.rule_4_1_storeReturnsTheEntry",
                results(result -> Broken.outcomes(
                        result,
                        outcome -> new CommitResult.Outcome(
                                outcome.affected(),
                                outcome.revision(),
                                outcome.entry()
                                        .map(entry -> DocumentMutants.at(
                                                entry, entry.storedAt().minus(Duration.ofNanos(1000))))
                                        .orElse(null))))));
        all.add(Mutant.of(
                "last-change-lost",
                "the last change of a commit of several is left out",
                everyChange,
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        int size = commit.changes().size();
                        if (size < 2) {
                            return sound.commit(commit);
                        }
                        CommitResult most = sound.commit(
                                Broken.rebuilt(commit, commit.changes().subList(0, size - 1)));
                        List<CommitResult.Outcome> outcomes = new ArrayList<>(most.outcomes());
                        outcomes.add(new CommitResult.Outcome(1, most.revision() + 1, null));
                        return new CommitResult(outcomes);
                    }
                }));
        all.add(Mutant.of(
                "changes-reordered",
                "retentions are done before the puts of the same commit",
                "Commits.rule_4_6_changesTakeEffectInTheirOrder",
                commits(commit -> {
                    List<Change> changes = new ArrayList<>(commit.changes());
                    changes.sort(java.util.Comparator.comparing(change -> !(change instanceof Change.DeleteOlderThan)));
                    return Broken.rebuilt(commit, changes);
                })));
    }
}
