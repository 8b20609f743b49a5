package dev.marcus.persistence.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fails at one operation, counted from 1, and at every one from another on: to the files that is the process's end. */
final class FailingDisk extends WatchedDisk {
    private final int failAt;
    private final int endAt;
    private final List<Integer> replacements = new ArrayList<>();
    private int operations;

    FailingDisk(int failAt, int endAt) {
        this.failAt = failAt;
        this.endAt = endAt;
    }

    FailingDisk(int failAt, boolean forEver) {
        this(failAt, forEver ? failAt : Integer.MAX_VALUE);
    }

    synchronized int operations() {
        return operations;
    }

    /** Returns the numbers of the operations that put the file of a collection in its place. */
    synchronized List<Integer> replacements() {
        return List.copyOf(replacements);
    }

    @Override
    synchronized void before(String operation, Path file) throws IOException {
        operations++;
        if (operation.equals("rename") && file.toString().endsWith(".json")) {
            replacements.add(operations);
        }
        if (operations == failAt || operations >= endAt) {
            throw new IOException("operation " + operations + " fails in this test");
        }
    }
}
