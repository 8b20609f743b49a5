package dev.marcus.persistence.memory.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map as a B+ tree: a change copies the few nodes on its way and shares all others with the tree it
 * came from, so a tree once read never changes, and all operations on one key take logarithmic time.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class SortedTree<K, V> {
    private static final int MAX = 32;

    private final Comparator<? super K> order;
    private final Node root;
    private final int size;

    /** Sorted keys with their values in a leaf, or with the subtrees that begin with them in an inner node. */
    private record Node(Object[] keys, Object[] items, boolean leaf) {}

    private SortedTree(Comparator<? super K> order, Node root, int size) {
        this.order = order;
        this.root = root;
        this.size = size;
    }

    static <K, V> SortedTree<K, V> empty(Comparator<? super K> order) {
        return new SortedTree<>(order, new Node(new Object[0], new Object[0], true), 0);
    }

    int size() {
        return size;
    }

    @Nullable
    V get(K key) {
        Node node = root;
        while (!node.leaf) {
            node = child(node, childIndex(node, key));
        }
        int at = search(node, key);
        return at < 0 ? null : value(node.items[at]);
    }

    /** Returns the tree with the value under the key, in the place of the one that was there. */
    SortedTree<K, V> with(K key, V value) {
        Insertion insertion = new Insertion();
        Node grown = insertion.insert(root, key, value);
        if (insertion.split != null) {
            Node right = insertion.split;
            grown = new Node(new Object[] {grown.keys[0], right.keys[0]}, new Object[] {grown, right}, false);
        }
        return new SortedTree<>(order, grown, insertion.replaced ? size : size + 1);
    }

    /** Returns the tree without the key. */
    SortedTree<K, V> without(K key) {
        if (get(key) == null) {
            return this;
        }
        Node shrunk = remove(root, key);
        while (!shrunk.leaf && shrunk.items.length == 1) {
            shrunk = child(shrunk, 0);
        }
        return new SortedTree<>(order, shrunk, size - 1);
    }

    private Node remove(Node node, K key) {
        int at = node.leaf ? search(node, key) : childIndex(node, key);
        if (node.leaf) {
            return new Node(removed(node.keys, at), removed(node.items, at), true);
        }
        Node child = remove(child(node, at), key);
        if (child.items.length == 0) {
            return new Node(removed(node.keys, at), removed(node.items, at), false);
        }
        return new Node(replaced(node.keys, at, child.keys[0]), replaced(node.items, at, child), false);
    }

    /** One insertion on its way: whether it replaced a value, and the right half of the node last split. */
    private final class Insertion {
        private boolean replaced;
        private @Nullable Node split;

        private Node insert(Node node, K key, V value) {
            if (node.leaf) {
                int at = search(node, key);
                if (at >= 0) {
                    replaced = true;
                    return new Node(replaced(node.keys, at, key), replaced(node.items, at, value), true);
                }
                int free = -at - 1;
                return fit(inserted(node.keys, free, key), inserted(node.items, free, value), free, true);
            }
            int at = childIndex(node, key);
            Node child = insert(child(node, at), key, value);
            Object[] keys = replaced(node.keys, at, child.keys[0]);
            Object[] items = replaced(node.items, at, child);
            if (split == null) {
                return new Node(keys, items, false);
            }
            Node right = split;
            split = null;
            return fit(inserted(keys, at + 1, right.keys[0]), inserted(items, at + 1, right), at + 1, false);
        }

        /** Makes a node, or two if it is too large; growth at an end leaves a full node behind. */
        private Node fit(Object[] keys, Object[] items, int grownAt, boolean leaf) {
            if (keys.length <= MAX) {
                return new Node(keys, items, leaf);
            }
            int middle = keys.length / 2;
            if (grownAt == keys.length - 1) {
                middle = keys.length - 1;
            } else if (grownAt == 0) {
                middle = 1;
            }
            split = new Node(
                    Arrays.copyOfRange(keys, middle, keys.length),
                    Arrays.copyOfRange(items, middle, items.length),
                    leaf);
            return new Node(Arrays.copyOf(keys, middle), Arrays.copyOf(items, middle), leaf);
        }
    }

    /** Returns the index of the key in the leaf, or minus the place where it would be, less one. */
    private int search(Node node, K key) {
        int low = 0;
        int high = node.keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int comparison = order.compare(key(node.keys[middle]), key);
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

    /** Returns the index of the subtree that the key belongs to. */
    private int childIndex(Node node, K key) {
        int at = search(node, key);
        return at >= 0 ? at : Math.max(0, -at - 2);
    }

    /** Goes through the values in the order of their keys. */
    Iterator<V> values() {
        return new Walk(1);
    }

    /** Goes through the values from the last key to the first. */
    Iterator<V> valuesBackwards() {
        return new Walk(-1);
    }

    /** Goes through the values of the keys strictly behind this one. */
    Iterator<V> valuesBehind(K key) {
        Walk walk = new Walk(1);
        walk.skipTo(key);
        return walk;
    }

    private final class Walk implements Iterator<V> {
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
            next[level] = step > 0 ? 0 : node.items.length - 1;
        }

        private void skipTo(K behind) {
            while (!path[level].leaf) {
                int at = childIndex(path[level], behind);
                next[level] = at + 1;
                Node child = child(path[level], at);
                level++;
                begin(child);
            }
            int at = search(path[level], behind);
            next[level] = at >= 0 ? at + 1 : -at - 1;
        }

        @Override
        public boolean hasNext() {
            while (true) {
                Node node = path[level];
                if (next[level] < 0 || next[level] >= node.items.length) {
                    if (level == 0) {
                        return false;
                    }
                    level--;
                } else if (node.leaf) {
                    return true;
                } else {
                    Node child = child(node, next[level]);
                    next[level] += step;
                    level++;
                    begin(child);
                }
            }
        }

        @Override
        public V next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            V value = value(path[level].items[next[level]]);
            next[level] += step;
            return value;
        }
    }

    private static Node child(Node node, int at) {
        return (Node) node.items[at];
    }

    @SuppressWarnings("unchecked") // keys are only put in as K
    private K key(Object key) {
        return (K) key;
    }

    @SuppressWarnings("unchecked") // the items of leaves are only put in as V
    private V value(Object value) {
        return (V) value;
    }

    private static Object[] replaced(Object[] array, int at, Object item) {
        Object[] copy = array.clone();
        copy[at] = item;
        return copy;
    }

    private static Object[] inserted(Object[] array, int at, Object item) {
        Object[] copy = Arrays.copyOf(array, array.length + 1);
        System.arraycopy(array, at, copy, at + 1, array.length - at);
        copy[at] = item;
        return copy;
    }

    private static Object[] removed(Object[] array, int at) {
        Object[] copy = Arrays.copyOf(array, array.length - 1);
        System.arraycopy(array, at + 1, copy, at, array.length - at - 1);
        return copy;
    }
}
