package dev.marcus.persistence.memory.engine;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of entries, the newest first, as a B+ tree: a change copies the few nodes on its way and shares all
 * others with the tree it came from, so a tree once read never changes, and every change takes logarithmic time.
 */
final class AgeTree {
    static final AgeTree EMPTY = new AgeTree(new Node(new Entry[0], null, null));
    private static final int MAX = 32;

    private final Node root;

    /** Entries in a leaf; in an inner node subtrees, and the entry that each began with when it was made. */
    private static final class Node {
        private Entry[] entries;
        private Node @Nullable [] subtrees;
        private final @Nullable Edit edit;

        private Node(Entry[] entries, Node @Nullable [] subtrees, @Nullable Edit edit) {
            this.entries = entries;
            this.subtrees = subtrees;
            this.edit = edit;
        }

        private Node become(Entry[] changedEntries, Node @Nullable [] changedSubtrees, Edit by) {
            if (edit != by) {
                return new Node(changedEntries, changedSubtrees, by);
            }
            entries = changedEntries;
            subtrees = changedSubtrees;
            return this;
        }

        private Node replaced(Node[] children, int at, Node child, Edit by) {
            if (edit == by) {
                entries[at] = child.entries[0];
                children[at] = child;
                return this;
            }
            Entry[] starts = entries.clone();
            Node[] copy = children.clone();
            starts[at] = child.entries[0];
            copy[at] = child;
            return new Node(starts, copy, by);
        }
    }

    private AgeTree(Node root) {
        this.root = root;
    }

    /** Returns the tree with the entry, of whose time and revision there is none yet. */
    AgeTree with(Entry entry, Edit edit) {
        Insertion insertion = new Insertion(entry, edit);
        Node grown = insertion.insert(root);
        Node right = insertion.split;
        return new AgeTree(
                right == null
                        ? grown
                        : new Node(new Entry[] {grown.entries[0], right.entries[0]}, new Node[] {grown, right}, edit));
    }

    /** Returns the tree without the entry, which is there. */
    AgeTree without(Entry entry, Edit edit) {
        Node shrunk = remove(root, entry, edit);
        Node[] subtrees = shrunk.subtrees;
        while (subtrees != null && subtrees.length == 1) {
            shrunk = subtrees[0];
            subtrees = shrunk.subtrees;
        }
        return subtrees != null && subtrees.length == 0 ? EMPTY : new AgeTree(shrunk);
    }

    private static Node remove(Node node, Entry entry, Edit edit) {
        Node[] subtrees = node.subtrees;
        if (subtrees == null) {
            return node.become(removed(node.entries, search(node, entry)), null, edit);
        }
        int at = childIndex(node, entry.storedAt(), entry.revision());
        Node child = remove(subtrees[at], entry, edit);
        return child.entries.length == 0
                ? node.become(removed(node.entries, at), removed(subtrees, at), edit)
                : node.replaced(subtrees, at, child, edit);
    }

    /** One insertion on its way, and the right half of the node last split. */
    private static final class Insertion {
        private final Entry entry;
        private final Edit edit;
        private @Nullable Node split;

        private Insertion(Entry entry, Edit edit) {
            this.entry = entry;
            this.edit = edit;
        }

        private Node insert(Node node) {
            Node[] subtrees = node.subtrees;
            if (subtrees == null) {
                int at = -search(node, entry) - 1;
                return fit(node, inserted(node.entries, at, entry), null, at);
            }
            int at = childIndex(node, entry.storedAt(), entry.revision());
            Node changed = node.replaced(subtrees, at, insert(subtrees[at]), edit);
            Node right = split;
            if (right == null) {
                return changed;
            }
            split = null;
            Entry[] starts = inserted(changed.entries, at + 1, right.entries[0]);
            Node[] children = inserted(requireNonNull(changed.subtrees), at + 1, right);
            return fit(changed, starts, children, at + 1);
        }

        /** Puts into the node what fits, and the rest into another; growth at an end leaves a full node behind. */
        private Node fit(Node node, Entry[] entries, Node @Nullable [] subtrees, int grownAt) {
            int length = entries.length;
            if (length <= MAX) {
                return node.become(entries, subtrees, edit);
            }
            int middle = length / 2;
            if (grownAt == length - 1) {
                middle = length - 1;
            } else if (grownAt == 0) {
                middle = 1;
            }
            split = new Node(
                    Arrays.copyOfRange(entries, middle, length),
                    subtrees == null ? null : Arrays.copyOfRange(subtrees, middle, length),
                    edit);
            return node.become(
                    Arrays.copyOf(entries, middle), subtrees == null ? null : Arrays.copyOf(subtrees, middle), edit);
        }
    }

    private static int search(Node node, Entry entry) {
        return search(node, entry.storedAt(), entry.revision());
    }

    /** Returns the index of this place in the node, or minus the index where it would be, less one. */
    private static int search(Node node, Instant storedAt, long revision) {
        int low = 0;
        int high = node.entries.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Entry entry = node.entries[middle];
            int comparison = storedAt.compareTo(entry.storedAt());
            if (comparison == 0) {
                comparison = Long.compare(revision, entry.revision());
            }
            if (comparison == 0) {
                return middle;
            }
            if (comparison < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** Returns the index of the subtree that the place belongs to. */
    private static int childIndex(Node node, Instant storedAt, long revision) {
        int at = search(node, storedAt, revision);
        return at >= 0 ? at : Math.max(0, -at - 2);
    }

    /** Goes through the entries, newest first. */
    Iterator<Entry> newestFirst() {
        return new Walk(1);
    }

    /** Goes through the entries, oldest first. */
    Iterator<Entry> oldestFirst() {
        return new Walk(-1);
    }

    /** Goes through the entries strictly behind this place, newest first. */
    Iterator<Entry> newestFirstBehind(Instant storedAt, long revision) {
        Walk walk = new Walk(1);
        walk.skipTo(storedAt, revision);
        return walk;
    }

    private final class Walk implements Iterator<Entry> {
        private final int step;
        private final Node[] path = new Node[24];
        private final int[] next = new int[24];
        private int level;

        private Walk(int step) {
            this.step = step;
            begin(root);
        }

        private void begin(Node node) {
            path[level] = node;
            next[level] = step > 0 ? 0 : node.entries.length - 1;
        }

        private void skipTo(Instant storedAt, long revision) {
            Node node = path[level];
            for (Node[] subtrees = node.subtrees; subtrees != null; subtrees = node.subtrees) {
                int at = childIndex(node, storedAt, revision);
                next[level] = at + 1;
                node = subtrees[at];
                level++;
                begin(node);
            }
            int at = search(node, storedAt, revision);
            next[level] = at >= 0 ? at + 1 : -at - 1;
        }

        @Override
        public boolean hasNext() {
            while (true) {
                Node node = path[level];
                Node[] subtrees = node.subtrees;
                if (next[level] < 0 || next[level] >= node.entries.length) {
                    if (level == 0) {
                        return false;
                    }
                    level--;
                } else if (subtrees == null) {
                    return true;
                } else {
                    Node child = subtrees[next[level]];
                    next[level] += step;
                    level++;
                    begin(child);
                }
            }
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry entry = path[level].entries[next[level]];
            next[level] += step;
            return entry;
        }
    }

    private static <T> T[] inserted(T[] array, int at, T item) {
        T[] copy = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, at, copy, at + 1, array.length - at);
        copy[at] = item;
        return copy;
    }

    private static <T> T[] removed(T[] array, int at) {
        T[] copy = Arrays.copyOf(array, array.length - 1);
        System.arraycopy(array, at + 1, copy, at, copy.length - at);
        return copy;
    }
}
