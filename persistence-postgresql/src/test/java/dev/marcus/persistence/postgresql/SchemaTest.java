package dev.marcus.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the schema of a store is made, and what is found in one. */
class SchemaTest {
    private static final Document DOC = Document.builder().put("n", 1).build();

    @TempDir
    Path space;

    private static long run(String... statements) throws SQLException {
        long last = 0;
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    try (ResultSet row = statement.getResultSet()) {
                        row.next();
                        last = row.getLong(1);
                    }
                }
            }
        }
        return last;
    }

    @Test
    void openedByManyAtOnce_isMadeOnce() throws Exception {
        int many = 8;
        CyclicBarrier together = new CyclicBarrier(many);
        ExecutorService threads = Executors.newFixedThreadPool(many);
        List<Store> stores = new ArrayList<>();
        try {
            Callable<Store> open = () -> {
                together.await();
                return Stores.open(TestServer.url(space));
            };
            List<Future<Store>> opening = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                opening.add(threads.submit(open));
            }
            for (Future<Store> store : opening) {
                stores.add(store.get());
            }
            Set<String> ids = new HashSet<>();
            Set<Long> revisions = new HashSet<>();
            for (Store store : stores) {
                ids.add(store.description().storeId());
                revisions.add(store.store("c", "k", DOC).revision());
            }
            assertThat(ids).hasSize(1);
            assertThat(revisions).hasSize(many);
        } finally {
            stores.forEach(Store::close);
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "order", "select", "_", "a1"})
    void anyName_isTakenAsAName(String schema) {
        try (Store store = Stores.open(TestServer.url(schema))) {
            store.createIndex("c", Index.on("n").unique());
            store.store("c", "k", DOC);
            assertThat(store.query(Query.of("c")).entries()).hasSize(1);
        }
    }

    @Test
    void tablesOfAnotherProgram_areLeftAlone() throws SQLException {
        String schema = TestServer.schema(space);
        run("CREATE SCHEMA " + schema, "CREATE TABLE " + schema + ".meta (a int)");
        assertThatThrownBy(() -> Stores.open(TestServer.url(space)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PRS-108");
        run("DROP TABLE " + schema + ".meta", "CREATE TABLE " + schema + ".collections (a int)");
        assertThatThrownBy(() -> Stores.open(TestServer.url(space)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("another program");
        long tables = run(
                "SELECT count(*) FROM pg_class WHERE relnamespace = '" + schema + "'::regnamespace AND relkind = 'r'");
        assertThat(tables).isEqualTo(1);
    }

    @Test
    void twoSchemas_areTwoStores() {
        try (Store one = Stores.open(TestServer.url("one"));
                Store two = Stores.open(TestServer.url("two"))) {
            long before = two.lastRevision();
            one.store("c", "k", DOC);
            assertThat(two.lastRevision()).isEqualTo(before);
            assertThat(two.retrieve("c", "k")).isEmpty();
            assertThat(one.description().storeId())
                    .isNotEqualTo(two.description().storeId());
        }
    }

    @Test
    void textThatSomebodyChanged_isDamage_andNamed() throws SQLException {
        try (Store store = Stores.open(TestServer.url(space))) {
            store.store("c", "k", DOC);
            store.store("c", "whole", DOC);
            run("UPDATE " + TestServer.schema(space) + ".entries SET data = '{\"n\":2}' WHERE key = 'k'");
            assertThatThrownBy(() -> store.retrieve("c", "k"))
                    .isInstanceOf(DamagedEntryException.class)
                    .hasMessageContaining("checksum");
            assertThat(store.retrieve("c", "whole")).isPresent();
            assertThat(store.verify().findings()).hasSize(1);
        }
    }
}
