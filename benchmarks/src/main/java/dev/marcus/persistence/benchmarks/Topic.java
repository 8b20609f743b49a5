package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.util.ArrayList;
import java.util.List;

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
    static final Topic PUT_DISK_16 =
            rate("Put at level DISK from 16 threads", "PutDisk.from16Threads", Durability.DISK);
    static final Topic PUT_DISK_1 = rate("Put at level DISK from 1 thread", "PutDisk.from1Thread", Durability.DISK);
    static final Topic PUT_PROCESS_16 =
            rate("Put at level PROCESS from 16 threads", "PutProcess.from16Threads", Durability.PROCESS);
    static final Topic PUT_PROCESS_1 =
            rate("Put at level PROCESS from 1 thread", "PutProcess.from1Thread", Durability.PROCESS);
    static final Topic PUT_NOTHING = rate("Put into memory from 1 thread", "PutNothing.from1Thread", Durability.NONE);
    static final Topic BATCH = rate("Batch load at level DISK, 1,000 a commit", "BatchLoad.load", Durability.DISK);
    static final Topic GET = time("Get by key", "Read.get", "µs");
    static final Topic TYPED_GET = time("Typed get through the facade", "TypedGet.retrieve", "µs");
    static final Topic BARE_JACKSON = time("Bare Jackson read of the same bytes", "BareJackson.readValue", "µs");
    static final Topic NEWEST = time("Newest 100 of a type", "Read.newest100ByType", "µs");
    static final Topic COUNT = time("Unindexed count", "Read.countBySource", "µs");
    static final Topic DELETE = rate("Delete at level PROCESS", "Delete.delete", Durability.NONE);

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
                PUT_DISK_16,
                PUT_DISK_1,
                PUT_PROCESS_16,
                PUT_PROCESS_1,
                PUT_NOTHING,
                BATCH,
                GET,
                NEWEST,
                COUNT,
                DELETE));
        for (int entries : results.sizes(Reopening.OPEN)) {
            topics.add(reopening(entries));
        }
        for (int entries : results.sizes(Reopening.CLOSE)) {
            topics.add(sized("Closing after one put", Reopening.CLOSE, entries, "ms"));
        }
        for (int entries : results.sizes(Reopening.HEAP)) {
            topics.add(sized("Heap an entry", Reopening.HEAP, entries, "bytes"));
        }
        for (int entries : results.sizes(Reopening.DISK)) {
            topics.add(sized("Disk an entry", Reopening.DISK, entries, "bytes"));
        }
        topics.removeIf(topic -> !results.has(topic));
        return topics;
    }

    private static Topic sized(String title, String what, int entries, String unit) {
        return new Topic(
                title + ", " + Figures.grouped(entries) + " entries", what, entries, unit, false, Durability.NONE);
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
