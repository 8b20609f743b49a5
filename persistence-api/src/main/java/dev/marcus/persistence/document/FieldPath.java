package dev.marcus.persistence.document;

import java.util.List;

/**
 * The way to a value inside a document: the member names from the outside in. A path never enters an array; one that
 * meets something else than an object before its end leads to nothing.
 *
 * <p>The paths {@code _key}, {@code _stored_at} and {@code _revision} lead to the entry's own values.
 *
 * @param names one or more member names, each any text
 */
public record FieldPath(List<String> names) {
    /** Copies the names. */
    public FieldPath {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names: none (expected: at least one member name)");
        }
    }

    /** Returns the path that a text with dots between the names stands for, such as {@code data.progress}. */
    public static FieldPath parse(String dotted) {
        return dotted.indexOf('.') < 0
                ? new FieldPath(List.of(dotted))
                : new FieldPath(List.of(dotted.split("\\.", -1)));
    }

    /** Returns the path of these names, each taken as it is: a dot in a name is a part of the name. */
    public static FieldPath of(String... names) {
        return new FieldPath(List.of(names));
    }

    /** Says whether this is the path of one of the entry's own values. */
    public boolean isEntryOwn() {
        return names.size() == 1 && isOwn(names.get(0));
    }

    private static boolean isOwn(String name) {
        return name.equals(Names.KEY) || name.equals(Names.STORED_AT) || name.equals(Names.REVISION);
    }

    /** Joins the names with dots, for messages. */
    @Override
    public String toString() {
        return String.join(".", names);
    }
}
