package dev.marcus.persistence.move;

import java.util.ArrayList;
import java.util.List;

/** The differences found between two stores; the first are kept in words, the rest are counted. For one thread. */
final class Differences {
    private static final int NAMED = 10;

    private final List<String> first = new ArrayList<>();
    private long count;

    void add(String collection, String key, String what) {
        count++;
        if (first.size() < NAMED) {
            first.add("collection '" + collection + "', key '" + key + "': " + what);
        }
    }

    void throwIfAny() {
        if (count > 0) {
            throw new StoresDifferException(first, count);
        }
    }
}
