package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.store.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** An opened, filled store with the keys and documents for it, for the time of one trial. */
final class Stage implements AutoCloseable {
    /** Steps through all keys in an order that no cache foresees; a prime that divides no number of entries used. */
    private static final long STRIDE = 7_368_787;

    private static final int DOCUMENTS = 10_000;

    private final Path directory;
    private final Contender contender;
    private final String[] keys;
    private final Object[] documents;
    private final AtomicInteger shared = new AtomicInteger();
    private int next;

    private Stage(Path directory, Contender contender, String[] keys, Object[] documents) {
        this.directory = directory;
        this.contender = contender;
        this.keys = keys;
        this.documents = documents;
    }

    static Stage set(String kind, Durability level, int entries, boolean newestFirst) throws Exception {
        Path directory = Workspace.fresh(kind);
        Kind contending = Kind.of(kind);
        Contender contender = Filled.open(contending, directory, level, entries, newestFirst);
        Object[] documents = new Object[Math.min(entries, DOCUMENTS)];
        for (int i = 0; i < documents.length; i++) {
            documents[i] = contender.prepare(Events.json(i));
        }
        return new Stage(directory, contender, keys(entries), documents);
    }

    /** Returns the number of the event whose turn it is at this step. */
    static int number(int step, int entries) {
        return (int) (step * STRIDE % entries);
    }

    /** Returns all keys in the order of their turns; other objects than those in the store, as with a real caller. */
    static String[] keys(int entries) {
        String[] keys = new String[entries];
        for (int step = 0; step < entries; step++) {
            keys[step] = Events.key(number(step, entries));
        }
        return keys;
    }

    Contender contender() {
        return contender;
    }

    /** Returns the next key, for one thread. */
    String nextKey() {
        next = next + 1 == keys.length ? 0 : next + 1;
        return keys[next];
    }

    /** Stores a document over the next key; each thread gets a key of its own. */
    void putNext() throws Exception {
        int number = shared.getAndIncrement() & Integer.MAX_VALUE;
        contender.put(keys[number % keys.length], documents[number % documents.length]);
    }

    @Override
    public void close() throws IOException {
        contender.close();
        Workspace.remove(directory);
    }
}
