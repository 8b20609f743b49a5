package dev.marcus.persistence.memory.engine;

/**
 * Items of a tree that stand one behind the other, by their numbers.
 *
 * @param from the first
 * @param to the one behind the last; not before the first
 */
record Span(int from, int to) {
    /** Makes an empty span of one that ends before it begins. */
    Span {
        to = Math.max(from, to);
    }

    int size() {
        return to - from;
    }

    /** Returns the part from this number on. */
    Span startingAt(int number) {
        return new Span(Math.max(from, number), to);
    }

    /** Returns the part before this number. */
    Span endingAt(int number) {
        return new Span(from, Math.min(to, number));
    }
}
