package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Objects;

/** Opens a store once in a fresh JVM, and prints how long that took and how much heap it takes. */
final class ReopeningChild {
    private static final double NANOS_A_MILLI = 1e6;
    private static final int COLLECTIONS = 3;

    private ReopeningChild() {}

    /** Runs with the contender, the directory of its store and the number of entries in it. */
    public static void main(String[] arguments) throws Exception {
        Kind kind = Kind.of(arguments[0]);
        Path directory = Path.of(arguments[1]);
        int entries = Integer.parseInt(arguments[2]);
        Durability level = kind.isPersistent() ? Durability.PROCESS : Durability.NONE;
        print(Reopening.FIRST, openFirst(kind, level));

        long before = usedHeap();
        long start = System.nanoTime();
        Contender contender = kind.open(directory, level, true);
        if (!kind.isPersistent()) {
            Filled.fill(contender, entries);
        }
        Object found = contender.get(Events.key(entries / 2));
        long opened = System.nanoTime();
        Objects.requireNonNull(found, "found");
        if (kind.isPersistent()) {
            print(Reopening.OPEN, (opened - start) / NANOS_A_MILLI);
        }
        print(Reopening.HEAP, (double) (usedHeap() - before) / entries);

        long counted = contender.entries();
        if (counted != entries) {
            throw new IllegalStateException("entries: " + counted + " (expected: " + entries + ")");
        }
        contender.put(Events.key(0), contender.prepare(Events.json(0)));
        start = System.nanoTime();
        contender.close();
        if (kind.isPersistent()) {
            print(Reopening.CLOSE, (System.nanoTime() - start) / NANOS_A_MILLI);
        }
    }

    /** Opens another store, so that the loading of classes and native code is not taken for the reopening. */
    private static double openFirst(Kind kind, Durability level) throws Exception {
        Path directory = Workspace.fresh("first");
        long start = System.nanoTime();
        Contender contender = kind.open(directory, level, true);
        contender.put(Events.key(1), contender.prepare(Events.json(1)));
        Objects.requireNonNull(contender.get(Events.key(1)), "found");
        double millis = (System.nanoTime() - start) / NANOS_A_MILLI;
        contender.close();
        Workspace.remove(directory);
        return millis;
    }

    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void print(String what, double value) {
        System.out.println(what + " " + value);
    }
}
