package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;

/** Puts that outlast the process, from one thread. */
@Threads(1)
public class PutProcess1 extends Puts {
    /** Who puts. */
    @Param({"file", "sqlite", "jdbc", "nitrite", "mvstore", "rocksdb"})
    public String contender = "";

    /** Called by JMH. */
    public PutProcess1() {
        super(Durability.PROCESS);
    }

    @Override
    String contender() {
        return contender;
    }
}
