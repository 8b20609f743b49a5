package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Param;

/**
 * Something that all contenders are compared by.
 *
 * @param title what it is called in the report
 * @param what what was measured for it
 * @param entries in how large a store; 0 for any
 * @param unit the unit of the figures
 * @param moreIsBetter whether a higher figure is the better one
 * @param level what each write has to outlast; who cannot promise that is not compared
 */
record Topic(String title, String what, int entries, String unit, boolean moreIsBetter, Durability level) {
    static final Topic PUT_DISK_16 = rate("Put at level DISK from 16 threads", "PutDisk16.put", Durability.DISK);
    static final Topic PUT_DISK_1 = rate("Put at level DISK from 1 thread", "PutDisk1.put", Durability.DISK);
    static final Topic PUT_PROCESS_16 =
            rate("Put at level PROCESS from 16 threads", "PutProcess16.put", Durability.PROCESS);
    static final Topic PUT_PROCESS_1 =
            rate("Put at level PROCESS from 1 thread", "PutProcess1.put", Durability.PROCESS);
    static final Topic PUT_MEMORY = rate("Put into memory from 1 thread", "PutMemory1.put", Durability.NONE);
    static final Topic BATCH = rate("Batch load at level DISK, 1,000 a commit", "BatchLoad.load", Durability.DISK);
    static final Topic GET = time("Get by key", "Read.get", "µs");
    static final Topic TYPED_GET = time("Typed get through the facade", "TypedGet.retrieve", "µs");
    static final Topic BARE_JACKSON = time("Bare Jackson read of the same bytes", "BareJackson.readValue", "µs");
    static final Topic NEWEST = time("Newest 100 of a type", "Read.newest100ByType", "µs");
    static final Topic COUNT = time("Unindexed count", "Read.countBySource", "µs");
    static final Topic DELETE = rate("Delete at level PROCESS", "Delete.delete", Durability.NONE);

    private static final String INDEXED = "IndexedQuery.newest100ByType";

    /** Returns the topic of asking for the newest by an index in a store of this size. */
    static Topic indexed(int entries) {
        return sized("Newest 100 of a type, indexed", INDEXED, entries, "µs");
    }

    /** Returns the topic of counting by a filter over two members. */
    static Topic scanCount(int entries) {
        return sized("Unindexed count by two members", "Scan.count", entries, "ms");
    }

    /** Returns the topic of figures by type. */
    static Topic figuresByType(int entries) {
        return sized("Count and average by type", "Scan.figuresByType", entries, "ms");
    }

    /** Returns the topic of figures by hour. */
    static Topic figuresByHour(int entries) {
        return sized("Count and average by hour", "Scan.figuresByHour", entries, "ms");
    }

    private static Topic sized(String title, String what, int entries, String unit) {
        return new Topic(
                title + ", " + Figures.grouped(entries) + " entries", what, entries, unit, false, Durability.NONE);
    }

    private static Topic rate(String title, String what, Durability level) {
        return new Topic(title, what, 0, "entries/s", true, level);
    }

    private static Topic time(String title, String what, String unit) {
        return new Topic(title, what, 0, unit, false, Durability.NONE);
    }

    /** Returns the topic of opening a store of this size again. */
    static Topic reopening(int entries) {
        return new Topic(
                "Reopening, " + Figures.grouped(entries) + " entries",
                Reopening.OPEN,
                entries,
                "ms",
                false,
                Durability.NONE);
    }

    /** Returns the topics of this run in the order of the report. */
    static List<Topic> of(Results results) {
        List<Topic> topics = new ArrayList<>(List.of(
                PUT_DISK_16, PUT_DISK_1, PUT_PROCESS_16, PUT_PROCESS_1, PUT_MEMORY, BATCH, GET, NEWEST, COUNT, DELETE));
        results.sizes(INDEXED).forEach(entries -> topics.add(indexed(entries)));
        for (int entries : results.sizes("Scan.count")) {
            topics.add(scanCount(entries));
            topics.add(figuresByType(entries));
            topics.add(figuresByHour(entries));
        }
        for (int entries : results.sizes(Reopening.OPEN)) {
            topics.add(reopening(entries));
        }
        topics.add(new Topic(
                "Opening a new store, the first of its JVM", Reopening.FIRST, 0, "ms", false, Durability.NONE));
        topics.add(atLargest("Closing after one put", Reopening.CLOSE, "ms", results));
        topics.add(atLargest("Heap an entry", Reopening.HEAP, "bytes", results));
        topics.add(atLargest("Disk an entry", Reopening.DISK, "bytes", results));
        topics.removeIf(topic -> !results.has(topic));
        return topics;
    }

    private static Topic atLargest(String title, String what, String unit, Results results) {
        int entries = results.sizes(what).stream().reduce(0, Math::max);
        return new Topic(
                title + ", " + Figures.grouped(entries) + " entries", what, entries, unit, false, Durability.NONE);
    }

    /**
     * Returns who is measured for this topic. The parameters of the benchmark say it, so that a contender that failed is
     * not taken for one that was left out.
     */
    List<Kind> contenders() {
        if (what.startsWith(Reopening.class.getSimpleName())) {
            return Reopening.contenders(what);
        }
        try {
            Class<?> benchmark =
                    Class.forName(Topic.class.getPackageName() + "." + what.substring(0, what.indexOf('.')));
            String[] ids =
                    benchmark.getField("contender").getAnnotation(Param.class).value();
            return Arrays.stream(ids).map(Kind::of).toList();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("topic: " + what + " (expected: a benchmark with contenders)", e);
        }
    }

    /** Says whether this figure belongs to the topic. */
    boolean covers(Measured measured) {
        return measured.what().equals(what) && (entries == 0 || measured.entries() == entries);
    }

    /** Returns the figure in the unit of the topic. */
    Measured read(Measured measured) {
        return equals(BATCH) ? measured.toRate() : measured;
    }

    /** Returns how many times better the one is than the other. */
    Ratio advantage(Measured mine, Measured other) {
        return moreIsBetter ? Ratio.of(mine, other) : Ratio.of(other, mine);
    }
}
