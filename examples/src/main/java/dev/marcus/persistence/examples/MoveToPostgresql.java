package dev.marcus.persistence.examples;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.move.Move;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Moves a store to a server while the program that it belongs to goes on writing, and has the program write there then. */
public final class MoveToPostgresql {
    private MoveToPostgresql() {}

    /** Takes two URLs, such as file:data/marcus and postgresql://localhost:5432/app?schema=marcus. */
    public static void main(String[] args) throws Exception {
        ScheduledExecutorService program = Executors.newSingleThreadScheduledExecutor();
        try (Persistence source = Persistence.open(args[0]);
                Persistence target = Persistence.open(args[1])) {
            Future<?> working = program.scheduleWithFixedDelay(() -> work(source), 0, 1, TimeUnit.MILLISECONDS);
            Move move = source.moveTo(target);
            move.catchUp(); // copies everything, and follows what the program writes meanwhile
            working.cancel(false);
            program.submit(move::finish).get(); // on the thread that writes, so that nothing is written meanwhile
            program.submit(() -> work(target)).get(); // from now on it writes there
            System.out.println("Moved to " + target.store().description().location() + ", entry for entry equal.");
        } finally {
            program.shutdown();
        }
    }

    /** What the program does all the time. */
    private static void work(Persistence store) {
        store.store("heartbeats", "beat-" + System.nanoTime(), Map.of("at", System.currentTimeMillis()));
    }
}
