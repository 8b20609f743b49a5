package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Defects of errors and of what is declared. */
final class ErrorMutants {
    private ErrorMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        errors(all);
        promises(all);
        return all;
    }

    private static void errors(List<Mutant> all) {
        all.add(Mutant.of(
                "message-with-content", "a message holds the document", "Errors.rule_7_2", sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        try {
                            return sound.commit(commit);
                        } catch (ConflictException e) {
                            throw new ConflictException(e.conflicts()) {
                                private static final long serialVersionUID = 1;

                                @Override
                                public String getMessage() {
                                    return super.getMessage() + " while storing "
                                            + commit.changes().stream()
                                                    .map(change -> change instanceof Change.Put put
                                                            ? put.document().toJson()
                                                            : "")
                                                    .toList();
                                }
                            };
                        }
                    }
                }));
        all.add(Mutant.of(
                "callers-exception-wrapped",
                "an exception of the caller's own code comes out as another one",
                "Errors.rule_7_1_anExceptionOfTheCallersOwnCode",
                sound -> new Broken(sound) {
                    @Override
                    public BackendCursor query(QueryRequest request) {
                        List<Entry> all = Sound.entries(sound, request.collection());
                        try {
                            return Broken.cursor(
                                    all.stream()
                                            .filter(request.filter().predicate())
                                            .toList()
                                            .iterator(),
                                    new dev.marcus.persistence.spi.Pushed(
                                            dev.marcus.persistence.spi.Pushed.Filtering.EXACT, false, false));
                        } catch (IllegalStateException e) {
                            throw new StorageException("query failed", e);
                        }
                    }
                }));
        all.add(Mutant.of(
                "errors-swallowed",
                "a commit that fails returns as if nothing were to be done",
                "Errors.rule_7_1_aWriteThatFailsSaysSo",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        try {
                            return sound.commit(commit);
                        } catch (PersistenceException e) {
                            return new CommitResult(List.of());
                        }
                    }
                }));
        all.add(Mutant.of(
                "failed-write-done",
                "a commit that was refused has been done",
                "Errors.rule_7_4",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        try {
                            return sound.commit(commit);
                        } catch (ConflictException e) {
                            Commit.Builder anyway = Commit.builder();
                            commit.changes().forEach(anyway::change);
                            sound.commit(anyway.build());
                            throw e;
                        }
                    }
                }));
    }

    private static void promises(List<Mutant> all) {
        all.add(Mutant.of(
                "capabilities-drift",
                "what is declared is not the same each time",
                "Promises.rule_8_ATOMIC_COMMIT_whatIsDeclaredNeverChanges",
                sound -> new Broken(sound) {
                    private int asked;

                    @Override
                    public Capabilities capabilities() {
                        return asked++ % 3 == 2
                                ? new Capabilities(Set.of(), Durability.NONE, new Limits(100, 1 << 20, 1))
                                : sound.capabilities();
                    }
                }));
        all.add(declaring(
                "feed-declared",
                "a feed of changes is declared that is not there",
                "Feed.rule_8_CHANGE_FEED_whatIsDeclared",
                Capability.CHANGE_FEED));
        all.add(declaring(
                "many-owners-declared",
                "several processes are declared, and the second one is refused",
                "Lifecycle.rule_6_4",
                Capability.MULTI_PROCESS));
    }

    private static Mutant declaring(String name, String defect, String caughtBy, Capability more) {
        UnaryOperator<PersistenceBackend> liar = sound -> new Broken(sound) {
            @Override
            public Capabilities capabilities() {
                Capabilities sober = sound.capabilities();
                Set<Capability> all = new HashSet<>(sober.supported());
                all.add(more);
                return new Capabilities(all, sober.durability(), sober.limits());
            }
        };
        return Mutant.of(name, defect, caughtBy, liar);
    }
}
