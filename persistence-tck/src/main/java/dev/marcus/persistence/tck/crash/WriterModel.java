package dev.marcus.persistence.tck.crash;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one writer of the child does: it puts a key a commit, in two collections at once, and now and then deletes one. */
public final class WriterModel {
    /** The collection that every commit changes. */
    public static final String LEFT = "left";

    private static final String RIGHT = "right";

    private WriterModel() {}

    /** Returns the collections that each commit changes: two of them if a commit may hold several changes. */
    public static List<String> collections(boolean atomic) {
        return atomic ? List.of(LEFT, RIGHT) : List.of(LEFT);
    }

    static boolean deletes(int n) {
        return n % 4 == 3;
    }

    /** Returns the number of the key that the commit puts or deletes. */
    static int target(int n) {
        return deletes(n) ? n - 2 : n;
    }

    static String key(String writer, int n) {
        return writer + "-" + n;
    }

    /** Returns the keys that a writer's first so many commits leave in each collection. */
    public static Set<String> keysAfter(String writer, int commits) {
        Set<String> keys = new TreeSet<>();
        for (int n = 0; n < commits; n++) {
            if (deletes(n)) {
                keys.remove(key(writer, target(n)));
            } else {
                keys.add(key(writer, target(n)));
            }
        }
        return keys;
    }
}
