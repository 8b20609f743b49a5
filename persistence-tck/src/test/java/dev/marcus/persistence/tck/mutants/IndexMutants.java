package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.Words;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Defects of indexes. */
final class IndexMutants {
    private static final String REOPENED = "Indexes.rule_8_INDEXES_surviveReopening";
    private static final String KEPT = "Indexes.rule_5_11_anIndexIsKeptByEveryKindOfChange";
    private static final String SERVED = "Indexes.rule_5_11_whatAnIndexCanServe";
    private static final String SAME = "Indexes.rule_5_11_answersAreTheSame";
    private static final String TEXT = "Indexes.rule_5_11_aTextIndexServesSearches";

    private static final Comparator<Entry> BY_DOUBLE =
            Comparator.comparingDouble(entry -> value(entry, "n") instanceof Number number ? -number.doubleValue() : 0);

    private IndexMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        kept(all);
        answers(all);
        return all;
    }

    static boolean isDefinition(Commit commit) {
        return commit.changes().stream().anyMatch(change -> change.collection().equals(Index.COLLECTION));
    }

    private static void kept(List<Mutant> all) {
        all.add(Mutant.of(
                "indexes-not-kept",
                "the definition of an index is not stored",
                "Indexes.rule_8_INDEXES_indexesAreMadeListedAndDropped",
                sound -> new Indexing(sound) {
                    @Override
                    public synchronized CommitResult commit(Commit commit) {
                        CommitResult result = super.commit(commit);
                        if (isDefinition(commit)) {
                            commit.changes().forEach(change -> {
                                if (change instanceof Change.Put put) {
                                    sound.commit(Commit.of(new Change.Delete(put.collection(), put.key())));
                                }
                            });
                        }
                        return result;
                    }
                }));
        all.add(Mutant.of(
                "indexes-of-one-life", "an index does nothing after reopening", REOPENED, sound -> new Indexing(sound) {
                    private final Set<String> made = new HashSet<>();

                    @Override
                    public synchronized CommitResult commit(Commit commit) {
                        CommitResult result = super.commit(commit);
                        for (Change change : commit.changes()) {
                            if (change instanceof Change.Put put
                                    && put.collection().equals(Index.COLLECTION)) {
                                made.add(put.key());
                            }
                        }
                        return result;
                    }

                    @Override
                    List<Index> indexes(String collection) {
                        return super.indexes(collection).stream()
                                .filter(index -> made.contains(Index.key(collection, index.name())))
                                .toList();
                    }
                }));
        all.add(Mutant.of(
                "dropped-index-refuses",
                "a unique index refuses after it was dropped",
                UniqueIndexMutants.REFUSES,
                sound -> new Indexing(sound) {
                    private final Map<String, Index> ever = new HashMap<>();

                    @Override
                    List<Index> indexes(String collection) {
                        super.indexes(collection).forEach(index -> ever.put(collection + index.name(), index));
                        return ever.entrySet().stream()
                                .filter(each -> each.getKey().startsWith(collection))
                                .map(Map.Entry::getValue)
                                .toList();
                    }
                }));
        all.add(stale("index-keeps-the-past", "an index gives what has been replaced or deleted", (now, before) -> {
            List<Entry> both = new ArrayList<>(now);
            before.stream().filter(entry -> !now.contains(entry)).forEach(both::add);
            return both;
        }));
        all.add(stale(
                "index-misses-the-new",
                "an index misses what was stored after it was made",
                (now, before) -> now.stream().filter(before::contains).toList()));
    }

    /** Answers out of what matches now and what was there when the index was used first. */
    private static Mutant stale(String name, String defect, BiFunction<List<Entry>, List<Entry>, List<Entry>> mixed) {
        return Mutant.of(name, defect, KEPT, sound -> new Indexing(sound) {
            private @Nullable List<Entry> before;

            @Override
            public synchronized CommitResult commit(Commit commit) {
                CommitResult result = super.commit(commit);
                if (before == null && Sound.entries(sound, "c").size() == 400) {
                    before = Sound.entries(sound, "c");
                }
                return result;
            }

            @Override
            List<Entry> matches(Index index, QueryRequest request) {
                List<Entry> now = super.matches(index, request);
                return before == null
                        ? now
                        : mixed.apply(
                                now,
                                before.stream()
                                        .filter(request.filter().predicate())
                                        .toList());
            }
        });
    }

    private static void answers(List<Mutant> all) {
        all.add(Mutant.of("index-not-used", "an index is kept and never used", SERVED, sound -> new Indexing(sound) {
            @Override
            Optional<Index> serving(QueryRequest request) {
                return Optional.empty();
            }
        }));
        all.add(Mutant.of(
                "index-reads-everything",
                "explain names an index, and all is read",
                SERVED,
                sound -> new Indexing(sound) {
                    @Override
                    long examined(long given, String collection) {
                        return Sound.entries(sound, collection).size();
                    }
                }));
        all.add(Mutant.of("index-not-named", "explain does not name the index", SERVED, sound -> new Indexing(sound) {
            @Override
            public AccessPath explain(QueryRequest request) {
                return AccessPath.of("something");
            }
        }));
        all.add(matches(
                "index-without-missing", "an index holds only entries that have the path", SAME, (request, match) -> {
                    Set<FieldPath> paths = new HashSet<>();
                    request.sorts().forEach(sort -> paths.add(sort.path()));
                    return paths.stream()
                            .allMatch(path ->
                                    Filter.where(path).exists().predicate().test(match));
                }));
        all.add(matches(
                "index-without-null",
                "an index holds no nulls",
                SAME,
                (request, match) -> !mentions(request.filter(), Filter.IsNull.class)
                        || !Filter.where("v").isNull().predicate().test(match)));
        all.add(Mutant.of(
                "index-order-by-text", "an index sorts strings by UTF-16", SAME, sound -> new Indexing(sound) {
                    @Override
                    List<Entry> matches(Index index, QueryRequest request) {
                        List<Entry> matches = super.matches(index, request);
                        boolean byV = request.sorts().equals(List.of(Sort.asc("v")));
                        return byV
                                ? matches.stream()
                                        .sorted(Comparator.comparing(
                                                entry -> value(entry, "v") instanceof String text ? text : ""))
                                        .toList()
                                : matches;
                    }
                }));
        all.add(Mutant.of(
                "index-order-by-double", "an index sorts numbers as doubles", SAME, sound -> new Indexing(sound) {
                    @Override
                    List<Entry> matches(Index index, QueryRequest request) {
                        List<Entry> matches = super.matches(index, request);
                        boolean byN = request.sorts().equals(List.of(Sort.desc("n")));
                        return byN ? matches.stream().sorted(BY_DOUBLE).toList() : matches;
                    }
                }));
        all.add(matches("text-index-any-word", "a text index takes a phrase for words in any order", TEXT, null));
        all.add(Mutant.of("text-index-by-case", "a text index minds the case", TEXT, sound -> new Indexing(sound) {
            @Override
            List<Entry> matches(Index index, QueryRequest request) {
                return super.matches(index, request).stream()
                        .filter(entry -> index.kind() != Index.Kind.TEXT
                                || String.valueOf(value(entry, "m"))
                                        .equals(String.valueOf(value(entry, "m"))
                                                .toLowerCase(java.util.Locale.ROOT)))
                        .toList();
            }
        }));
    }

    private static boolean mentions(Filter filter, Class<?> node) {
        return node.isInstance(filter)
                || filter instanceof Filter.And and && and.filters().stream().anyMatch(part -> mentions(part, node));
    }

    private static @Nullable Object value(Entry entry, String path) {
        return PathReader.of(List.of(FieldPath.of(path))).read(entry.document())[0];
    }

    private interface Kept {
        boolean keeps(QueryRequest request, Entry match);
    }

    /** Leaves out matches; without a condition, takes every phrase for its words. */
    private static Mutant matches(String name, String defect, String caughtBy, @Nullable Kept kept) {
        return Mutant.of(name, defect, caughtBy, (PersistenceBackend sound) -> new Indexing(sound) {
            @Override
            List<Entry> matches(Index index, QueryRequest request) {
                if (kept != null) {
                    return super.matches(index, request).stream()
                            .filter(match -> kept.keeps(request, match))
                            .toList();
                }
                return request.filter() instanceof Filter.Search search
                        ? Sound.entries(sound, request.collection()).stream()
                                .filter(entry -> hasAllWords(entry, search))
                                .toList()
                        : super.matches(index, request);
            }
        });
    }

    private static boolean hasAllWords(Entry entry, Filter.Search search) {
        List<String> words = value(entry, "m") instanceof String text ? Words.of(text) : List.of();
        return search.terms().stream()
                .flatMap(term -> term.words().stream())
                .allMatch(word -> words.stream().anyMatch(found -> found.startsWith(word)));
    }
}
