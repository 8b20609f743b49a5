package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.document.Entry;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ways to go through spans of a tree, each giving entries one by one. */
final class Walks {
    private Walks() {}

    /** What gives entries until there are no more. */
    private abstract static class Walk implements Iterator<Entry> {
        private @Nullable Entry next;

        /** Returns the next entry; null at the end. */
        abstract @Nullable Entry advance();

        @Override
        public boolean hasNext() {
            if (next == null) {
                next = advance();
            }
            return next != null;
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry entry = next;
            next = null;
            return java.util.Objects.requireNonNull(entry);
        }
    }

    /** Goes through the spans in their order. */
    static <E> Iterator<Entry> forwards(OrderTree<E> tree, List<Span> spans, Function<E, Entry> entry) {
        Iterator<Span> left = spans.iterator();
        return new Walk() {
            private @Nullable Iterator<E> items;

            @Override
            @Nullable
            Entry advance() {
                Iterator<E> current = items;
                while (current == null || !current.hasNext()) {
                    if (!left.hasNext()) {
                        return null;
                    }
                    Span span = left.next();
                    current = tree.between(span.from(), span.to());
                    items = current;
                }
                return entry.apply(current.next());
            }
        };
    }

    /** Goes through the spans from the last item to the first. */
    static <E> Iterator<Entry> backwards(OrderTree<E> tree, List<Span> spans, Function<E, Entry> entry) {
        return new Walk() {
            private int span = spans.size();
            private @Nullable Iterator<E> items;

            @Override
            @Nullable
            Entry advance() {
                Iterator<E> current = items;
                while (current == null || !current.hasNext()) {
                    if (--span < 0) {
                        return null;
                    }
                    current = tree.backwards(
                            spans.get(span).from(), spans.get(span).to());
                    items = current;
                }
                return entry.apply(current.next());
            }
        };
    }

    /** Goes through spans, each of which is newest first, so that all of it is newest first. */
    static Iterator<Entry> merged(OrderTree<IndexItem> tree, List<Span> spans) {
        PriorityQueue<Head> heads =
                new PriorityQueue<>(Math.max(1, spans.size()), Comparator.comparing(Head::entry, Age.NEWEST_FIRST));
        for (Span span : spans) {
            Iterator<IndexItem> items = tree.between(span.from(), span.to());
            if (items.hasNext()) {
                heads.add(new Head(items.next().entry(), items));
            }
        }
        return new Walk() {
            @Override
            @Nullable
            Entry advance() {
                Head head = heads.poll();
                if (head == null) {
                    return null;
                }
                if (head.rest.hasNext()) {
                    heads.add(new Head(head.rest.next().entry(), head.rest));
                }
                return head.entry;
            }
        };
    }

    /** The newest entry of a span that was not given yet, and what comes behind it. */
    private record Head(Entry entry, Iterator<IndexItem> rest) {}

    /**
     * Goes through the spans from the largest values to the smallest, and through what has the same values newest first.
     *
     * @param start the values to begin with; null to begin at the end
     * @param startFrom the number of the first item to give of those that have these values
     */
    static Iterator<Entry> groupsBackwards(
            OrderTree<IndexItem> tree, List<Span> spans, @Nullable Object @Nullable [] start, int startFrom) {
        int end = start == null
                ? tree.size()
                : tree.rank(item -> {
                    int order = IndexItem.compareValues(start, item.values());
                    return order == 0 ? 1 : order;
                });
        return new Walk() {
            private int span = spans.size();
            private int from;
            private int to;
            private @Nullable Iterator<IndexItem> group;

            @Override
            @Nullable
            Entry advance() {
                Iterator<IndexItem> current = group;
                while (current == null || !current.hasNext()) {
                    while (to <= from) {
                        if (--span < 0) {
                            return null;
                        }
                        from = spans.get(span).from();
                        to = Math.min(end, spans.get(span).to());
                    }
                    current = nextGroup();
                    group = current;
                }
                return current.next().entry();
            }

            private Iterator<IndexItem> nextGroup() {
                @Nullable Object[] values = tree.get(to - 1).values();
                int first = Math.max(from, tree.rank(item -> {
                    int order = IndexItem.compareValues(values, item.values());
                    return order == 0 ? -1 : order;
                }));
                int last = to;
                to = first;
                boolean begun = start != null && IndexItem.compareValues(start, values) == 0;
                return tree.between(begun ? Math.max(first, Math.min(startFrom, last)) : first, last);
            }
        };
    }

    /** Leaves out what has been given before. */
    static Iterator<Entry> distinct(Iterator<Entry> entries) {
        Set<Long> given = new HashSet<>();
        return new Walk() {
            @Override
            @Nullable
            Entry advance() {
                while (entries.hasNext()) {
                    Entry entry = entries.next();
                    if (given.add(entry.revision())) {
                        return entry;
                    }
                }
                return null;
            }
        };
    }
}
