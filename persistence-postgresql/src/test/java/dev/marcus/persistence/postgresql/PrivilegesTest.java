package dev.marcus.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.spi.CommitSignals;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The privileges that the documentation lists are enough, and without any one of them something is refused. */
class PrivilegesTest {
    private static final String ROLE = "persistence_app";
    private static final List<String> GRANTS = List.of(
            "USAGE ON SCHEMA marcus",
            "SELECT, UPDATE ON marcus.meta",
            "SELECT, INSERT, UPDATE, DELETE ON marcus.entries, marcus.tombstones, marcus.writers",
            "SELECT, INSERT, UPDATE ON marcus.collections",
            "SELECT ON marcus.indexes");

    @TempDir
    Path space;

    private String schema;

    @BeforeEach
    void role() throws SQLException {
        schema = TestServer.schema(space);
        run("CREATE ROLE " + ROLE + " LOGIN");
    }

    @AfterEach
    void noRole() throws SQLException {
        run("DROP OWNED BY " + ROLE, "DROP ROLE " + ROLE);
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.replace("marcus", schema));
            }
        }
    }

    private void grantAll() throws SQLException {
        for (String privileges : GRANTS) {
            run("GRANT " + privileges + " TO " + ROLE);
        }
    }

    private Store openAsRole() {
        return Stores.open(TestServer.url(schema).replace("user=postgres", "user=" + ROLE) + "&tombstones=1ms");
    }

    private Store openAsOwner() {
        return Stores.open(TestServer.url(schema));
    }

    /** Does everything that needs no other tables. */
    private void round() throws InterruptedException {
        try (Store owner = openAsOwner();
                Store store = openAsRole()) {
            Semaphore signals = new Semaphore(0);
            store.extension(CommitSignals.class).orElseThrow().listen(signals::release);
            for (int n = 0; n < 3; n++) {
                store.store("c", "k" + n, Document.builder().put("n", n).build());
                owner.store("c", "of the owner", Document.builder().put("n", n).build()); // so that writers take turns
            }
            store.store("c", "k0", Document.builder().put("n", 3).build());
            assertThat(store.retrieve("c", "k0")).isPresent();
            assertThat(store.query(Query.of("c").where(Filter.where("n").gt(1L)))
                            .entries())
                    .hasSize(3);
            assertThat(store.delete("c", "k1")).isTrue();
            assertThat(store.clearOld("c", Instant.now().plusSeconds(60))).isEqualTo(3);
            store.commit(Commit.builder()
                    .put("c", "k1", Document.empty())
                    .requireAbsent("c", "k1")
                    .build());
            store.delete("c", "k1");
            assertThat(store.changes(0, 10).changes()).isEmpty();
            assertThat(store.lastRevision()).isPositive();
            assertThat(store.collections()).isEmpty();
            assertThat(store.indexes("c")).isEmpty();
            assertThat(signals.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void roleWithThese_doesEverythingButToMakeIndexes() throws Exception {
        openAsOwner().close();
        grantAll();
        round();
        try (Store store = openAsRole()) {
            assertThatThrownBy(() -> store.createIndex("c", Index.on("n")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("the role lacks a privilege");
            store.store("c", "after", Document.empty());
            assertThat(store.retrieve("c", "after")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "USAGE ON SCHEMA marcus",
                "SELECT ON marcus.meta",
                "UPDATE ON marcus.meta",
                "SELECT ON marcus.entries",
                "INSERT ON marcus.entries",
                "UPDATE ON marcus.entries",
                "DELETE ON marcus.entries",
                "SELECT ON marcus.tombstones",
                "INSERT ON marcus.tombstones",
                "UPDATE ON marcus.tombstones",
                "DELETE ON marcus.tombstones",
                "SELECT ON marcus.writers",
                "INSERT ON marcus.writers",
                "UPDATE ON marcus.writers",
                "DELETE ON marcus.writers",
                "SELECT ON marcus.collections",
                "INSERT ON marcus.collections",
                "UPDATE ON marcus.collections",
                "SELECT ON marcus.indexes"
            })
    void roleWithoutOneOfThese_isRefused(String privilege) throws Exception {
        openAsOwner().close();
        grantAll();
        run("REVOKE " + privilege + " FROM " + ROLE);
        assertThatThrownBy(this::round)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the role lacks a privilege");
    }

    @Test
    void roleThatMayCreate_makesTheSchema_andIndexes() throws Exception {
        assertThatThrownBy(this::openAsRole).isInstanceOf(ConfigurationException.class);
        run("GRANT CREATE ON DATABASE postgres TO " + ROLE);
        try (Store store = openAsRole()) {
            assertThat(store.createIndex("c", Index.on("n"))).isTrue();
            store.store("c", "k", Document.builder().put("n", 1).build());
            assertThat(store.count(Query.of("c").where(Filter.where("n").eq(1L))))
                    .isEqualTo(1);
            assertThat(store.dropIndex("c", store.indexes("c").get(0).name())).isTrue();
        }
    }

    @Test
    void roleThatMayCreateInASchemaThatIsThere_makesTheTables() throws Exception {
        run("CREATE SCHEMA marcus", "GRANT USAGE, CREATE ON SCHEMA marcus TO " + ROLE);
        try (Store store = openAsRole()) {
            store.store("c", "k", Document.empty());
            assertThat(store.createIndex("c", Index.on("n"))).isTrue();
        }
    }
}
