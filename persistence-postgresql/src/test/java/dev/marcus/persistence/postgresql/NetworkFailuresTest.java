package dev.marcus.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is acknowledged is there once, and what is refused is not, wherever the network fails. */
class NetworkFailuresTest {
    private static final Document DOC = Document.builder().put("n", 1).build();

    @TempDir
    Path space;

    private CuttingProxy proxy;
    private Store witness;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        witness = Stores.open(TestServer.url(space));
        proxy = new CuttingProxy(TestServer.port());
        store = open("");
    }

    private Store open(String settings) {
        String url = TestServer.url(space).replace(":" + TestServer.port() + "/", ":" + proxy.port() + "/");
        return Stores.open(url + settings);
    }

    @AfterEach
    void close() throws IOException {
        proxy.heal();
        store.close();
        witness.close();
        proxy.close();
    }

    /** A commit of the n-th try. */
    private interface Write {
        CommitResult of(int n);
    }

    /** Runs it with a cut at each message in turn, until it needs no more messages than are let through. */
    private void cutEverywhere(CuttingProxy.Moment moment, Write write) {
        boolean cut = true;
        for (int n = 0; cut; n++) {
            long before = witness.lastRevision();
            proxy.cutAfter(n, moment);
            CommitResult result = write.of(n);
            cut = proxy.heal();
            assertThat(result.revision()).isGreaterThan(before).isEqualTo(witness.lastRevision());
            ChangeBatch changes = witness.changes(before, 100);
            assertThat(changes.changes())
                    .extracting(ChangedEntry::revision)
                    .as("cut at message %s", n)
                    .hasSize(result.outcomes().size())
                    .last()
                    .isEqualTo(result.revision());
            result.outcomes()
                    .forEach(outcome -> outcome.entry()
                            .ifPresent(entry -> assertThat(witness.retrieve(entry.collection(), entry.key()))
                                    .contains(entry)));
            assertThat(n).as("messages of one commit").isLessThan(60);
        }
    }

    @ParameterizedTest
    @EnumSource
    void put_cutAtAnyMessage_isWrittenOnce(CuttingProxy.Moment moment) {
        cutEverywhere(
                moment,
                n -> store.commit(Commit.builder()
                        .put("c", "a" + n, DOC)
                        .put("c", "same", DOC)
                        .build()));
    }

    @ParameterizedTest
    @EnumSource
    void put_besideAnotherWriter_cutAtAnyMessage_isWrittenOnce(CuttingProxy.Moment moment) {
        for (int round = 0; round < 20; round++) {
            witness.store("c", "witness", DOC);
            proxy.cutAfter(round % 7, moment);
            Entry entry = store.store("c", "k" + round, DOC);
            proxy.heal();
            assertThat(witness.retrieve("c", "k" + round)).contains(entry);
            assertThat(entry.revision()).isEqualTo(witness.lastRevision());
        }
    }

    @ParameterizedTest
    @EnumSource
    void commitWithPreconditions_cutAtAnyMessage_isWrittenOnce(CuttingProxy.Moment moment) {
        store.store("c", "guarded", DOC);
        store.store("c", "gone0", DOC);
        cutEverywhere(moment, n -> {
            long revision = witness.retrieve("c", "guarded").orElseThrow().revision();
            return store.commit(Commit.builder()
                    .delete("c", "gone" + n)
                    .put("c", "gone" + (n + 1), DOC)
                    .put("c", "guarded", DOC)
                    .requireRevision("c", "guarded", revision)
                    .build());
        });
    }

    @ParameterizedTest
    @EnumSource
    void makingAnIndex_cutAtAnyMessage_makesIt(CuttingProxy.Moment moment) {
        store.store("c", "k", DOC);
        boolean cut = true;
        for (int n = 0; cut; n++) {
            proxy.cutAfter(n, moment);
            store.createIndex("c", Index.on("n").named("index" + n).unique());
            cut = proxy.heal();
            assertThat(witness.indexes("c")).hasSize(n + 1);
            String other = "other" + n;
            assertThatThrownBy(() -> witness.store("c", other, DOC)).isInstanceOf(ConflictException.class);
        }
    }

    @Test
    void connections_thatAnAdministratorEnds_areReplaced() throws SQLException {
        for (int round = 0; round < 5; round++) {
            store.store("c", "k", DOC);
            assertThat(store.retrieve("c", "k")).isPresent();
            endAllConnections();
            assertThat(store.retrieve("c", "k")).isPresent();
            endAllConnections();
            assertThat(store.query(Query.of("c")).entries()).hasSize(1);
            endAllConnections();
            assertThat(store.count(Query.of("c"))).isEqualTo(1);
        }
    }

    private static void endAllConnections() throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                    + " WHERE application_name = 'persistence'");
        }
    }

    @Test
    void serverThatStaysAway_leavesTheOutcomeOpen_andAllGoesOnWhenItIsBack() throws IOException {
        store.close();
        store = open("&timeout=1s");
        store.store("c", "k", DOC);
        proxy.cutAndStayAway();
        assertThatThrownBy(() -> store.store("c", "open", DOC))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("connection was lost");
        assertThat(store.status().state()).isEqualTo(StoreStatus.State.DOWN);
        assertThatThrownBy(() -> store.store("c", "refused", DOC)).isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> store.retrieve("c", "k")).isInstanceOf(TransientException.class);
        proxy.heal();
        assertThat(store.retrieve("c", "k")).isPresent();
        Entry later = store.store("c", "later", DOC);
        assertThat(later.revision()).isEqualTo(witness.lastRevision());
        assertThat(store.retrieve("c", "refused")).isEmpty();
        assertThat(store.retrieve("c", "open")).isEqualTo(witness.retrieve("c", "open"));
        assertThat(store.status().state()).isEqualTo(StoreStatus.State.UP);
    }

    @Test
    void silence_endsInTime() {
        store.close();
        store = open("&timeout=1s");
        store.store("c", "k", DOC);
        assertThat(store.retrieve("c", "k")).isPresent();
        proxy.fallSilent();
        assertThatThrownBy(() -> store.store("c", "k2", DOC)).isInstanceOf(PersistenceException.class);
        assertThatThrownBy(() -> store.retrieve("c", "k")).isInstanceOf(TransientException.class);
    }

    @Test
    void lockThatSomebodyHolds_isWaitedForInTime_andNothingIsWritten() throws SQLException {
        store.close();
        store = open("&timeout=1s");
        store.store("c", "k", DOC);
        Optional<Entry> before = witness.retrieve("c", "k");
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT 1 FROM " + TestServer.schema(space) + ".meta FOR UPDATE");
            for (Commit commit : List.of(
                    Commit.builder().put("c", "k", DOC).build(),
                    Commit.builder().put("c", "k", DOC).delete("c", "x").build())) {
                assertThatThrownBy(() -> store.commit(commit))
                        .isInstanceOf(TransientException.class)
                        .hasMessageContaining("held the lock");
            }
            assertThat(store.retrieve("c", "k")).isEqualTo(before);
        }
        assertThat(store.store("c", "k", DOC).revision()).isEqualTo(witness.lastRevision());
    }

    @Test
    void pool_thatIsExhausted_saysWhatToDo() {
        for (int i = 0; i < 3; i++) {
            store.store("c", "k" + i, DOC);
        }
        try (Store small = open("&timeout=1s&connections=1")) {
            try (var stream = small.stream(Query.of("c"))) {
                assertThat(stream.iterator().hasNext()).isTrue();
                assertThatThrownBy(() -> small.retrieve("c", "k1"))
                        .isInstanceOf(TransientException.class)
                        .hasMessageContaining("close cursors");
                assertThat(small.store("c", "k9", DOC)).isNotNull();
            }
            assertThat(small.retrieve("c", "k1")).isPresent();
        }
    }
}
