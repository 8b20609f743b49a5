package dev.marcus.persistence.tck.crash;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The program that is killed. Each of its writers hands in commits one after the other, as {@link WriterModel} says, and
 * prints {@code ack writer number} once a commit is acknowledged. Not for use by other programs.
 */
public final class CommittingChild {
    /** What a line begins with that acknowledges a commit; a backend may print others. */
    static final String ACKNOWLEDGED = "ack ";

    private static final int LONGEST_LIFE_MINUTES = 10;

    private CommittingChild() {}

    /** Opens the store at the URL, prints {@code ready}, and commits; arguments: URL, run, writers, commits a writer. */
    public static void main(String[] arguments) throws InterruptedException {
        endAfter(LONGEST_LIFE_MINUTES);
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

    /** Ends the process in some minutes, also if the backend never answers, so that the reader of its output goes on. */
    private static void endAfter(int minutes) {
        CompletableFuture.delayedExecutor(minutes, TimeUnit.MINUTES)
                .execute(() -> Runtime.getRuntime().halt(3));
    }

    private static void write(Store store, String writer, int commits) {
        boolean atomic = store.capabilities().has(Capability.ATOMIC_COMMIT);
        for (int n = 0; n < commits; n++) {
            store.commit(commit(writer, n, atomic));
            System.out.println(ACKNOWLEDGED + writer + " " + n);
            if (System.out.checkError()) {
                return; // nobody reads any more: the parent is gone
            }
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
