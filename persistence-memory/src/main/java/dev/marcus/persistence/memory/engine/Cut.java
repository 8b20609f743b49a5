package dev.marcus.persistence.memory.engine;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.query.ValueOrder;
import org.jspecify.annotations.Nullable;

/**
 * A place between values in their order: before or behind a value, behind all strings that begin in a way, or before all
 * values of a kind.
 *
 * @param rank the {@linkplain ValueOrder#rank kind} of the value
 * @param value the value; of no meaning before all of a kind
 * @param side on which side
 */
record Cut(int rank, @Nullable Object value, Side side) implements Comparable<Cut> {
    /** Where a cut lies. */
    enum Side {
        BEFORE_KIND,
        BEFORE,
        BEHIND,
        BEHIND_PREFIX
    }

    static final Cut START = beforeKind(ValueOrder.MISSING);
    static final Cut END = beforeKind(ValueOrder.CONTAINER + 1);

    static Cut beforeKind(int rank) {
        return new Cut(rank, null, Side.BEFORE_KIND);
    }

    static Cut before(@Nullable Object value) {
        return new Cut(ValueOrder.rank(value), value, Side.BEFORE);
    }

    static Cut behind(@Nullable Object value) {
        return new Cut(ValueOrder.rank(value), value, Side.BEHIND);
    }

    static Cut behindPrefix(String prefix) {
        return new Cut(ValueOrder.STRING, prefix, Side.BEHIND_PREFIX);
    }

    /** Returns a negative number if this lies before the value, else a positive one. */
    int compareToValue(@Nullable Object other) {
        int otherRank = ValueOrder.rank(other);
        if (rank != otherRank) {
            return Integer.compare(rank, otherRank);
        }
        if (side == Side.BEFORE_KIND) {
            return -1;
        }
        if (side == Side.BEHIND_PREFIX && ValueOrder.startsWith(text(other), text(value))) {
            return 1;
        }
        int order = ValueOrder.compare(value, other);
        return order != 0 ? order : side == Side.BEFORE ? -1 : 1;
    }

    @Override
    public int compareTo(Cut other) {
        if (rank != other.rank) {
            return Integer.compare(rank, other.rank);
        }
        if (side == Side.BEFORE_KIND || other.side == Side.BEFORE_KIND) {
            return side == other.side ? 0 : side == Side.BEFORE_KIND ? -1 : 1;
        }
        if (side == Side.BEHIND_PREFIX && other.side == Side.BEHIND_PREFIX) {
            return comparePrefixes(text(value), text(other.value));
        }
        if (side == Side.BEHIND_PREFIX) {
            return compareToValue(other.value);
        }
        if (other.side == Side.BEHIND_PREFIX) {
            return -other.compareToValue(value);
        }
        int order = ValueOrder.compare(value, other.value);
        return order != 0 ? order : side.compareTo(other.side);
    }

    private static String text(@Nullable Object value) {
        return (String) requireNonNull(value);
    }

    private static int comparePrefixes(String a, String b) {
        if (a.equals(b)) {
            return 0;
        }
        if (ValueOrder.startsWith(b, a)) {
            return 1;
        }
        return ValueOrder.startsWith(a, b) ? -1 : ValueOrder.compareCodePoints(a, b);
    }
}
