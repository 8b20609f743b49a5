package dev.marcus.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server refuses, and how the store says it. */
class RefusalsTest {
    private static final Document DOC = Document.builder().put("n", 1).build();

    @TempDir
    Path space;

    private static void run(String... statements) throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String urlOf(String user) {
        return TestServer.url(space).replace("user=postgres", "user=" + user);
    }

    @Test
    void wrongPassword_isRefused_andShownNowhere() throws SQLException, IOException {
        run("CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'right-secret'");
        Path rules = Path.of(text("SHOW hba_file"));
        String before = Files.readString(rules);
        Files.writeString(rules, "host all guarded all scram-sha-256\n" + before);
        run("SELECT pg_reload_conf()");
        try {
            Stores.open(urlOf("guarded") + "&password=right-secret").close();
            assertThatThrownBy(() -> Stores.open(urlOf("guarded") + "&password=wrong-secret"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("PRS-113")
                    .satisfies(failure -> {
                        StringWriter trace = new StringWriter();
                        failure.printStackTrace(new PrintWriter(trace));
                        assertThat(trace.toString()).doesNotContain("wrong-secret");
                    });
            String inLocation =
                    urlOf("guarded").replace("//", "//guarded:right-secret@").replace("user=guarded&", "");
            try (Store store = Stores.open(inLocation)) {
                assertThat(store.description().toString()).doesNotContain("secret");
                assertThat(store.store("c", "k", DOC)).isNotNull();
            }
        } finally {
            Files.writeString(rules, before);
            run("SELECT pg_reload_conf()");
        }
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void interrupts_cutNoCommitShort_notEvenWhileItConnects() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            String url = TestServer.url(space.resolve("round" + round));
            try (Store store = Stores.open(url)) {
                Set<Throwable> failures = ConcurrentHashMap.newKeySet();
                Thread caller = new Thread(() -> {
                    store.store("c", "k1", DOC);
                    store.store("c", "k2", DOC);
                });
                caller.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
                caller.start();
                while (caller.isAlive()) {
                    caller.interrupt();
                    Thread.onSpinWait();
                }
                caller.join();
                assertThat(failures).isEmpty();
                assertThat(store.query(Query.of("c")).entries()).hasSize(2);
            }
        }
    }

    @Test
    void serverThatTakesNoWrites_isRead() throws SQLException {
        try (Store store = Stores.open(TestServer.url(space))) {
            store.store("c", "k", DOC);
        }
        run("CREATE ROLE reader LOGIN SUPERUSER", "ALTER ROLE reader SET default_transaction_read_only = on");
        try (Store store = Stores.open(urlOf("reader"))) {
            assertThat(store.query(Query.of("c")).entries()).hasSize(1);
            assertThatThrownBy(() -> store.store("c", "k", DOC))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("takes no writes");
            assertThat(store.retrieve("c", "k")).isPresent();
        }
    }

    @Test
    void statementThatTheServerCancels_canBeTriedAgain() throws SQLException {
        try (Store store = Stores.open(TestServer.url(space))) {
            for (int i = 0; i < 1000; i++) {
                store.store("c", "k" + i, DOC);
            }
        }
        run("CREATE ROLE hasty LOGIN SUPERUSER", "ALTER ROLE hasty SET statement_timeout = '150ms'");
        try (Store store = Stores.open(urlOf("hasty"));
                Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            long before = store.store("c", "k", DOC).revision();
            connection.setAutoCommit(false);
            statement.execute("SELECT 1 FROM " + TestServer.schema(space) + ".meta FOR UPDATE");
            assertThatThrownBy(() -> store.store("c", "k", DOC))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("57014");
            connection.rollback();
            assertThat(store.retrieve("c", "k").orElseThrow().revision()).isEqualTo(before);
            assertThat(store.store("c", "k", DOC).revision()).isGreaterThan(before);
        }
    }

    @Test
    void serverOrDatabaseThatIsNotThere_isNamed() {
        String url = TestServer.url(space);
        assertThatThrownBy(() -> Stores.open(url.replaceFirst(":[0-9]+/", ":1/") + "&timeout=2s"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("cannot be reached");
        assertThatThrownBy(() -> Stores.open(url.replace("/postgres?", "/nowhere?")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no such database");
    }

    @Test
    void schemaOfANewerFormat_isLeftAlone() throws SQLException {
        Stores.open(TestServer.url(space)).close();
        run("UPDATE " + TestServer.schema(space) + ".meta SET format = 99");
        assertThatThrownBy(() -> Stores.open(TestServer.url(space)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PRS-108")
                .hasMessageContaining("format");
    }

    @Test
    void location_orSchema_ofAnotherForm_isRefused_withoutAPassword() {
        assertThatThrownBy(() -> Stores.open("postgresql:me:secret@host"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Stores.open(TestServer.url("Upper Case")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("schema");
    }
}
