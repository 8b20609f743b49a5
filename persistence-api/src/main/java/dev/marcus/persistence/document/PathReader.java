package dev.marcus.persistence.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values at a fixed list of paths out of documents, each in one pass and without building a tree. */
public final class PathReader {
    /** Stands where a path leads to nothing. */
    public static final Object MISSING = Marker.MISSING;
    /** Stands where a path leads to an object, and for an array or object inside an array. */
    public static final Object CONTAINER = Marker.CONTAINER;

    private enum Marker {
        MISSING,
        CONTAINER
    }

    private final Node root = new Node("");
    private final @Nullable Object[] nothing;

    private PathReader(List<FieldPath> paths) {
        nothing = new @Nullable Object[paths.size()];
        Arrays.fill(nothing, MISSING);
        for (int slot = 0; slot < paths.size(); slot++) {
            Node node = root;
            for (String name : paths.get(slot).names()) {
                node = node.child(name);
            }
            node.slots = Arrays.copyOf(node.slots, node.slots.length + 1);
            node.slots[node.slots.length - 1] = slot;
        }
    }

    /** Prepares the reading of these paths, which are all taken as paths into the document. */
    public static PathReader of(List<FieldPath> paths) {
        return new PathReader(paths);
    }

    /**
     * Returns a new array with one value a path: {@link #MISSING}, null for null, String, Boolean, Long or BigInteger,
     * BigDecimal, a List of scalars and {@link #CONTAINER} for an array, or {@link #CONTAINER} for an object.
     */
    public @Nullable Object[] read(Document document) {
        @Nullable Object[] values = nothing.clone();
        new Pass(values).object(new JsonReader(document.bytes(), 0), document.bytes(), root);
        return values;
    }

    private static final class Node {
        private final String name;
        private final byte[] utf8;
        private final boolean hasUtf8;
        private Node[] children = {};
        private int[] slots = {};

        private Node(String name) {
            this.name = name;
            this.utf8 = name.getBytes(StandardCharsets.UTF_8);
            this.hasUtf8 = Utf8.firstUnpaired(name) < 0;
        }

        private Node child(String childName) {
            for (Node child : children) {
                if (child.name.equals(childName)) {
                    return child;
                }
            }
            Node child = new Node(childName);
            children = Arrays.copyOf(children, children.length + 1);
            children[children.length - 1] = child;
            return child;
        }

        /** Returns the child with the name whose raw text stands between the positions, or null. */
        private @Nullable Node match(byte[] in, int start, int end, boolean escaped) {
            if (!escaped) {
                for (Node child : children) {
                    if (child.hasUtf8 && end - start == child.utf8.length && Utf8.equals(in, start, end, child.utf8)) {
                        return child;
                    }
                }
                return null;
            }
            String decoded = JsonReader.decode(in, start - 1);
            for (Node child : children) {
                if (child.name.equals(decoded)) {
                    return child;
                }
            }
            return null;
        }
    }

    private static final class Pass {
        private final @Nullable Object[] values;
        private int left;

        private Pass(@Nullable Object[] values) {
            this.values = values;
            left = values.length;
        }

        private void object(JsonReader reader, byte[] in, Node node) {
            reader.step();
            if (reader.peek() == '}') {
                reader.step();
                return;
            }
            do {
                int start = reader.position() + 1;
                boolean escaped = reader.skipString();
                Node child = node.match(in, start, reader.position() - 1, escaped);
                reader.step();
                if (child == null) {
                    reader.skipValue();
                } else {
                    value(reader, in, child);
                }
            } while (left > 0 && reader.more());
        }

        private void value(JsonReader reader, byte[] in, Node node) {
            byte first = reader.peek();
            if (first == '{') {
                fill(node, CONTAINER);
                if (node.children.length == 0) {
                    reader.skipValue();
                } else {
                    object(reader, in, node);
                }
            } else if (node.slots.length == 0) {
                reader.skipValue();
            } else {
                fill(node, first == '[' ? array(reader) : reader.scalar());
            }
        }

        private void fill(Node node, @Nullable Object value) {
            for (int slot : node.slots) {
                values[slot] = value;
                left--;
            }
        }

        private static List<@Nullable Object> array(JsonReader reader) {
            reader.step();
            if (reader.peek() == ']') {
                reader.step();
                return List.of();
            }
            List<@Nullable Object> elements = new ArrayList<>();
            do {
                if (reader.peek() == '{' || reader.peek() == '[') {
                    reader.skipValue();
                    elements.add(CONTAINER);
                } else {
                    elements.add(reader.scalar());
                }
            } while (reader.more());
            return Collections.unmodifiableList(elements);
        }
    }
}
