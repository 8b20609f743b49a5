package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The definition of an index over the entries of one collection. An index never changes an answer, except that a unique one
 * refuses commits. Immutable.
 *
 * <p>An ordered index over one or several paths finds equal values, ranges and prefixes, and gives entries in the order of
 * its paths, what is equal in them newest first. Every entry is in it, with what is missing in its place of the order. A
 * unique one is ordered too, and lets no two entries have the same values; an entry with nothing, null, an array or an
 * object at one of the paths is not held against any other. A text index finds the words of the string at one path, for
 * {@link Where#search}.
 *
 * <p>A store keeps the definition as an entry of the collection {@value #COLLECTION}: storing that entry makes the index,
 * deleting it drops the index, and both survive what entries survive.
 */
public final class Index {
    /** The collection in which a store keeps its indexes. */
    public static final String COLLECTION = "_indexes";
    /** The most paths of one index. */
    public static final int MAX_PATHS = 8;

    private static final int MAX_NAME = 256;

    /** What an index can do. */
    public enum Kind {
        /** Finds values, ranges and prefixes, and gives an order. */
        ORDERED,
        /** Does that, and refuses a second entry with the same values. */
        UNIQUE,
        /** Finds words. */
        TEXT
    }

    private final String name;
    private final List<FieldPath> paths;
    private final Kind kind;

    private Index(String name, List<FieldPath> paths, Kind kind) {
        this.name = checkName(name);
        this.paths = List.copyOf(paths);
        this.kind = requireNonNull(kind, "kind");
        if (paths.isEmpty() || paths.size() > MAX_PATHS) {
            throw new InvalidRequestException(
                    "index '" + name + "': " + paths.size() + " paths (expected: 1 to " + MAX_PATHS + ")");
        }
        paths.forEach(this::checkPath);
    }

    private static String checkName(String name) {
        requireNonNull(name, "name");
        if (name.isEmpty() || name.length() > MAX_NAME || !isPlain(name)) {
            throw new InvalidRequestException("index: a name of " + name.length() + " characters (expected: 1 to "
                    + MAX_NAME + ", no control characters or unpaired surrogates; give one with named)");
        }
        return name;
    }

    private void checkPath(FieldPath path) {
        if (path.isEntryOwn() && !path.names().get(0).equals(Names.KEY)) {
            throw new InvalidRequestException("index '" + name + "': the path '" + path
                    + "' (expected: a path into the document, or _key; entries are found by their time without one)");
        }
        for (String member : path.names()) {
            if (member.isEmpty() || !isPlain(member)) {
                throw new InvalidRequestException("index '" + name + "': a path with a member name that is empty or"
                        + " holds a control character or an unpaired surrogate (expected: any other text)");
            }
        }
    }

    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(
                        c -> Character.isISOControl(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /**
     * Returns an ordered index over these paths, given as text with dots between the names, and named after them.
     *
     * @throws InvalidRequestException if there are no paths or more than {@value #MAX_PATHS}, or if one is
     *     {@code _stored_at} or {@code _revision}, has an empty name, or a name with a control character
     */
    public static Index on(String... dottedPaths) {
        return on(Arrays.stream(dottedPaths).map(FieldPath::parse).toList());
    }

    /** Returns an ordered index over these paths, as {@link #on(String...)} does. */
    public static Index on(List<FieldPath> paths) {
        return new Index(nameOf(paths), paths, Kind.ORDERED);
    }

    /** Returns a text index over the string at the path, as {@link #on(String...)} does. */
    public static Index text(String dottedPath) {
        List<FieldPath> paths = List.of(FieldPath.parse(dottedPath));
        return new Index("text(" + nameOf(paths) + ")", paths, Kind.TEXT);
    }

    private static String nameOf(List<FieldPath> paths) {
        return paths.stream().map(FieldPath::toString).collect(Collectors.joining(","));
    }

    /**
     * Returns the same index as a unique one.
     *
     * @throws InvalidRequestException if this is a text index
     */
    public Index unique() {
        if (kind == Kind.TEXT) {
            throw new InvalidRequestException("index '" + name + "': a text index cannot be unique");
        }
        return new Index(name, paths, Kind.UNIQUE);
    }

    /**
     * Returns the same index with another name, which is to be unique in its collection.
     *
     * @throws InvalidRequestException if it is empty, longer than 256 characters, or has control characters
     */
    public Index named(String other) {
        return new Index(other, paths, kind);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the paths, in their order. */
    public List<FieldPath> paths() {
        return paths;
    }

    /** Returns what it can do. */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns what the entry has at the paths, as {@link dev.marcus.persistence.document.PathReader#read} gives it, or null
     * if a unique index does not hold the entry against others.
     */
    public @Nullable List<Object> uniqueValues(Entry entry) {
        List<Object> values = new ArrayList<>();
        for (Object value : new ValueReader(paths).read(entry)) {
            if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
                return null;
            }
            values.add(value);
        }
        return values;
    }

    /** Returns the key under which a store keeps the index of this collection. */
    public static String key(String collection, String name) {
        return Names.checkCollection(collection) + "." + checkName(name);
    }

    /** Returns what a store keeps of the index. */
    public Document toDocument(String collection) {
        return Document.of(Map.of(
                "collection",
                Names.checkCollection(collection),
                "name",
                name,
                "paths",
                paths.stream().map(FieldPath::names).toList(),
                "kind",
                kind.name()));
    }

    /**
     * An index and the collection that it is of.
     *
     * @param collection the collection
     * @param index the index
     */
    public record Declared(String collection, Index index) {
        /**
         * Reads what a store keeps under this key of {@value Index#COLLECTION}.
         *
         * @throws InvalidRequestException if that is no definition of an index
         */
        public static Declared of(String key, Document document) {
            Map<String, @Nullable Object> fields = document.toMap();
            try {
                String collection = (String) requireNonNull(fields.get("collection"));
                List<FieldPath> paths = new ArrayList<>();
                for (Object path : (List<?>) requireNonNull(fields.get("paths"))) {
                    List<String> names = new ArrayList<>();
                    ((List<?>) requireNonNull(path)).forEach(name -> names.add((String) requireNonNull(name)));
                    paths.add(new FieldPath(names));
                }
                Kind kind = Kind.valueOf((String) requireNonNull(fields.get("kind")));
                Index index = new Index((String) requireNonNull(fields.get("name")), paths, kind);
                if (key.equals(Index.key(collection, index.name))) {
                    return new Declared(collection, index);
                }
            } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
                throw notAnIndex(key, e);
            }
            throw notAnIndex(key, null);
        }

        private static InvalidRequestException notAnIndex(String key, @Nullable Exception cause) {
            return new InvalidRequestException(
                    "collection '" + COLLECTION + "', key '" + key
                            + "': not the definition of an index (expected: what createIndex stores there)",
                    cause);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Index that && name.equals(that.name) && kind == that.kind && paths.equals(that.paths);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, paths, kind);
    }

    @Override
    public String toString() {
        return "Index(" + name + ", " + kind + " on " + paths + ")";
    }
}
