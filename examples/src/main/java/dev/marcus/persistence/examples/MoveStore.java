package dev.marcus.persistence.examples;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.move.Move;
import dev.marcus.persistence.move.MoveProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Moves a store into another backend while others read and write it; killed, it goes on when it is run again. */
public final class MoveStore {
    private MoveStore() {}

    /** Takes the URLs of the store and of its new place; without them a sample is moved from files to SQLite. */
    public static void main(String[] args) throws IOException {
        Path temp = args.length == 2 ? Path.of("") : Files.createTempDirectory("move");
        String from = args.length == 2 ? args[0] : "file:" + SampleState.unpack(temp);
        String to = args.length == 2 ? args[1] : "sqlite:" + temp.resolve("moved.db");
        try (Persistence source = Persistence.open(from);
                Persistence target = Persistence.open(to)) {
            Move move = source.moveTo(target).onProgress(MoveStore::show);
            move.catchUp(); // takes long, and nobody has to wait
            // a program that goes on writing would stop here, and write to the target once finish has returned
            move.finish();
            System.out.println("Moved to " + target.store().description().location() + ", entry for entry equal.");
        }
    }

    private static void show(MoveProgress progress) {
        System.out.printf(
                "%-9s %3.0f %%, %d of %d, %.0f a second, %s left%n",
                progress.phase(),
                progress.percent(),
                progress.done(),
                progress.total(),
                progress.perSecond(),
                progress.timeLeft().map(Object::toString).orElse("who knows what is"));
    }
}
