package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Stores that name a wrong revision as the last one. */
final class RevisionMutants {
    private RevisionMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.add(lastRevision(
                "last-revision-of-entries",
                "the last revision is the highest that an entry has",
                "Following.rule_4_9_lastRevisionIsZeroAtFirst",
                sound -> sound.collections().stream()
                        .flatMap(collection -> Sound.entries(sound, collection).stream())
                        .mapToLong(Entry::revision)
                        .max()
                        .orElse(0)));
        all.add(lastRevision(
                "last-revision-one-behind",
                "the last revision is that of the commit before the last",
                "Following.rule_4_9_lastRevisionIsZeroAtFirst",
                sound -> Math.max(0, sound.lastRevision() - 1)));
        all.add(lastRevision(
                "last-revision-not-zero",
                "the last revision of a new store is not 0",
                "Following.rule_4_9_lastRevisionIsZeroAtFirst",
                sound -> Math.max(1, sound.lastRevision())));
        all.add(Mutant.of(
                "last-revision-of-attempts",
                "commits that change nothing move the last revision",
                "Following.rule_4_9_lastRevisionIsNotMoved",
                sound -> new Broken(sound) {
                    private long attempts;

                    @Override
                    public CommitResult commit(Commit commit) {
                        CommitResult result = sound.commit(commit);
                        attempts += result.revision() == 0 ? 1 : 0;
                        return result;
                    }

                    @Override
                    public long lastRevision() {
                        return sound.lastRevision() + attempts;
                    }
                }));
        all.add(Mutant.of(
                "last-revision-forgotten",
                "the last revision is 0 after reopening, until there is a commit",
                "Following.rule_4_9_lastRevisionSurvives",
                sound -> new Broken(sound) {
                    private Optional<Long> last = Optional.empty();

                    @Override
                    public CommitResult commit(Commit commit) {
                        CommitResult result = sound.commit(commit);
                        last = Optional.of(sound.lastRevision());
                        return result;
                    }

                    @Override
                    public long lastRevision() {
                        return last.isPresent() ? sound.lastRevision() : 0;
                    }
                }));
        all.add(Mutant.of(
                "last-revision-too-early",
                "the last revision is that of a commit that nobody can read yet",
                "Following.rule_4_9_whatIsRead",
                sound -> new Broken(sound) {
                    private volatile long next;

                    @Override
                    public synchronized CommitResult commit(Commit commit) {
                        next = sound.lastRevision() + 1;
                        return sound.commit(commit);
                    }

                    @Override
                    public long lastRevision() {
                        return Math.max(next, sound.lastRevision());
                    }
                }));
        return all;
    }

    private static Mutant lastRevision(
            String name, String defect, String caughtBy, ToLongFunction<PersistenceBackend> last) {
        return Mutant.of(name, defect, caughtBy, sound -> new Broken(sound) {
            @Override
            public long lastRevision() {
                return last.applyAsLong(sound);
            }
        });
    }
}
