package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.SyncOnRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Defects of what a store says of itself, and of commits that demand more of it. */
final class SelfReportMutants {
    private static final String STATUS = "SelfReports.rule_7_5_aSoundStore";
    private static final String VERIFY = "SelfReports.rule_7_5_verifyFindsNothing";
    private static final String DAMAGE = "SelfReports.rule_7_5_verifyNames";
    private static final String DURABILITY = "SelfReports.rule_4_6";
    private static final Finding INVENTED = new Finding("somewhere", null, null, "an invention");

    private SelfReportMutants() {}

    static List<Mutant> all() {
        return List.of(
                status(
                        "says-it-is-down",
                        "a sound store says that it is down",
                        () -> StoreStatus.up().with(StoreStatus.State.DOWN, "an invention")),
                status(
                        "counts-waiting-commits-for-ever",
                        "commits are counted as waiting that were answered",
                        () -> new StoreStatus(StoreStatus.State.UP, List.of(), 7, 0, 0, Duration.ZERO)),
                verify(
                        "verify-finds-what-is-not-there",
                        "verify names damage in a sound store",
                        report -> new VerifyReport(report.collections(), report.entries(), List.of(INVENTED))),
                verify(
                        "verify-reads-nothing",
                        "verify says that a store is sound without having read it",
                        report -> new VerifyReport(0, 0, List.of())),
                new Mutant(
                        "verify-is-blind",
                        "reads of a damaged store fail, and verify finds nothing",
                        DAMAGE,
                        SelfReportMutants::blind),
                Mutant.of(
                        "sync-on-request-fails",
                        "a commit that demands more fails behind its sync",
                        DURABILITY,
                        Unsynced::new),
                Mutant.of(
                        "refuses-what-it-promises",
                        "a commit that demands the promised durability is refused",
                        DURABILITY,
                        sound -> new Broken(sound) {
                            @Override
                            public dev.marcus.persistence.store.CommitResult commit(
                                    dev.marcus.persistence.store.Commit commit) {
                                if (commit.durability() == Durability.DISK) {
                                    throw new dev.marcus.persistence.error.UnsupportedException("DISK");
                                }
                                return sound.commit(commit);
                            }
                        }));
    }

    private static Mutant status(String name, String defect, Supplier<StoreStatus> status) {
        return Mutant.of(name, defect, STATUS, sound -> new Broken(sound) {
            @Override
            public StoreStatus status() {
                return status.get();
            }
        });
    }

    private static Mutant verify(String name, String defect, Function<VerifyReport, VerifyReport> change) {
        return Mutant.of(name, defect, VERIFY, sound -> new Broken(sound) {
            @Override
            public VerifyReport verify() {
                return change.apply(sound.verify());
            }
        });
    }

    private static PersistenceBackend blind(BackendConfig config) {
        try {
            return Sound.open(config);
        } catch (CorruptionException damaged) {
            return new Broken(Sound.open(config.location() + ".empty", config.clock())) {
                @Override
                public Set<String> collections() {
                    return Set.of("c");
                }

                @Override
                public Optional<Entry> retrieve(String collection, String key) {
                    throw damaged;
                }

                @Override
                public VerifyReport verify() {
                    return new VerifyReport(0, 0, List.of());
                }
            };
        }
    }

    /** Promises less, and offers more on request. */
    private static final class Unsynced extends Broken implements SyncOnRequest {
        Unsynced(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public Capabilities capabilities() {
            Capabilities all = sound.capabilities();
            return new Capabilities(all.supported(), Durability.PROCESS, all.limits());
        }

        @Override
        public CompletableFuture<Void> sync() {
            return CompletableFuture.failedFuture(new OutcomeUnknownException("the sync failed", null));
        }
    }
}
