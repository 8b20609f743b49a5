package dev.marcus.persistence.tck.mutants;

import static dev.marcus.persistence.tck.mutants.Broken.results;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Defects of the operations and of retention. */
final class OperationMutants {
    private OperationMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        operations(all);
        retention(all);
        return all;
    }

    private static void operations(List<Mutant> all) {
        all.add(Mutant.of(
                "merges-documents",
                "a document is merged with the one before",
                "Operations.rule_4_1_storeReplacesTheWholeDocument",
                sound -> Broken.puts(put -> new Change.Put(
                                put.collection(),
                                put.key(),
                                sound.retrieve(put.collection(), put.key())
                                        .map(there -> merged(there.document(), put.document()))
                                        .orElse(put.document()),
                                put.importedAt()))
                        .apply(sound)));
        all.add(Mutant.of(
                "stale-after-store",
                "a cache serves the entry that was replaced",
                "Operations.rule_4_1_storeReturnsTheEntry",
                sound -> new Cached(sound, false, true)));
        all.add(Mutant.of(
                "stale-after-delete",
                "a cache serves the entry that was deleted",
                "Operations.rule_4_4_deleteSaysWhetherTheEntryWasThere",
                sound -> new Cached(sound, true, false)));
        all.add(Mutant.of(
                "absence-cached",
                "that there was nothing is remembered after something was stored",
                "Operations.rule_4_1_whatWasNotThereIsFoundOnceItIs",
                sound -> new Broken(sound) {
                    private final Set<String> absent = ConcurrentHashMap.newKeySet();

                    @Override
                    public Optional<Entry> retrieve(String collection, String key) {
                        Optional<Entry> found = sound.retrieve(collection, key);
                        if (found.isEmpty()) {
                            absent.add(collection + " " + key);
                        }
                        return absent.contains(collection + " " + key) ? Optional.empty() : found;
                    }
                }));
        all.add(Mutant.of(
                "deletes-nothing",
                "a deletion says that it was done, and did nothing",
                "Operations.rule_4_4_deleteSaysWhetherTheEntryWasThere",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        if (commit.changes().size() == 1 && commit.changes().get(0) instanceof Change.Delete delete) {
                            int there = sound.retrieve(delete.collection(), delete.key())
                                            .isPresent()
                                    ? 1
                                    : 0;
                            return new CommitResult(List.of(new CommitResult.Outcome(there, there, null)));
                        }
                        return sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "deletion-always-there",
                "deleting says that the entry was there, always",
                "Operations.rule_4_4_deleteSaysWhetherTheEntryWasThere",
                results(result -> Broken.outcomes(
                        result,
                        outcome -> outcome.affected() == 0
                                ? new CommitResult.Outcome(1, outcome.revision(), null)
                                : outcome))));
        all.add(Mutant.of(
                "absent-deletion-takes-revision",
                "deleting what is absent takes a revision",
                "Operations.rule_4_4_deleteSaysWhetherTheEntryWasThere",
                results(result -> Broken.outcomes(
                        result,
                        outcome -> outcome.affected() == 0 ? new CommitResult.Outcome(0, 77, null) : outcome))));
        all.add(Mutant.of(
                "unknown-collection-fails",
                "reading an unknown collection is an error",
                "Operations.rule_4_2_whatIsNotThereIsEmpty",
                sound -> new Broken(sound) {
                    @Override
                    public Optional<Entry> retrieve(String collection, String key) {
                        if (!sound.collections().contains(collection)) {
                            throw new IllegalStateException("no such table: " + collection);
                        }
                        return sound.retrieve(collection, key);
                    }
                }));
        all.add(Mutant.of(
                "lists-empty-collections",
                "a collection is listed for ever once it was used",
                "Operations.rule_4_4_deleteSaysWhetherTheEntryWasThere",
                sound -> new Broken(sound) {
                    private final Set<String> used = ConcurrentHashMap.newKeySet();

                    @Override
                    public Set<String> collections() {
                        used.addAll(sound.collections());
                        return Set.copyOf(used);
                    }

                    @Override
                    public CommitResult commit(Commit commit) {
                        commit.changes().forEach(change -> used.add(change.collection()));
                        return sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "answers-other-collections",
                "a query answers with the entries of a collection whose name begins the same",
                "Operations.rule_4_3_aQueryNeverMixesCollections",
                sound -> new Broken(sound) {
                    @Override
                    public BackendCursor query(QueryRequest request) {
                        return BackendCursor.of(sound.collections().stream()
                                .filter(name -> name.startsWith(request.collection()))
                                .flatMap(name -> Sound.entries(sound, name).stream())
                                .iterator());
                    }
                }));
    }

    private static Document merged(Document before, Document now) {
        Map<String, Object> members = new LinkedHashMap<>(before.toMap());
        members.putAll(now.toMap());
        return Document.of(members);
    }

    private static void retention(List<Mutant> all) {
        String strictly = "Operations.rule_4_5_clearOldRemovesExactlyWhatIsStrictlyBefore";
        all.add(cutoff(
                "inclusive-cutoff", "the entry at the cut-off is removed too", strictly, time -> time.plusNanos(1000)));
        all.add(cutoff(
                "cutoff-in-seconds",
                "the cut-off is cut to seconds",
                strictly,
                time -> time.isBefore(Entry.MAX_STORED_AT)
                        ? time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        : time));
        all.add(Mutant.of(
                "retention-compares-texts",
                "times in two formats are compared as texts",
                "Operations.rule_4_5_clearOldKeepsAnEntryOneHourOld",
                retained((entry, cutoff) ->
                        entry.storedAt().toString().replace('T', ' ').compareTo(cutoff.toString()) < 0)));
        all.add(Mutant.of(
                "retention-of-one-batch",
                "a retention stops after its first batch",
                "Operations.rule_4_5_clearOldRemovesMoreThanOneBatch",
                sound -> new Broken(sound) {
                    private int batches;

                    @Override
                    public CommitResult commit(Commit commit) {
                        if (commit.changes().size() == 1 && commit.changes().get(0) instanceof Change.DeleteOlderThan) {
                            return batches++ > 0
                                    ? new CommitResult(List.of(new CommitResult.Outcome(0, 0, null)))
                                    : sound.commit(commit);
                        }
                        return sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "retention-of-everything",
                "a retention empties the collection",
                strictly,
                retained((entry, cutoff) -> true)));
        all.add(Mutant.of(
                "retention-never-old",
                "entries that were imported are never removed",
                "Operations.rule_4_5_clearOldRemovesImportsByTheirOwnTime",
                sound -> {
                    Set<String> imported = ConcurrentHashMap.newKeySet();
                    PersistenceBackend noting = Broken.puts(put -> {
                                put.imported().ifPresent(time -> imported.add(put.key()));
                                return put;
                            })
                            .apply(sound);
                    return retained((entry, cutoff) ->
                                    entry.storedAt().isBefore(cutoff) && !imported.contains(entry.key()))
                            .apply(noting);
                }));
        all.add(Mutant.of(
                "retention-newest-first",
                "a bounded retention takes the newest first",
                "Commits.rule_4_6_aRetentionTakesTheOldestFirst",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        if (commit.changes().size() == 1
                                && commit.changes().get(0) instanceof Change.DeleteOlderThan old) {
                            return removed(
                                    sound,
                                    Sound.entries(sound, old.collection()).stream()
                                            .filter(entry -> entry.storedAt().isBefore(old.cutoff()))
                                            .sorted(java.util.Comparator.comparing(Entry::revision)
                                                    .reversed())
                                            .limit(old.limit())
                                            .toList());
                        }
                        return sound.commit(commit);
                    }
                }));
    }

    private static Mutant cutoff(String name, String defect, String caughtBy, UnaryOperator<Instant> change) {
        return Mutant.of(
                name,
                defect,
                caughtBy,
                Broken.changes(each -> each instanceof Change.DeleteOlderThan old
                        ? new Change.DeleteOlderThan(old.collection(), change.apply(old.cutoff()), old.limit())
                        : each));
    }

    private interface Old {
        boolean test(Entry entry, Instant cutoff);
    }

    private static UnaryOperator<PersistenceBackend> retained(Old test) {
        return sound -> new Broken(sound) {
            @Override
            public CommitResult commit(Commit commit) {
                if (commit.changes().size() == 1 && commit.changes().get(0) instanceof Change.DeleteOlderThan old) {
                    return removed(
                            sound,
                            Sound.entries(sound, old.collection()).stream()
                                    .filter(entry -> test.test(entry, old.cutoff()))
                                    .limit(old.limit())
                                    .toList());
                }
                return sound.commit(commit);
            }
        };
    }

    private static CommitResult removed(PersistenceBackend sound, List<Entry> entries) {
        Commit.Builder builder = Commit.builder();
        entries.forEach(entry -> builder.delete(entry.collection(), entry.key()));
        long revision = sound.commit(builder.build()).revision();
        return new CommitResult(List.of(new CommitResult.Outcome(entries.size(), revision, null)));
    }

    /** Keeps what it has read, and does not notice some changes. */
    private static final class Cached extends Broken {
        private final Map<String, Entry> cache = new ConcurrentHashMap<>();
        private final boolean noticesStores;
        private final boolean noticesDeletions;

        Cached(PersistenceBackend sound, boolean noticesStores, boolean noticesDeletions) {
            super(sound);
            this.noticesStores = noticesStores;
            this.noticesDeletions = noticesDeletions;
        }

        @Override
        public Optional<Entry> retrieve(String collection, String key) {
            Function<String, Entry> read =
                    name -> sound.retrieve(collection, key).orElse(null);
            return Optional.ofNullable(cache.computeIfAbsent(collection + " " + key, read));
        }

        @Override
        public CommitResult commit(Commit commit) {
            CommitResult result = sound.commit(commit);
            for (Change change : commit.changes()) {
                if (change instanceof Change.Put put && noticesStores) {
                    cache.remove(put.collection() + " " + put.key());
                    retrieve(put.collection(), put.key());
                } else if (change instanceof Change.Delete delete && noticesDeletions) {
                    cache.remove(delete.collection() + " " + delete.key());
                }
            }
            return result;
        }
    }
}
