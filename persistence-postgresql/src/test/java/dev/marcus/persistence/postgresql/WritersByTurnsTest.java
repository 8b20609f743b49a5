package dev.marcus.persistence.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several who write to one store: whose turn it is, and what of a connection that was given up still arrives. */
class WritersByTurnsTest {
    private static final Document DOC = Document.builder().put("n", 1).build();
    private static final int COMMITS = 60;

    @TempDir
    Path space;

    private final List<WriterConnection> opened = new ArrayList<>();
    private final List<Store> stores = new ArrayList<>();
    private String url = "";

    @BeforeEach
    void makeStore() {
        url = TestServer.url(space);
        Stores.open(url).close();
    }

    @AfterEach
    void close() throws SQLException {
        for (WriterConnection connection : opened) {
            connection.close();
        }
        stores.forEach(Store::close);
    }

    private WriterConnection connect(String name, long epoch) throws SQLException {
        BackendConfig config = BackendConfig.of(
                "postgresql",
                "//localhost:" + TestServer.port() + "/postgres",
                Map.of("user", "postgres", "schema", TestServer.schema(space)),
                Clock.systemUTC());
        WriterConnection connection = WriterConnection.open(Server.of(config), name, epoch);
        opened.add(connection);
        return connection;
    }

    private static WriterState state(WriterConnection connection) throws SQLException {
        WriterState state = new WriterState(Clock.systemUTC(), Duration.ofDays(7), "nobody");
        state.learnIndexes(connection.connection(), 0);
        return state;
    }

    private static GroupStatement put(String key) {
        GroupStatement statement = new GroupStatement();
        statement.setTime();
        statement.put("c", key, DOC, null, statement.nextPlace());
        return statement;
    }

    private static WriterConnection.@Nullable Written byTurns(WriterConnection writer, long number)
            throws SQLException {
        return put(writer.name() + number).runByTurns(writer, number, number, state(writer));
    }

    private static WriterConnection.@Nullable Written sole(WriterConnection writer, long number) throws SQLException {
        return put(writer.name() + number).runSole(writer, number, number, state(writer));
    }

    @Test
    void whatALostConnectionSentTooLate_isNotWritten_whoeverWroteLast() throws SQLException {
        WriterConnection lost = connect("me", 1);
        WriterConnection other = connect("other", 1);
        assertThat(byTurns(lost, 1)).isNotNull();
        assertThat(byTurns(other, 1)).isNotNull();

        WriterConnection next = connect("me", 2);
        assertThat(next.last().number()).isEqualTo(1);
        assertThat(byTurns(lost, 2)).as("while another wrote last").isNull();
        assertThat(sole(lost, 2)).isNull();

        assertThat(byTurns(next, 2)).isNotNull();
        assertThat(byTurns(lost, 3)).as("while the next connection wrote last").isNull();
        assertThat(sole(lost, 3)).isNull();

        assertThat(byTurns(other, 2)).isNotNull();
        assertThat(byTurns(lost, 4))
                .as("when the next connection was moved aside")
                .isNull();

        assertThat(sole(other, 3)).isNotNull();
        assertThat(connect("me", 3).last().number()).isEqualTo(2);
        try (Store store = Stores.open(url)) {
            assertThat(store.changes(0, 10).changes())
                    .extracting(ChangedEntry::key)
                    .containsExactly("me1", "other1", "me2", "other2", "other3");
            assertThat(store.lastRevision()).isEqualTo(5);
        }
    }

    @Test
    void connectionOfWhichThePlaceWasTaken_beforeItWroteAnything_writesNothing() throws SQLException {
        WriterConnection lost = connect("me", 1);
        WriterConnection next = connect("me", 2);
        assertThat(byTurns(lost, 1)).isNull();
        assertThat(next.last().number()).isZero();
        assertThat(byTurns(next, 1)).isNotNull();
        assertThat(connect("me", 3).last().number()).isEqualTo(1);
    }

    @Test
    void storesThatWriteByTurns_loseNothing_andLeaveNoGap() {
        for (int s = 0; s < 3; s++) {
            stores.add(Stores.open(url));
        }
        List<CompletableFuture<Void>> writing = new ArrayList<>();
        for (int s = 0; s < stores.size(); s++) {
            Store store = stores.get(s);
            String prefix = "s" + s + "-";
            writing.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < COMMITS; i++) {
                    store.store("c", prefix + i, DOC);
                }
            }));
        }
        writing.forEach(CompletableFuture::join);
        int all = stores.size() * COMMITS;
        assertThat(stores.get(0).changes(0, all + 1).changes())
                .extracting(ChangedEntry::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, all).boxed().toList());
    }

    @Test
    void whatMayTakeLongAndFails_leavesTheLimitOfTheConnectionAsItWas() throws SQLException {
        WriterConnection writer = connect("me", 1);
        int limit = writer.connection().getNetworkTimeout();
        assertThat(limit).isPositive();
        assertThatThrownBy(() -> writer.runPatiently("SELECT 1 / 0")).isInstanceOf(SQLException.class);
        assertThat(writer.connection().getNetworkTimeout()).isEqualTo(limit);
    }

    @Test
    void groupsOfManyShapes_areAllWritten_andTheServerIsNotLeftWithAStatementForEach() throws SQLException {
        WriterConnection writer = connect("me", 1);
        WriterState state = state(writer);
        assertThat(byTurns(writer, 1)).isNotNull();
        int shapes = 0;
        for (int puts = 1; puts <= 40; puts++) {
            for (int collections = 1; collections <= puts; collections++) {
                shapes++;
                for (int time = 0; time < 2; time++) {
                    GroupStatement statement = new GroupStatement();
                    statement.setTime();
                    for (int i = 0; i < puts; i++) {
                        statement.put("c" + i % collections, "k" + i, DOC, null, statement.nextPlace());
                    }
                    assertThat(statement.runSole(writer, shapes, shapes, state)).isNotNull();
                }
            }
        }
        try (Statement asked = writer.connection().createStatement();
                ResultSet row = asked.executeQuery("SELECT count(*) FROM pg_prepared_statements")) {
            row.next();
            assertThat(row.getInt(1)).as("statements for %s shapes", shapes).isLessThan(shapes * 2 / 3);
        }
    }
}
