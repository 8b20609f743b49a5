package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;

/** Puts that outlast a loss of power, from many threads. */
@Threads(16)
public class PutDisk16 extends Puts {
    /** Who puts. */
    @Param({"file", "sqlite", "jdbc", "jdbc-each", "mvstore", "rocksdb"})
    public String contender = "";

    /** Called by JMH. */
    public PutDisk16() {
        super(Durability.DISK);
    }

    @Override
    String contender() {
        return contender;
    }
}
