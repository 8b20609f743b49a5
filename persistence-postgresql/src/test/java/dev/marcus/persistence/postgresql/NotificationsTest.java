package dev.marcus.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.spi.CommitSignals;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits of others are signalled, whatever happens to the connection that listens. */
class NotificationsTest {
    private static final String THREAD = "persistence-postgresql-listener";

    @TempDir
    Path space;

    private Store listening;
    private Store writing;
    private final Semaphore signals = new Semaphore(0);

    @BeforeEach
    void open() {
        listening = Stores.open(TestServer.url(space));
        writing = Stores.open(TestServer.url(space));
    }

    @AfterEach
    void close() throws InterruptedException {
        listening.close();
        writing.close();
        Optional<Thread> ending = listener();
        if (ending.isPresent()) {
            ending.get().join(60_000);
        }
        assertThat(listener()).isEmpty();
    }

    private CommitSignals.Listening listen() {
        return listening.extension(CommitSignals.class).orElseThrow().listen(signals::release);
    }

    private void awaitSignal() throws InterruptedException {
        assertThat(signals.tryAcquire(60, TimeUnit.SECONDS)).as("a signal").isTrue();
    }

    /** Looks at each signal, and nowhere between, until the revision is there. */
    private void awaitRevision(long revision) throws InterruptedException {
        while (listening.lastRevision() < revision) {
            awaitSignal();
        }
    }

    private long commit(String key) {
        return writing.store("c", key, Document.builder().put("n", 1).build()).revision();
    }

    private static Optional<Thread> listener() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD))
                .findAny();
    }

    /** Waits until a connection listens to the store, and asks this of the server about it. */
    private long ofListener(String question) throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet row = statement.executeQuery("SELECT " + question + " FROM pg_stat_activity a, "
                        + TestServer.schema(space) + ".meta WHERE a.query LIKE 'LISTEN%' || store_id || '%'")) {
                    if (row.next()) {
                        return row.getLong(1);
                    }
                }
            }
        }
    }

    @Test
    void commitThroughAnotherStore_isSignalled_whenReadsSeeIt() throws Exception {
        listen();
        awaitSignal(); // that it listens
        for (int n = 0; n < 20; n++) {
            awaitRevision(commit("k" + n));
        }
        assertThat(writing.delete("c", "k0")).isTrue();
        awaitRevision(writing.lastRevision());
    }

    @Test
    void connectionThatIsCut_isReplaced_andNothingIsMissed() throws Exception {
        listen();
        for (int n = 0; n < 5; n++) {
            long cut = ofListener("pid");
            long before = commit("before" + n);
            ofListener("pg_terminate_backend(pid)::int");
            long after = commit("after" + n);
            assertThat(before).isLessThan(after);
            awaitRevision(after);
            while (ofListener("pid") == cut) {
                Thread.onSpinWait();
            }
            awaitRevision(commit("again" + n));
        }
    }

    @Test
    void thread_isThereWhileSomebodyListensOnly() throws Exception {
        assertThat(listener()).isEmpty();
        CommitSignals.Listening one = listen();
        CommitSignals.Listening other = listen();
        Thread thread = listener().orElseThrow();
        one.close();
        awaitSignal();
        awaitRevision(commit("a"));
        assertThat(thread.isAlive()).isTrue();
        other.close();
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
        other.close();
        listen();
        awaitRevision(commit("b"));
        Thread again = listener().orElseThrow();
        listening.close();
        again.join(60_000);
        assertThat(again.isAlive()).isFalse();
    }

    @Test
    void listeningToAStoreThatIsClosed_isHarmless() {
        CommitSignals signalling = listening.extension(CommitSignals.class).orElseThrow();
        listening.close();
        CommitSignals.Listening late = signalling.listen(signals::release);
        assertThat(listener()).isEmpty();
        late.close();
    }

    @Test
    void callbackThatThrows_isCalledAgain_andHoldsUpNoOther() throws Exception {
        Semaphore called = new Semaphore(0);
        listening.extension(CommitSignals.class).orElseThrow().listen(() -> {
            called.release();
            throw new IllegalStateException("thrown by the callback");
        });
        listen();
        commit("a");
        awaitRevision(commit("b"));
        called.drainPermits();
        commit("c");
        assertThat(called.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    }
}
