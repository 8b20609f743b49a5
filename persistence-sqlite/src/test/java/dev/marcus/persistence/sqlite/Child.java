package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** What the child processes of {@link ProcessesTest} and {@link FollowingTest} do. */
final class Child {
    /** How many entries {@code store} stores. */
    static final int STORED = 600;

    /** How many commits {@code changeSome} makes. */
    static final int CHANGES = 200;

    private static final int KEYS = 37;

    private Child() {}

    public static void main(String[] arguments) {
        try (Store store = MarcusFiles.open(Path.of(arguments[1]))) {
            if (arguments[0].equals("count")) {
                count(store, Integer.parseInt(arguments[2]));
            } else if (arguments[0].equals("store")) {
                store(store, arguments[2]);
            } else if (arguments[0].equals("change")) {
                change(store, arguments[2], Integer.MAX_VALUE, System.out::println);
            } else if (arguments[0].equals("changeSome")) {
                change(store, arguments[2], CHANGES, n -> {});
            } else {
                commitForEver(store, arguments[2]);
            }
        }
    }

    private static void count(Store store, int increments) {
        int done = 0;
        while (done < increments) {
            Optional<Entry> seen = store.retrieve("c", "counter");
            long value = seen.map(
                            entry -> entry.document().number("n").orElseThrow().longValue())
                    .orElse(0L);
            Commit.Builder commit = Commit.builder().put("c", "counter", numbered(value + 1));
            seen.ifPresentOrElse(
                    entry -> commit.requireRevision("c", "counter", entry.revision()),
                    () -> commit.requireAbsent("c", "counter"));
            try {
                store.commit(commit.build());
                done++;
            } catch (ConflictException e) {
                // the other was faster: read again
            }
        }
    }

    /** Stores entries, every other without waiting, and prints the revisions in the order of handing in. */
    private static void store(Store store, String collection) {
        List<CompletableFuture<CommitResult>> handedIn = new ArrayList<>();
        for (int n = 0; n < STORED; n++) {
            Commit commit = Commit.builder()
                    .put(collection, "k" + n, numbered(n))
                    .put("both", collection + n, numbered(n))
                    .build();
            handedIn.add(
                    n % 2 == 0 ? store.commitAsync(commit) : CompletableFuture.completedFuture(store.commit(commit)));
        }
        handedIn.forEach(future -> System.out.println(future.join().revision()));
    }

    /** Stores and deletes few keys, over and over, two in a commit, and tells the number of each commit. */
    static void change(Store store, String name, int commits, IntConsumer acknowledged) {
        for (int n = 0; n < commits; n++) {
            Commit.Builder commit = Commit.builder().put("shared", "k" + n % KEYS, numbered(n));
            if (n % 3 == 0) {
                commit.delete(name, "k" + (n + KEYS / 2) % KEYS);
            } else {
                commit.put(name, "k" + n % KEYS, numbered(n));
            }
            store.commit(commit.build());
            if (n % 5 == 0) {
                store.delete("shared", "k" + (n + 7) % KEYS);
            }
            acknowledged.accept(n);
        }
    }

    /** Prints the number of each commit of two entries once it is acknowledged. */
    private static void commitForEver(Store store, String round) {
        for (long n = 0; ; n++) {
            store.commit(Commit.builder()
                    .put("left", round + "-" + n, numbered(n))
                    .put("right", round + "-" + n, numbered(n))
                    .build());
            System.out.println(n);
        }
    }

    private static Document numbered(long n) {
        return Document.builder().put("n", n).build();
    }
}
