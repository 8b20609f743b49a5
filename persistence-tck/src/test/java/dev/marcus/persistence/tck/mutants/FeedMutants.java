package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Feeds that miss something, tell too much, or lead their followers astray. */
final class FeedMutants {
    private static final String RULE = "Feed.rule_8_CHANGE_FEED_";

    private FeedMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        missing(all);
        tooMuch(all);
        batches(all);
        expiring(all);
        besideWriters(all);
        return all;
    }

    private static Mutant feeding(
            String name,
            String defect,
            String caughtBy,
            BiFunction<PersistenceBackend, BackendConfig, Feeding> broken) {
        return new Mutant(
                name,
                defect,
                caughtBy.contains(".") ? caughtBy : RULE + caughtBy,
                config -> broken.apply(Sound.open(config), config));
    }

    /** A feed whose list of changes is another one. */
    private static Mutant telling(
            String name, String defect, String caughtBy, UnaryOperator<List<ChangedEntry>> change) {
        return feeding(name, defect, caughtBy, (sound, config) -> new Feeding(sound, config) {
            @Override
            List<ChangedEntry> changed(long after) {
                return change.apply(super.changed(after));
            }
        });
    }

    private static List<ChangedEntry> without(
            List<ChangedEntry> changes, java.util.function.Predicate<ChangedEntry> left) {
        return changes.stream().filter(change -> !left.test(change)).toList();
    }

    private static void missing(List<Mutant> all) {
        all.add(telling(
                "feed-misses-deletions",
                "deletions are not told",
                "everyKey",
                changes -> without(changes, ChangedEntry::isDeletion)));
        all.add(feeding(
                "feed-misses-retentions",
                "what a retention removes is not told",
                "everyEntryThatARetention",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    void buryOld(String collection, String key, long revision) {}
                }));
        all.add(feeding(
                "feed-misses-the-framework",
                "the collections of the framework are left out",
                "collectionsOfTheFramework",
                (sound, config) -> new Feeding(new Indexing(sound), config) {
                    @Override
                    List<ChangedEntry> changed(long after) {
                        return without(
                                super.changed(after),
                                change -> change.collection().equals(Index.COLLECTION));
                    }
                }));
        all.add(telling(
                "feed-misses-imports",
                "what brings a time from elsewhere is not told",
                "anImport",
                changes -> without(
                        changes,
                        change -> change.stored() != null
                                && change.stored()
                                        .storedAt()
                                        .isBefore(java.time.Instant.parse("2026-01-01T00:00:00Z")))));
        all.add(feeding(
                "feed-misses-later-deletions",
                "of a commit over several collections, no deletion is told",
                "aCommitOverSeveral",
                (sound, config) -> new Feeding(sound, config) {
                    private boolean several;

                    @Override
                    public synchronized CommitResult commit(Commit commit) {
                        several = commit.changes().size() > 1;
                        return super.commit(commit);
                    }

                    @Override
                    void bury(String collection, String key, long revision) {
                        if (!several) {
                            super.bury(collection, key, revision);
                        }
                    }
                }));
        all.add(telling(
                "feed-without-documents",
                "the entries that are told are empty",
                "everyKey",
                changes -> changes.stream()
                        .map(change -> change.entry()
                                .map(entry -> ChangedEntry.of(Entry.of(
                                        entry.collection(),
                                        entry.key(),
                                        Document.empty(),
                                        entry.storedAt(),
                                        entry.revision())))
                                .orElse(change))
                        .toList()));
        all.add(feeding(
                "feed-forgets-when-closed",
                "the tombstones are gone after reopening, and nobody is told so",
                "goesOnWhereItWas",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    Kept keptOf(String storeId) {
                        return new Kept();
                    }
                }));
    }

    private static void tooMuch(List<Mutant> all) {
        all.add(feeding(
                "feed-begins-with-deletions",
                "who begins with nothing is told of deletions",
                "afterNothing",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    List<ChangedEntry> changed(long after) {
                        List<ChangedEntry> changed = new ArrayList<>(super.changed(after));
                        if (after == 0) {
                            changed.addAll(deletions());
                            changed.sort(Comparator.comparing(ChangedEntry::revision));
                        }
                        return changed;
                    }
                }));
        all.add(feeding(
                "feed-tells-ghosts",
                "a key that is stored again is told as deleted too",
                "aKeyThatIsStoredAgain",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    void stored(String collection, String key) {}
                }));
        all.add(feeding(
                "feed-tells-every-change",
                "a key that changed twice comes twice",
                "everyKey",
                (sound, config) -> new Feeding(sound, config) {
                    private final List<ChangedEntry> told = new ArrayList<>();

                    @Override
                    public synchronized CommitResult commit(Commit commit) {
                        CommitResult result = super.commit(commit);
                        result.outcomes()
                                .forEach(outcome ->
                                        outcome.entry().map(ChangedEntry::of).ifPresent(told::add));
                        return result;
                    }

                    @Override
                    List<ChangedEntry> changed(long after) {
                        Map<Long, ChangedEntry> all = new java.util.TreeMap<>();
                        told.stream()
                                .filter(change -> change.revision() > after)
                                .forEach(change -> all.put(change.revision(), change));
                        super.changed(after).forEach(change -> all.put(change.revision(), change));
                        return List.copyOf(all.values());
                    }
                }));
        all.add(telling(
                "feed-in-order-of-time",
                "changes come by their store times",
                "anImport",
                changes -> changes.stream()
                        .sorted(Comparator.comparing(
                                change -> change.entry().map(Entry::storedAt).orElse(Entry.MIN_STORED_AT)))
                        .toList()));
        all.add(feeding(
                "feed-from-the-revision-on",
                "the change at the revision asked from is told again",
                "everyKey",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    List<ChangedEntry> changed(long after) {
                        return super.changed(Math.max(0, after - 1));
                    }
                }));
    }

    private static Mutant batching(String name, String defect, String caughtBy, UnaryOperator<ChangeBatch> change) {
        return feeding(name, defect, caughtBy, (sound, config) -> new Feeding(sound, config) {
            @Override
            ChangeBatch batch(List<ChangedEntry> changed, int limit, long last) {
                return change.apply(super.batch(changed, limit, last));
            }
        });
    }

    private static void batches(List<Mutant> all) {
        all.add(feeding(
                "feed-reaches-too-far",
                "a batch that does not hold all says that the last revision was reached",
                "aBatch",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    ChangeBatch batch(List<ChangedEntry> changed, int limit, long last) {
                        ChangeBatch batch = super.batch(changed, limit, last);
                        return new ChangeBatch(batch.changes(), last, batch.more());
                    }
                }));
        all.add(batching(
                "feed-never-arrives",
                "what is reached is the last change told, also where there is no more",
                "afterNothing",
                batch -> batch.changes().isEmpty()
                        ? batch
                        : new ChangeBatch(
                                batch.changes(),
                                batch.changes().get(batch.changes().size() - 1).revision(),
                                batch.more())));
        all.add(batching(
                "feed-hides-that-there-is-more",
                "a batch never says that there is more",
                "aBatch",
                batch -> new ChangeBatch(batch.changes(), batch.reached(), false)));
        all.add(feeding(
                "feed-says-more-when-full",
                "a batch that is just full says that there is more",
                "aBatch",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    ChangeBatch batch(List<ChangedEntry> changed, int limit, long last) {
                        ChangeBatch batch = super.batch(changed, limit, last);
                        return new ChangeBatch(batch.changes(), batch.reached(), changed.size() >= limit);
                    }
                }));
        all.add(feeding(
                "feed-ignores-the-limit",
                "a batch holds everything, however little was asked for",
                "aBatch",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    ChangeBatch batch(List<ChangedEntry> changed, int limit, long last) {
                        boolean more = changed.size() > limit;
                        return new ChangeBatch(changed, last, more);
                    }
                }));
        all.add(feeding(
                "feed-cuts-before-the-order",
                "the limit is applied before the changes are put in order",
                "aBatch",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    ChangeBatch batch(List<ChangedEntry> changed, int limit, long last) {
                        List<ChangedEntry> cut = changed.stream()
                                .sorted(Comparator.comparing(ChangedEntry::collection))
                                .limit(limit)
                                .sorted(Comparator.comparing(ChangedEntry::revision))
                                .toList();
                        boolean more = cut.size() < changed.size();
                        return new ChangeBatch(
                                cut, more ? cut.get(cut.size() - 1).revision() : last, more);
                    }
                }));
        all.add(Mutant.of(
                "feed-undeclared",
                "there is a feed that is not declared",
                RULE + "whatIsDeclared",
                FeedUndeclared::new));
    }

    /** Has what it does not declare. */
    private static final class FeedUndeclared extends Broken implements ChangeFeed {
        private FeedUndeclared(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public ChangeBatch changes(long after, int limit) {
            return new ChangeBatch(List.of(), sound.lastRevision(), false);
        }
    }

    private static void expiring(List<Mutant> all) {
        all.add(feeding(
                "feed-hides-what-is-missing",
                "deletions are dropped, and who misses them is not told so",
                "deletionsAreKept",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    void check(long after, long horizon) {}
                }));
        all.add(feeding(
                "feed-drops-early",
                "tombstones go half an hour before they may",
                "deletionsAreKept",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    Duration age() {
                        return super.age().minusMinutes(30);
                    }
                }));
        all.add(feeding(
                "feed-keeps-for-ever",
                "tombstones never go",
                "deletionsAreKept",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    Duration age() {
                        return Duration.ofDays(40_000);
                    }
                }));
        all.add(feeding(
                "feed-refuses-to-begin",
                "once a tombstone has gone nobody can begin",
                "deletionsAreKept",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    void check(long after, long horizon) {
                        if (after < horizon) {
                            throw ChangesExpiredException.tooLate(after, horizon);
                        }
                    }
                }));
        all.add(feeding(
                "feed-refuses-all-before-the-last",
                "once a tombstone has gone only the last revision can be followed from",
                "deletionsAreKept",
                (sound, config) -> new Feeding(sound, config) {
                    @Override
                    void check(long after, long horizon) {
                        super.check(after, horizon == 0 ? 0 : sound.lastRevision());
                    }
                }));
        all.add(feeding(
                "feed-forgets-what-is-missing",
                "after reopening nobody is told that deletions were dropped",
                "whatIsNotToldAnyMore",
                (sound, config) -> new Feeding(sound, config) {
                    private long horizon;

                    @Override
                    void dropped(long revision) {
                        horizon = Math.max(horizon, revision);
                    }

                    @Override
                    void check(long after, long ignored) {
                        super.check(after, horizon);
                    }
                }));
    }

    private static void besideWriters(List<Mutant> all) {
        String rule = "Following.rule_8_CHANGE_FEED_";
        all.add(feeding(
                "feed-before-its-predecessor",
                "a change is told before one with a lower revision",
                rule,
                (sound, config) -> new Feeding(sound, config) {
                    private int asked;

                    @Override
                    List<ChangedEntry> changed(long after) {
                        List<ChangedEntry> changed = new ArrayList<>(super.changed(after));
                        if (changed.size() > 1 && asked++ % 3 == 0) {
                            changed.remove(changed.size() - 2);
                        }
                        return changed;
                    }
                }));
        all.add(feeding(
                "feed-of-half-a-commit",
                "a commit is told before it is whole",
                rule,
                (sound, config) -> new Feeding(sound, config) {
                    private int asked;

                    @Override
                    ChangeBatch batch(List<ChangedEntry> changed, int limit, long last) {
                        if (changed.size() < 2 || asked++ % 3 != 0) {
                            return super.batch(changed, limit, last);
                        }
                        return super.batch(changed.subList(0, changed.size() - 1), limit, last - 1);
                    }
                }));
        all.add(feeding(
                "feed-of-no-moment",
                "what is reached is asked for after the changes were read",
                rule,
                (sound, config) -> new Feeding(sound, config) {
                    private Set<ChangedEntry> late = new HashSet<>();

                    @Override
                    List<ChangedEntry> changed(long after) {
                        Set<ChangedEntry> unseen = late;
                        List<ChangedEntry> changed = super.changed(after);
                        late = new HashSet<>(changed);
                        return changed.stream()
                                .filter(change -> unseen.contains(change) || change.revision() % 11 != 0)
                                .toList();
                    }
                }));
    }
}
