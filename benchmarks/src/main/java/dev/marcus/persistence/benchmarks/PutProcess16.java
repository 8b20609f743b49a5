package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;

/** Puts that outlast the process, from many threads. */
@Threads(16)
public class PutProcess16 extends Puts {
    /** Who puts. */
    @Param({"file", "sqlite", "jdbc", "jdbc-each", "nitrite", "mvstore", "rocksdb"})
    public String contender = "";

    /** Called by JMH. */
    public PutProcess16() {
        super(Durability.PROCESS);
    }

    @Override
    String contender() {
        return contender;
    }
}
