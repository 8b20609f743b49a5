package dev.marcus.persistence.tck.crash;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.Map;

/**
 * The program that is killed. Each of its writers hands in commits one after the other, as {@link WriterModel} says, and
 * prints {@code writer number} once a commit is acknowledged. Not for use by other programs.
 */
public final class CommittingChild {
    private CommittingChild() {}

    /** Opens the store at the URL, prints {@code ready}, and commits; arguments: URL, run, writers, commits a writer. */
    public static void main(String[] arguments) throws InterruptedException {
        String run = arguments[1];
        int commits = Integer.parseInt(arguments[3]);
        try (Store store = Stores.open(arguments[0])) {
            store.store(WriterModel.LEFT, "ready-" + run, Document.empty());
            System.out.println("ready");
            Thread[] writers = new Thread[Integer.parseInt(arguments[2])];
            for (int w = 0; w < writers.length; w++) {
                String writer = run + "-" + w;
                writers[w] = new Thread(() -> write(store, writer, commits));
                writers[w].start();
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    private static void write(Store store, String writer, int commits) {
        boolean atomic = store.capabilities().has(Capability.ATOMIC_COMMIT);
        for (int n = 0; n < commits; n++) {
            store.commit(commit(writer, n, atomic));
            System.out.println(writer + " " + n);
        }
    }

    private static Commit commit(String writer, int n, boolean atomic) {
        Commit.Builder commit = Commit.builder();
        String key = WriterModel.key(writer, WriterModel.target(n));
        for (String collection : WriterModel.collections(atomic)) {
            if (WriterModel.deletes(n)) {
                commit.delete(collection, key);
            } else {
                commit.put(collection, key, Document.of(Map.of("n", n)));
            }
        }
        return commit.build();
    }
}
