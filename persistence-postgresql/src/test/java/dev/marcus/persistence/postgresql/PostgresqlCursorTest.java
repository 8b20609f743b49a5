package dev.marcus.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query whose connection is lost says so when it is read on, and not when it is closed. */
class PostgresqlCursorTest {
    @TempDir
    Path space;

    private static void cutAll() throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                    + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
        }
    }

    @Test
    void connectionThatIsLost_failsTheReading_butNotTheClosing() throws Exception {
        try (Store store = Stores.open(TestServer.url(space))) {
            Commit.Builder commit = Commit.builder();
            for (int n = 0; n < 1000; n++) {
                commit.put("c", "k" + n, Document.empty());
            }
            store.commit(commit.build());
            try (Stream<Entry> read = store.stream(Query.of("c"));
                    Stream<Entry> left = store.stream(Query.of("c"))) {
                Iterator<Entry> entries = read.iterator();
                assertThat(entries.hasNext()).isTrue();
                assertThat(left.iterator().hasNext()).isTrue();
                cutAll();
                assertThatThrownBy(() -> entries.forEachRemaining(entry -> {}))
                        .isInstanceOf(TransientException.class)
                        .hasMessageContaining("query of collection 'c'");
            }
            assertThat(store.count(Query.of("c"))).isEqualTo(1000);
        }
    }
}
