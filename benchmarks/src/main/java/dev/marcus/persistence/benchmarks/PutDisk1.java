package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;

/** Puts that outlast a loss of power, from one thread. */
@Threads(1)
public class PutDisk1 extends Puts {
    /** Who puts. */
    @Param({"file", "sqlite", "jdbc", "mvstore", "rocksdb"})
    public String contender = "";

    /** Called by JMH. */
    public PutDisk1() {
        super(Durability.DISK);
    }

    @Override
    String contender() {
        return contender;
    }
}
