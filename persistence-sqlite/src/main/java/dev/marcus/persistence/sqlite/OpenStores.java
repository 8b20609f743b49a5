package dev.marcus.persistence.sqlite;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often each database is open as a store in this process. The locks of the system do not tell: they are the process's,
 * so that it never meets its own.
 */
final class OpenStores {
    private static final Map<Path, Integer> COUNTS = new ConcurrentHashMap<>();

    private OpenStores() {}

    static void add(Path realPath) {
        COUNTS.merge(realPath, 1, Integer::sum);
    }

    static void remove(Path realPath) {
        COUNTS.computeIfPresent(realPath, (path, count) -> count == 1 ? null : count - 1);
    }

    static boolean contains(Path realPath) {
        return COUNTS.containsKey(realPath);
    }
}
