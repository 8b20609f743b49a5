package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.nio.file.Path;
import java.util.Arrays;

/** The stores that are measured, with what the report says of each. */
enum Kind {
    MEMORY(
            "memory",
            "memory",
            Durability.NONE,
            "This project. All entries in memory, checked and ordered; nothing on the disk."),
    FILE(
            "file",
            "file",
            Durability.DISK,
            "This project. JSON files and a journal, all entries in memory, newest first kept at hand; a time and a"
                    + " revision with each entry."),
    SQLITE(
            "sqlite",
            "SQLite",
            Durability.DISK,
            "This project. The table that Marcus has and an index for newest first, and beside each entry a revision;"
                    + " other processes may write at the same time."),
    JDBC(
            "jdbc",
            "hand-written JDBC",
            Durability.DISK,
            "sqlite-jdbc with the table that Marcus has and an index for newest first; WAL, synchronous FULL or NORMAL by"
                    + " level, 64 MiB of page cache, statements prepared once, no generated keys. Threads share one connection under a lock."),
    JDBC_EACH(
            "jdbc-each",
            "hand-written JDBC, a connection each",
            Durability.DISK,
            "The same with a connection for each thread, which wait for one another inside SQLite (busy_timeout)."
                    + " Where both were measured, ratios are to the faster of the two."),
    NITRITE(
            "nitrite",
            "Nitrite",
            Durability.PROCESS,
            "Nitrite documents on its MVStore adapter, unique index on the key; commit() after each write. That writes to"
                    + " the file but never syncs, so it is not compared at level DISK."),
    MVSTORE(
            "mvstore",
            "H2 MVStore",
            Durability.DISK,
            "A map from keys to the bytes of JSON with their time; commit() after each write, and sync() after it at level"
                    + " DISK. 64 MiB of cache. No filters: the program reads the member from the bytes with Jackson's"
                    + " parser."),
    ROCKSDB(
            "rocksdb",
            "RocksDB",
            Durability.DISK,
            "Keys to the bytes of JSON with their time; the log is synced before each return at level DISK and not at"
                    + " level PROCESS. LZ4, Bloom filter, 64 MiB of cache. No filters: as for MVStore.");

    private final String id;
    private final String title;
    private final Durability promise;
    private final String note;

    Kind(String id, String title, Durability promise, String note) {
        this.id = id;
        this.title = title;
        this.promise = promise;
        this.note = note;
    }

    static Kind of(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("contender: " + id + " (expected: one of "
                        + Arrays.stream(values()).map(Kind::id).toList() + ")"));
    }

    /** The name in parameters. */
    String id() {
        return id;
    }

    /** The name in the report. */
    String title() {
        return title;
    }

    /** What it stores and how it was set. */
    String note() {
        return note;
    }

    /** The most that an acknowledged write can survive. */
    Durability promise() {
        return promise;
    }

    /** Says whether another process finds the entries. */
    boolean isPersistent() {
        return this != MEMORY;
    }

    /**
     * Opens the store in an existing directory.
     *
     * @param newestFirst whether it will be asked for {@link Contender#newest}; those that do not keep an order anyway
     *     then keep one
     */
    Contender open(Path directory, Durability level, boolean newestFirst) throws Exception {
        if (level.compareTo(promise) > 0) {
            throw new IllegalArgumentException(
                    "level: " + level + " (expected: at most " + promise + " for " + id + ")");
        }
        String setting = level == Durability.DISK ? "disk" : "process";
        return switch (this) {
            case MEMORY -> new StoreContender("memory:");
            case FILE, SQLITE -> new StoreContender(url(this, directory, setting));
            case JDBC -> new JdbcContender(directory, level, false);
            case JDBC_EACH -> new JdbcContender(directory, level, true);
            case NITRITE -> new NitriteContender(directory, newestFirst);
            case MVSTORE -> new MvStoreContender(directory, level, newestFirst);
            case ROCKSDB -> new RocksContender(directory, level, newestFirst);
        };
    }

    /** Returns the URL of the store of this project in the directory, at this level of durability. */
    static String url(Kind kind, Path directory, String durability) {
        String place = kind == FILE ? "file:" + directory.resolve("state") : "sqlite:" + directory.resolve("events.db");
        return place + "?durability=" + durability;
    }
}
