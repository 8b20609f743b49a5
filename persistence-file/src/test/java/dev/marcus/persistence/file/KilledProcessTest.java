package dev.marcus.persistence.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it commits loses nothing that it was told is stored, and gives its lock away. */
@Timeout(300)
class KilledProcessTest {
    private static final int ROUNDS = 10 * Integer.getInteger("persistence.tck.scale", 1);

    @TempDir
    Path directory;

    /** Commits for ever, and prints the number of each commit once it is acknowledged. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try (Store store = Stores.open(arguments[0])) {
                for (long n = 0; ; n++) {
                    Document document = Document.of(Map.of("n", n));
                    store.commit(Commit.builder()
                            .put("left", arguments[1] + "-" + n, document)
                            .put("right", arguments[1] + "-" + n, document)
                            .put("moved", arguments[1] + "-" + n, document)
                            .delete("moved", arguments[1] + "-" + (n - 1))
                            .build());
                    System.out.println(n);
                }
            }
        }
    }

    private Process start(String url, int round) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        url,
                        Integer.toString(round))
                .redirectError(directory.resolve("errors-" + round).toFile())
                .start();
    }

    /** Returns the last commit that the child acknowledged before it was gone, the pipe drained. */
    private static long killAfter(Process child, int commits) throws IOException, InterruptedException {
        long last = -1;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Long.parseLong(line);
                if (last == commits) {
                    child.toHandle().destroyForcibly();
                }
            }
        }
        child.waitFor();
        return last;
    }

    private static Set<String> keys(Store store, String collection) {
        return store.query(Query.of(collection)).entries().stream()
                .map(Entry::key)
                .collect(Collectors.toSet());
    }

    /** Applies to the keys of a collection what has changed after the revision, and returns the one that was reached. */
    private static long follow(Store store, long after, Set<String> keys) {
        long reached = after;
        ChangeBatch batch;
        do {
            batch = store.changes(reached, 7);
            for (ChangedEntry change : batch.changes()) {
                assertThat(change.revision()).isGreaterThan(reached);
                reached = change.revision();
                if (change.collection().equals("moved") && change.isDeletion()) {
                    keys.remove(change.key());
                } else if (change.collection().equals("moved")) {
                    keys.add(change.key());
                }
            }
            reached = batch.reached();
        } while (batch.more());
        return reached;
    }

    @Test
    void commit_processKilled_keepsWhatWasAcknowledgedWhole() throws Exception {
        for (String durability : new String[] {"disk", "process"}) {
            String url = "file:" + directory.resolve(durability) + "?durability=" + durability;
            Set<String> followed = new HashSet<>();
            long reached = 0;
            long revision = 0;
            for (int round = 0; round < ROUNDS / 2; round++) {
                long acknowledged = killAfter(start(url, round), 5 + 17 * round);
                assertThat(acknowledged).isGreaterThanOrEqualTo(5);
                try (Store store = Stores.open(url)) {
                    Set<String> left = keys(store, "left");
                    assertThat(keys(store, "right")).isEqualTo(left);
                    for (long n = 0; n <= acknowledged; n++) {
                        assertThat(left).contains(round + "-" + n);
                    }
                    reached = follow(store, reached, followed);
                    assertThat(followed).isEqualTo(keys(store, "moved"));
                    long next = store.store("c", "round", Document.empty()).revision();
                    assertThat(next).isGreaterThan(revision);
                    revision = next;
                }
            }
        }
    }

    @Test
    void open_whileAnotherProcessHasIt_isRefusedAndNamesTheProcess() throws Exception {
        String url = "file:" + directory.resolve("store");
        Process child = start(url, 0);
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("0");
            assertThatThrownBy(() -> Stores.open(url))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("process " + child.pid());
        } finally {
            child.toHandle().destroyForcibly();
            child.waitFor();
        }
        try (Store store = Stores.open(url)) {
            assertThat(keys(store, "left")).contains("0-0");
        }
    }
}
