package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Stores with the first so many events in them, closed. Each is made once a run and copied from then on. */
final class Filled {
    private static final int BATCH = 1_000;

    private Filled() {}

    /** Returns the directory of the store; it is not to be changed. */
    static Path directory(Kind kind, int entries, boolean newestFirst) throws Exception {
        Path done = Workspace.root().resolve("filled-" + kind.id() + "-" + entries + (newestFirst ? "-ordered" : ""));
        if (!Files.exists(done)) {
            Path making = Workspace.fresh("filling");
            try (Contender contender = kind.open(making, Durability.PROCESS, newestFirst)) {
                fill(contender, entries);
            }
            publish(making, done);
        }
        return done;
    }

    private static void publish(Path making, Path done) throws IOException {
        Files.move(making, done, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Stores the events in order, a thousand a commit. */
    static void fill(Contender contender, int entries) throws Exception {
        for (int from = 0; from < entries; from += BATCH) {
            List<String> keys = new ArrayList<>();
            List<Object> documents = new ArrayList<>();
            for (int number = from; number < Math.min(entries, from + BATCH); number++) {
                keys.add(Events.key(number));
                documents.add(contender.prepare(Events.json(number)));
            }
            contender.putBatch(keys, documents);
        }
    }

    /** Returns a copy that may be changed, empty for a store in memory. */
    static Path copy(Kind kind, int entries) throws Exception {
        Path copy = Workspace.fresh(kind.id());
        if (kind.isPersistent()) {
            Workspace.copy(directory(kind, entries, true), copy);
        }
        return copy;
    }

    /** Returns an opened copy, or for a store in memory a new one with the same in it. */
    static Contender open(Kind kind, Path directory, Durability level, int entries, boolean newestFirst)
            throws Exception {
        if (kind.isPersistent()) {
            Workspace.copy(directory(kind, entries, newestFirst), directory);
            return kind.open(directory, level, newestFirst);
        }
        Contender contender = kind.open(directory, level, newestFirst);
        fill(contender, entries);
        return contender;
    }
}
