package dev.marcus.persistence.memory.engine;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of values by the name that each bears, as a hash trie: a change copies the few nodes on its way and
 * shares all others with the trie it came from. Finding a name takes a step for each five bits of its hash, whatever the
 * number of values; names whose hashes are alike, by chance or on purpose, are told apart by a second, secret hash.
 *
 * @param <V> the type of the values
 */
final class HashTrie<V> {
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;
    /** So many steps spend the first hash, and as many the second; below them a node is a plain list. */
    private static final int HASH_LEVELS = 7;

    private static final int LEVELS = 2 * HASH_LEVELS;
    private static final Node EMPTY = new Node(0, new Object[0], null);
    private static final long SECRET = new SplittableRandom().nextLong() | 1;

    private final Function<V, String> naming;
    private final Node root;
    private final int size;

    /** The values and nodes whose bits are set, in the order of the bits. */
    private static final class Node {
        private int bitmap;
        private Object[] slots;
        private final @Nullable Edit edit;

        private Node(int bitmap, Object[] slots, @Nullable Edit edit) {
            this.bitmap = bitmap;
            this.slots = slots;
            this.edit = edit;
        }

        private Node become(int changedBitmap, Object[] changedSlots, Edit by) {
            if (edit != by) {
                return new Node(changedBitmap, changedSlots, by);
            }
            bitmap = changedBitmap;
            slots = changedSlots;
            return this;
        }

        private Node replaced(int at, Object item, Edit by) {
            if (edit == by) {
                slots[at] = item;
                return this;
            }
            Object[] copy = slots.clone();
            copy[at] = item;
            return new Node(bitmap, copy, by);
        }

        private Node inserted(int at, int bit, Object item, Edit by) {
            Object[] copy = Arrays.copyOf(slots, slots.length + 1);
            System.arraycopy(slots, at, copy, at + 1, slots.length - at);
            copy[at] = item;
            return become(bitmap | bit, copy, by);
        }

        private Node removed(int at, int bit, Edit by) {
            Object[] copy = Arrays.copyOf(slots, slots.length - 1);
            System.arraycopy(slots, at + 1, copy, at, copy.length - at);
            return become(bitmap & ~bit, copy, by);
        }
    }

    private HashTrie(Function<V, String> naming, Node root, int size) {
        this.naming = naming;
        this.root = root;
        this.size = size;
    }

    /** Returns the map without values, whose values say their names by this function. */
    static <V> HashTrie<V> empty(Function<V, String> naming) {
        return new HashTrie<>(naming, EMPTY, 0);
    }

    int size() {
        return size;
    }

    @Nullable
    V get(String name) {
        int hash = spread(name);
        Node node = root;
        for (int level = 0; level < LEVELS; level++) {
            int bit = bit(name, hash, level);
            if ((node.bitmap & bit) == 0) {
                return null;
            }
            Object item = node.slots[place(node, bit)];
            if (!(item instanceof Node child)) {
                V value = value(item);
                return naming.apply(value).equals(name) ? value : null;
            }
            node = child;
        }
        int at = listed(node, name);
        return at < 0 ? null : value(node.slots[at]);
    }

    /** Returns the map with the value, in the place of one that bears the same name, which the edit then knows. */
    HashTrie<V> with(V value, Edit edit) {
        String name = naming.apply(value);
        edit.replaced = null;
        Node changed = insert(root, 0, name, spread(name), value, edit);
        return new HashTrie<>(naming, changed, edit.replaced == null ? size + 1 : size);
    }

    private Node insert(Node node, int level, String name, int hash, V value, Edit edit) {
        if (level == LEVELS) {
            int at = listed(node, name);
            if (at < 0) {
                return node.inserted(node.slots.length, 0, value, edit);
            }
            edit.replaced = node.slots[at];
            return node.replaced(at, value, edit);
        }
        int bit = bit(name, hash, level);
        int at = place(node, bit);
        if ((node.bitmap & bit) == 0) {
            return node.inserted(at, bit, value, edit);
        }
        Object there = node.slots[at];
        if (there instanceof Node child) {
            Node changed = insert(child, level + 1, name, hash, value, edit);
            return changed == child ? node : node.replaced(at, changed, edit);
        }
        V other = value(there);
        String otherName = naming.apply(other);
        if (otherName.hashCode() == name.hashCode() && otherName.equals(name)) {
            edit.replaced = other;
            return node.replaced(at, value, edit);
        }
        Node alone = insert(EMPTY, level + 1, otherName, spread(otherName), other, edit);
        return node.replaced(at, insert(alone, level + 1, name, hash, value, edit), edit);
    }

    /** Returns the map without the name, which is there. */
    HashTrie<V> without(String name, Edit edit) {
        return new HashTrie<>(naming, remove(root, 0, name, spread(name), edit), size - 1);
    }

    private Node remove(Node node, int level, String name, int hash, Edit edit) {
        if (level == LEVELS) {
            return node.removed(listed(node, name), 0, edit);
        }
        int bit = bit(name, hash, level);
        int at = place(node, bit);
        if (!(node.slots[at] instanceof Node child)) {
            return node.removed(at, bit, edit);
        }
        Node changed = remove(child, level + 1, name, hash, edit);
        boolean single = changed.slots.length == 1 && !(changed.slots[0] instanceof Node);
        return node.replaced(at, single ? changed.slots[0] : changed, edit);
    }

    /** Hands all values to the consumer, in no order. */
    void forEach(Consumer<V> consumer) {
        forEach(root, consumer);
    }

    private void forEach(Node node, Consumer<V> consumer) {
        for (Object item : node.slots) {
            if (item instanceof Node child) {
                forEach(child, consumer);
            } else {
                consumer.accept(value(item));
            }
        }
    }

    /** Returns where the list holds the name, or -1. */
    private int listed(Node list, String name) {
        for (int i = 0; i < list.slots.length; i++) {
            if (naming.apply(value(list.slots[i])).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static int place(Node node, int bit) {
        return Integer.bitCount(node.bitmap & (bit - 1));
    }

    private static int bit(String name, int hash, int level) {
        int bits = level < HASH_LEVELS ? hash >>> (BITS * level) : secretHash(name) >>> (BITS * (level - HASH_LEVELS));
        return 1 << (bits & MASK);
    }

    private static int spread(String name) {
        int hash = name.hashCode() * 0x9E3779B1;
        return hash ^ (hash >>> 16);
    }

    private static int secretHash(String name) {
        long hash = SECRET;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * SECRET;
            hash ^= hash >>> 31;
        }
        return (int) (hash >>> 16);
    }

    @SuppressWarnings("unchecked") // what is no node was put in as V
    private V value(Object item) {
        return (V) item;
    }
}
