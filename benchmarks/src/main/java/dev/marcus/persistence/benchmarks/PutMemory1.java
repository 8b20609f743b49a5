package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;

/** Puts that outlast nothing, from one thread. */
@Threads(1)
public class PutMemory1 extends Puts {
    /** Who puts. */
    @Param({"memory"})
    public String contender = "";

    /** Called by JMH. */
    public PutMemory1() {
        super(Durability.NONE);
    }

    @Override
    String contender() {
        return contender;
    }
}
