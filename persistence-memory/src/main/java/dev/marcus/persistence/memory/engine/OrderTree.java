package dev.marcus.persistence.memory.engine;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted set as a B+ tree: a change copies the few nodes on its way and shares all others with the tree it came
 * from, so a tree once read never changes. Every node knows how many items are beneath it, so that an item is found by its
 * number, and a place is told its number, in logarithmic time like every change.
 */
final class OrderTree<E> {
    private static final int MAX = 32;

    private final Comparator<? super E> order;
    private final Node root;

    /** A place among the items, or at one of them. */
    interface Place<E> {
        /** Returns a negative number if the place lies before the item, a positive one if behind it, and 0 at it. */
        int compareTo(E item);
    }

    /** Items in a leaf; in an inner node subtrees, and the smallest item of each. */
    private static final class Node {
        private Object[] items;
        private Node @Nullable [] subtrees;
        private int size;
        private final @Nullable Edit edit;

        private Node(Object[] items, Node @Nullable [] subtrees, @Nullable Edit edit) {
            this.items = items;
            this.subtrees = subtrees;
            this.edit = edit;
            size = size(items, subtrees);
        }

        private static int size(Object[] items, Node @Nullable [] subtrees) {
            if (subtrees == null) {
                return items.length;
            }
            int sum = 0;
            for (Node subtree : subtrees) {
                sum += subtree.size;
            }
            return sum;
        }

        private Node become(Object[] changedItems, Node @Nullable [] changedSubtrees, Edit by) {
            if (edit != by) {
                return new Node(changedItems, changedSubtrees, by);
            }
            items = changedItems;
            subtrees = changedSubtrees;
            size = size(changedItems, changedSubtrees);
            return this;
        }

        private Node replaced(Node[] children, int at, Node child, int grown, Edit by) {
            Node changed = this;
            if (edit != by) {
                changed = new Node(items.clone(), children.clone(), by);
                changed.size = size;
            }
            changed.items[at] = child.items[0];
            requireNonNull(changed.subtrees)[at] = child;
            changed.size += grown;
            return changed;
        }
    }

    private OrderTree(Comparator<? super E> order, Node root) {
        this.order = order;
        this.root = root;
    }

    static <E> OrderTree<E> empty(Comparator<? super E> order) {
        return new OrderTree<>(order, new Node(new Object[0], null, null));
    }

    /** Returns the tree of these items, which are in order and no two of which are equal. */
    static <E> OrderTree<E> of(Comparator<? super E> order, List<E> items) {
        if (items.isEmpty()) {
            return empty(order);
        }
        Object[] all = items.toArray();
        Node[] level = new Node[(all.length + MAX - 1) / MAX];
        for (int i = 0; i < level.length; i++) {
            level[i] = new Node(Arrays.copyOfRange(all, i * MAX, Math.min(all.length, (i + 1) * MAX)), null, null);
        }
        while (level.length > 1) {
            Node[] above = new Node[(level.length + MAX - 1) / MAX];
            for (int i = 0; i < above.length; i++) {
                Node[] subtrees = Arrays.copyOfRange(level, i * MAX, Math.min(level.length, (i + 1) * MAX));
                above[i] = new Node(
                        Arrays.stream(subtrees).map(node -> node.items[0]).toArray(), subtrees, null);
            }
            level = above;
        }
        return new OrderTree<>(order, level[0]);
    }

    int size() {
        return root.size;
    }

    @SuppressWarnings("unchecked") // nothing else is put into a node
    private E item(Object found) {
        return (E) found;
    }

    /** Returns the tree with the item, the like of which is not there yet. */
    OrderTree<E> with(E item, Edit edit) {
        Insertion insertion = new Insertion(item, edit);
        Node grown = insertion.insert(root);
        Node right = insertion.split;
        return new OrderTree<>(
                order,
                right == null
                        ? grown
                        : new Node(new Object[] {grown.items[0], right.items[0]}, new Node[] {grown, right}, edit));
    }

    /** Returns the tree without the item, which is there. */
    OrderTree<E> without(E item, Edit edit) {
        Node shrunk = remove(root, item, edit);
        Node[] subtrees = shrunk.subtrees;
        while (subtrees != null && subtrees.length == 1) {
            shrunk = subtrees[0];
            subtrees = shrunk.subtrees;
        }
        return shrunk.size == 0 ? empty(order) : new OrderTree<>(order, shrunk);
    }

    private Node remove(Node node, E item, Edit edit) {
        Node[] subtrees = node.subtrees;
        if (subtrees == null) {
            return node.become(removed(node.items, search(node, item)), null, edit);
        }
        int at = childIndex(node, item);
        Node child = remove(subtrees[at], item, edit);
        return child.items.length == 0
                ? node.become(removed(node.items, at), removed(subtrees, at), edit)
                : node.replaced(subtrees, at, child, -1, edit);
    }

    /** One insertion on its way, and the right half of the node last split. */
    private final class Insertion {
        private final E item;
        private final Edit edit;
        private @Nullable Node split;

        private Insertion(E item, Edit edit) {
            this.item = item;
            this.edit = edit;
        }

        private Node insert(Node node) {
            Node[] subtrees = node.subtrees;
            if (subtrees == null) {
                int at = -search(node, item) - 1;
                return fit(node, inserted(node.items, at, item), null, at);
            }
            int at = childIndex(node, item);
            int before = subtrees[at].size;
            Node child = insert(subtrees[at]);
            Node changed = node.replaced(subtrees, at, child, child.size - before, edit);
            Node right = split;
            if (right == null) {
                return changed;
            }
            split = null;
            Object[] starts = inserted(changed.items, at + 1, right.items[0]);
            Node[] children = inserted(requireNonNull(changed.subtrees), at + 1, right);
            return fit(changed, starts, children, at + 1);
        }

        /** Puts into the node what fits, and the rest into another; growth at an end leaves a full node behind. */
        private Node fit(Node node, Object[] items, Node @Nullable [] subtrees, int grownAt) {
            int length = items.length;
            if (length <= MAX) {
                return node.become(items, subtrees, edit);
            }
            int middle = length / 2;
            if (grownAt == length - 1) {
                middle = length - 1;
            } else if (grownAt == 0) {
                middle = 1;
            }
            split = new Node(
                    Arrays.copyOfRange(items, middle, length),
                    subtrees == null ? null : Arrays.copyOfRange(subtrees, middle, length),
                    edit);
            return node.become(
                    Arrays.copyOf(items, middle), subtrees == null ? null : Arrays.copyOf(subtrees, middle), edit);
        }
    }

    /** Returns the index of the item in the node, or minus the index where it would be, less one. */
    private int search(Node node, E item) {
        int low = 0;
        int high = node.items.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int comparison = order.compare(item, item(node.items[middle]));
            if (comparison == 0) {
                return middle;
            }
            if (comparison > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** Returns the index of the subtree that the item belongs to. */
    private int childIndex(Node node, E item) {
        int at = search(node, item);
        return at >= 0 ? at : Math.max(0, -at - 2);
    }

    /** Returns how many items of the node the place lies behind. */
    private int before(Node node, Place<? super E> place) {
        int low = 0;
        int high = node.items.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (place.compareTo(item(node.items[middle])) > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns how many items the place lies behind. */
    int rank(Place<? super E> place) {
        int rank = 0;
        Node node = root;
        for (Node[] subtrees = node.subtrees; subtrees != null; subtrees = node.subtrees) {
            int at = Math.max(0, before(node, place) - 1);
            for (int i = 0; i < at; i++) {
                rank += subtrees[i].size;
            }
            node = subtrees[at];
        }
        return rank + before(node, place);
    }

    /** Returns the item with this number, counted from 0. */
    E get(int number) {
        Node node = root;
        int left = number;
        for (Node[] subtrees = node.subtrees; subtrees != null; subtrees = node.subtrees) {
            int at = 0;
            while (left >= subtrees[at].size) {
                left -= subtrees[at++].size;
            }
            node = subtrees[at];
        }
        return item(node.items[left]);
    }

    /** Goes through the items from one number up to another, which is left out. */
    Iterator<E> between(int from, int to) {
        return new Walk(from, to - from, 1);
    }

    /** Goes through the same items, the last first. */
    Iterator<E> backwards(int from, int to) {
        return new Walk(to - 1, to - from, -1);
    }

    private final class Walk implements Iterator<E> {
        private final int step;
        private final Node[] path = new Node[24];
        private final int[] next = new int[24];
        private int level;
        private int left;

        private Walk(int first, int count, int step) {
            this.step = step;
            left = count;
            path[0] = root;
            if (count > 0) {
                start(first);
            }
        }

        private void start(int first) {
            Node node = root;
            int skip = first;
            for (Node[] subtrees = node.subtrees; subtrees != null; subtrees = node.subtrees) {
                int at = 0;
                while (skip >= subtrees[at].size) {
                    skip -= subtrees[at++].size;
                }
                next[level] = at + step;
                node = subtrees[at];
                path[++level] = node;
            }
            next[level] = skip;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public E next() {
            if (left <= 0) {
                throw new NoSuchElementException();
            }
            left--;
            while (next[level] < 0 || next[level] >= path[level].items.length) {
                level--;
            }
            for (Node[] subtrees = path[level].subtrees; subtrees != null; subtrees = path[level].subtrees) {
                Node child = subtrees[next[level]];
                next[level] += step;
                path[++level] = child;
                next[level] = step > 0 ? 0 : child.items.length - 1;
            }
            Object found = path[level].items[next[level]];
            next[level] += step;
            return item(found);
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
