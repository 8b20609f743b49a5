package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Defects of unique indexes. */
final class UniqueIndexMutants {
    static final String REFUSES = "UniqueIndexes.rule_8_INDEXES_aUniqueOneRefuses";
    private static final String BY_VALUE = "UniqueIndexes.rule_8_INDEXES_aUniqueOneComparesByValue";
    private static final String OUTCOME = "UniqueIndexes.rule_8_INDEXES_aUniqueOneLooksAtTheOutcome";

    private UniqueIndexMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        refusing(all);
        comparing(all);
        looking(all);
        return all;
    }

    private static void refusing(List<Mutant> all) {
        all.add(Mutant.of(
                "unique-refuses-nothing", "a unique index is an ordered one", REFUSES, sound -> new Indexing(sound) {
                    @Override
                    boolean collide(Index index, Entry a, Entry b) {
                        return false;
                    }
                }));
        all.add(Mutant.of(
                "unique-names-one-key", "the conflict names the same key twice", REFUSES, sound -> new Indexing(sound) {
                    @Override
                    Conflict conflict(Index index, Entry entry, Entry other) {
                        return Conflict.notUnique(entry.collection(), entry.key(), index.name(), entry.key());
                    }
                }));
        all.add(Mutant.of(
                "unique-writes-and-refuses",
                "what a unique index refuses is there",
                REFUSES,
                sound -> new Indexing(sound) {
                    @Override
                    CommitResult refuse(Commit commit, List<Conflict> conflicts) {
                        sound.commit(commit);
                        throw new ConflictException(conflicts);
                    }
                }));
        all.add(Mutant.of(
                "unique-over-collections",
                "a unique index counts other collections",
                REFUSES,
                sound -> new Indexing(sound) {
                    @Override
                    List<Index> indexes(String collection) {
                        return super.indexes("c");
                    }

                    @Override
                    Map<String, Entry> byKey(String collection) {
                        Map<String, Entry> entries = super.byKey(collection);
                        super.byKey("c").forEach((key, entry) -> entries.putIfAbsent(key + " of c", entry));
                        return collection.equals("c") ? super.byKey(collection) : entries;
                    }
                }));
    }

    private static void comparing(List<Mutant> all) {
        all.add(Mutant.of(
                "unique-by-text", "numbers of other forms are other values", BY_VALUE, sound -> new Indexing(sound) {
                    @Override
                    boolean collide(Index index, Entry a, Entry b) {
                        List<Object> values = index.uniqueValues(a);
                        return values != null && values.toString().equals(String.valueOf(index.uniqueValues(b)));
                    }
                }));
        all.add(Mutant.of(
                "unique-by-double", "numbers are compared as doubles", BY_VALUE, sound -> new Indexing(sound) {
                    @Override
                    boolean collide(Index index, Entry a, Entry b) {
                        List<Object> values = index.uniqueValues(a);
                        List<Object> others = index.uniqueValues(b);
                        return values != null
                                && others != null
                                && rounded(values).equals(rounded(others));
                    }
                }));
        all.add(Mutant.of(
                "unique-nothings",
                "two entries with nothing at a path collide",
                BY_VALUE,
                sound -> new Indexing(sound) {
                    @Override
                    boolean collide(Index index, Entry a, Entry b) {
                        List<Object> values = index.uniqueValues(a);
                        return values == null ? index.uniqueValues(b) == null : super.collide(index, a, b);
                    }
                }));
    }

    private static void looking(List<Mutant> all) {
        all.add(Mutant.of(
                "unique-at-each-change",
                "a unique index looks at every change instead of the outcome",
                OUTCOME,
                sound -> new Indexing(sound) {
                    @Override
                    List<Conflict> conflicts(Commit commit) {
                        for (Change change : commit.changes()) {
                            List<Conflict> conflicts = super.conflicts(Commit.of(change));
                            if (!conflicts.isEmpty()) {
                                return conflicts;
                            }
                        }
                        return super.conflicts(commit);
                    }
                }));
        all.add(Mutant.of(
                "unique-before-the-commit",
                "a unique index looks at what was there before the commit only",
                OUTCOME,
                sound -> new Indexing(sound) {
                    @Override
                    List<Conflict> conflicts(Commit commit) {
                        List<Conflict> conflicts = super.conflicts(commit);
                        boolean both = conflicts.stream()
                                .allMatch(each -> commit.changes().stream()
                                        .anyMatch(change -> change instanceof Change.Put put
                                                && put.key().equals(each.other())));
                        return both ? List.of() : conflicts;
                    }
                }));
        all.add(Mutant.of(
                "unique-over-duplicates",
                "a unique index is made over entries that it would refuse",
                "UniqueIndexes.rule_8_INDEXES_aUniqueOneIsNotMade",
                sound -> new Indexing(sound) {
                    @Override
                    List<Conflict> conflicts(Commit commit) {
                        return IndexMutants.isDefinition(commit) ? List.of() : super.conflicts(commit);
                    }
                }));
    }

    private static List<Object> rounded(List<Object> values) {
        return values.stream()
                .map(value -> value instanceof Number number ? (Object) number.doubleValue() : value)
                .toList();
    }
}
