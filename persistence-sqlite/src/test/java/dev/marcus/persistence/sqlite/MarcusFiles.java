package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A database that Marcus wrote, what is known about it, and plain connections to it. */
final class MarcusFiles {
    /** The statements by which Marcus makes sure of its table. */
    static final List<String> MARCUS_SCHEMA = List.of("""
            CREATE TABLE IF NOT EXISTS persistence (
                collection TEXT NOT NULL,
                key TEXT NOT NULL,
                data TEXT NOT NULL,
                stored_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
                PRIMARY KEY (collection, key)
            )
            """, """
            CREATE INDEX IF NOT EXISTS idx_stored_at
            ON persistence(stored_at)
            """);

    /** The statement by which Marcus stores. */
    static final String MARCUS_STORE = "INSERT OR REPLACE INTO persistence"
            + " (collection, key, data, stored_at) VALUES (?, ?, ?, CURRENT_TIMESTAMP)";

    private MarcusFiles() {}

    static byte[] bytes(String resource) {
        try (InputStream in = Objects.requireNonNull(MarcusFiles.class.getResourceAsStream("/marcus/" + resource));
                InputStream plain = resource.endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] database() {
        return bytes("marcus_state.db.gz");
    }

    static Path write(Path directory, byte[] content) {
        return write(directory.resolve("marcus_state.db"), content, content.length);
    }

    static Path write(Path file, byte[] content, int length) {
        try {
            return Files.write(file, java.util.Arrays.copyOf(content, length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> oracle() {
        return Document.parse(bytes("oracle.json")).toMap();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.get(name);
    }

    static Store open(Path file) {
        return Stores.open("sqlite:" + file);
    }

    static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
        }
        return connection;
    }

    /** Makes an empty database as Marcus does. */
    static Path emptyMarcus(Path directory) throws SQLException {
        Path file = directory.resolve("marcus_state.db");
        execute(file, MARCUS_SCHEMA.toArray(String[]::new));
        return file;
    }

    /** Runs statements on a connection of their own, as another program would. */
    static void execute(Path file, String... statements) throws SQLException {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static int update(Path file, String sql, Object... values) throws SQLException {
        try (Connection connection = connect(file);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Returns the rows of an answer, each value as text. */
    static List<List<String>> rows(Path file, String sql, Object... values) throws SQLException {
        try (Connection connection = connect(file);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<List<String>> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.add(rows.getString(i));
                    }
                    all.add(row);
                }
            }
            return all;
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
