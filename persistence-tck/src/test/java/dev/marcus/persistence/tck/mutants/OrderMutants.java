package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Defects of sorting, limits, pages, and the moment that a query sees. */
final class OrderMutants {
    private static final Pushed SORTED = new Pushed(Pushed.Filtering.NONE, true, false);

    private static final Pushed EVERYTHING = new Pushed(Pushed.Filtering.EXACT, true, true);

    private static final String EVERY_ORDER = "Queries.rule_5_6_everyOrderIs";

    private OrderMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        orders(all);
        limitsAndPages(all);
        moments(all);
        return all;
    }

    private static Mutant sorting(String name, String defect, String caughtBy, BySort comparator) {
        return Mutant.of(name, defect, caughtBy, Broken.queries(SORTED, (request, all) -> {
            List<Entry> sorted = new ArrayList<>(all);
            sorted.sort(Sort.comparator(List.of()));
            List<Sort> sorts = new ArrayList<>(request.sorts());
            java.util.Collections.reverse(sorts);
            sorts.forEach(sort -> sorted.sort(comparator.of(sort)));
            return sorted;
        }));
    }

    private interface BySort {
        Comparator<Entry> of(Sort sort);
    }

    /** Compares as the contract says, ties left alone. */
    private static Comparator<Entry> soundly(Sort sort) {
        Comparator<Entry> order = Sort.comparator(List.of(sort));
        boolean byTimeOrRevision =
                sort.path().isEntryOwn() && !sort.path().names().contains("_key");
        return byTimeOrRevision ? order : (a, b) -> order.compare(undated(a), undated(b));
    }

    private static Entry undated(Entry entry) {
        return Entry.of(entry.collection(), entry.key(), entry.document(), Entry.MIN_STORED_AT, 1);
    }

    private static Optional<Object> value(Entry entry, Sort sort) {
        return sort.path().isEntryOwn() ? Optional.empty() : entry.document().get(sort.path());
    }

    private static void orders(List<Mutant> all) {
        all.add(sorting(
                "missing-last",
                "what is missing comes last",
                EVERY_ORDER,
                sort -> Comparator.comparing((Entry entry) -> !sort.path().isEntryOwn()
                                && !Filter.where(sort.path())
                                        .exists()
                                        .predicate()
                                        .test(entry))
                        .thenComparing(soundly(sort))));
        all.add(sorting(
                "null-equals-missing",
                "null and missing are not told apart",
                EVERY_ORDER,
                sort -> (a, b) -> !sort.path().isEntryOwn()
                                && value(a, sort).isEmpty()
                                && value(b, sort).isEmpty()
                        ? 0
                        : soundly(sort).compare(a, b)));
        all.add(sorting(
                "numbers-as-texts",
                "numbers sort as texts",
                EVERY_ORDER,
                sort -> (a, b) -> value(a, sort).orElse("") instanceof Number x
                                && value(b, sort).orElse("") instanceof Number y
                        ? (sort.descending() ? -1 : 1) * x.toString().compareTo(y.toString())
                        : soundly(sort).compare(a, b)));
        all.add(sorting(
                "sorts-by-doubles",
                "numbers sort by their nearest doubles",
                EVERY_ORDER,
                sort -> (a, b) -> value(a, sort).orElse("") instanceof Number x
                                && value(b, sort).orElse("") instanceof Number y
                        ? (sort.descending() ? -1 : 1) * Double.compare(x.doubleValue(), y.doubleValue())
                        : soundly(sort).compare(a, b)));
        all.add(sorting(
                "sorts-by-utf16",
                "texts sort by UTF-16 unit",
                "Texts.rule_5_5_stringsCompareByCodePoint",
                sort -> (a, b) -> value(a, sort).orElse(0) instanceof String x
                                && value(b, sort).orElse(0) instanceof String y
                        ? (sort.descending() ? -1 : 1) * x.compareTo(y)
                        : soundly(sort).compare(a, b)));
        all.add(sorting(
                "direction-ignored",
                "descending is not looked at",
                EVERY_ORDER,
                sort -> soundly(new Sort(sort.path(), false))));
        all.add(sorting(
                "ties-by-key",
                "ties go by the key",
                "TimeAndOrder.rule_3_3_anyOtherOrderEndsWithTheSameTieBreak",
                sort -> soundly(sort).thenComparing(Entry::key)));
        all.add(Mutant.of(
                "second-sort-ignored",
                "only the first of several sorts is looked at",
                EVERY_ORDER,
                Broken.queries(
                        SORTED,
                        (request, entries) -> entries.stream()
                                .sorted(Sort.comparator(request.sorts()
                                        .subList(0, Math.min(1, request.sorts().size()))))
                                .toList())));
    }

    private static Stream<Entry> answered(QueryRequest request, List<Entry> entries) {
        return entries.stream().filter(request.filter().predicate()).sorted(Sort.comparator(request.sorts()));
    }

    private static void limitsAndPages(List<Mutant> all) {
        String limit = "Queries.rule_5_7_aLimitCountsMatches";
        all.add(Mutant.of(
                "limit-before-filter",
                "the limit is applied before the filter",
                limit,
                Broken.queries(
                        EVERYTHING,
                        (request, entries) -> entries.stream()
                                .sorted(Sort.comparator(request.sorts()))
                                .limit(request.limit().orElse(Integer.MAX_VALUE))
                                .filter(request.filter().predicate())
                                .toList())));
        all.add(Mutant.of(
                "one-match-short",
                "a limited query returns one match too few",
                limit,
                Broken.queries(
                        EVERYTHING,
                        (request, entries) -> answered(request, entries)
                                .limit(
                                        request.limit().isPresent()
                                                ? request.limit().getAsInt() - 1L
                                                : Long.MAX_VALUE)
                                .toList())));
        all.add(Mutant.of(
                "default-limit",
                "without a limit at most 100 matches are returned",
                limit,
                Broken.queries(
                        EVERYTHING,
                        (request, entries) -> answered(request, entries)
                                .limit(request.limit().orElse(100))
                                .toList())));
        all.add(Mutant.of(
                "large-limit-overflows",
                "a very large limit overflows",
                limit,
                Broken.queries(
                        EVERYTHING,
                        (request, entries) -> answered(request, entries)
                                .limit(
                                        request.limit().orElse(1) > 1_000_000
                                                ? 0
                                                : request.limit().orElse(1 << 20))
                                .toList())));
        String pages = "Paging.rule_5_8_pagesYieldEveryEntryOnce";
        all.add(Mutant.of(
                "pages-skip-ties",
                "a page begins behind all entries of the time at which the last one ended",
                pages,
                Broken.queries(
                        EVERYTHING,
                        (request, entries) -> answered(request, entries)
                                .filter(entry -> request.after().isEmpty() || isBehind(entry, request))
                                .limit(request.limit().orElse(Integer.MAX_VALUE))
                                .toList())));
        all.add(Mutant.of(
                "pages-lose-their-place",
                "nothing follows a page whose last entry is gone",
                "Paging.rule_5_8_theEntryAtTheEndOfAPage",
                Broken.queries(EVERYTHING, (request, entries) -> {
                    List<Entry> answer = answered(request, entries).toList();
                    int from = request.after()
                            .map(last -> answer.stream()
                                            .map(Entry::revision)
                                            .toList()
                                            .indexOf(last.revision())
                                    + 1)
                            .orElse(0);
                    boolean lost = from == 0 && request.after().isPresent();
                    return answer.stream()
                            .skip(lost ? answer.size() : from)
                            .limit(request.limit().orElse(Integer.MAX_VALUE))
                            .toList();
                })));
        all.add(Mutant.of(
                "phantom-pages",
                "pages are counted off from the beginning of what is there now",
                pages,
                sound -> new Broken(sound) {
                    private int given;

                    @Override
                    public BackendCursor query(QueryRequest request) {
                        List<Entry> entries = answered(request, Sound.entries(sound, request.collection()))
                                .toList();
                        int from = request.after().isPresent() ? given : 0;
                        int size = request.limit().orElse(Integer.MAX_VALUE) - 1;
                        given = from + size;
                        Iterator<Entry> page =
                                entries.stream().skip(from).limit(size + 1L).iterator();
                        return Broken.cursor(page, EVERYTHING);
                    }
                }));
    }

    private static boolean isBehind(Entry entry, QueryRequest request) {
        Position last = request.after().orElseThrow();
        Entry there = Entry.of(entry.collection(), entry.key(), entry.document(), last.storedAt(), last.revision());
        return request.sorts().isEmpty()
                ? entry.storedAt().isBefore(last.storedAt())
                : Sort.comparator(request.sorts()).compare(entry, there) > 0;
    }

    /** Reads by key, 200 entries at a time. */
    private static final class Batches implements Iterator<Entry> {
        private final PersistenceBackend sound;
        private final String collection;
        private final java.util.ArrayDeque<Entry> batch = new java.util.ArrayDeque<>();
        private String last = "";

        Batches(PersistenceBackend sound, String collection) {
            this.sound = sound;
            this.collection = collection;
        }

        @Override
        public boolean hasNext() {
            if (batch.isEmpty()) {
                Sound.entries(sound, collection).stream()
                        .filter(entry -> entry.key().compareTo(last) > 0)
                        .sorted(Comparator.comparing(Entry::key))
                        .limit(200)
                        .forEach(batch::add);
            }
            return !batch.isEmpty();
        }

        @Override
        public Entry next() {
            Entry next = batch.remove();
            last = next.key();
            return next;
        }
    }

    private static void moments(List<Mutant> all) {
        String moment = "Operations.rule_4_7_aQuerySeesOneMoment";
        all.add(Mutant.of(
                "live-cursor", "a query reads each entry when it comes to it", moment, sound -> new Broken(sound) {
                    @Override
                    public BackendCursor query(QueryRequest request) {
                        Iterator<String> live = Sound.entries(sound, request.collection()).stream()
                                .sorted(Sort.comparator(request.sorts()))
                                .map(Entry::key)
                                .iterator();
                        Iterator<Entry> entries = new Iterator<>() {
                            private Entry next;

                            @Override
                            public boolean hasNext() {
                                while (next == null && live.hasNext()) {
                                    next = sound.retrieve(request.collection(), live.next())
                                            .orElse(null);
                                }
                                return next != null;
                            }

                            @Override
                            public Entry next() {
                                Entry found = next;
                                next = null;
                                return found;
                            }
                        };
                        return Broken.cursor(entries, SORTED);
                    }
                }));
        all.add(Mutant.of(
                "reads-in-batches",
                "a query reads 200 entries at a time, each batch of another moment",
                "Concurrency.rule_4_7_aLargeQuerySeesOneMoment",
                sound -> new Broken(sound) {
                    @Override
                    public BackendCursor query(QueryRequest request) {
                        return BackendCursor.of(new Batches(sound, request.collection()));
                    }
                }));
        all.add(Mutant.of(
                "cursor-fails-on-writes",
                "a query fails if something is stored while it is read",
                moment,
                sound -> new Broken(sound) {
                    private int commits;

                    @Override
                    public dev.marcus.persistence.store.CommitResult commit(
                            dev.marcus.persistence.store.Commit commit) {
                        commits++;
                        return sound.commit(commit);
                    }

                    @Override
                    public BackendCursor query(QueryRequest request) {
                        int begun = commits;
                        BackendCursor plain = Broken.cursor(
                                Sound.entries(sound, request.collection()).stream()
                                        .sorted(Sort.comparator(request.sorts()))
                                        .iterator(),
                                SORTED);
                        return new BackendCursor() {
                            @Override
                            public Entry next() {
                                if (commits != begun) {
                                    throw new java.util.ConcurrentModificationException();
                                }
                                return plain.next();
                            }

                            @Override
                            public Pushed pushed() {
                                return SORTED;
                            }

                            @Override
                            public void close() {}
                        };
                    }
                }));
        all.add(Mutant.of(
                "bad-rows-skipped",
                "entries that cannot be read at once are left out of answers",
                "Documents.rule_2_3_whatIsLargeIsFoundByQueriesToo",
                Broken.queries(
                        Pushed.NOTHING,
                        (request, entries) -> entries.stream()
                                .filter(entry -> entry.document().size() < 1 << 18)
                                .toList())));
    }
}
