package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Index;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The indexes that are declared, and those that SQLite has; by statements of one connection. */
final class PhysicalIndexes {
    private static final System.Logger LOG = System.getLogger(PhysicalIndexes.class.getName());
    private static final String DECLARED = "SELECT " + Rows.COLUMNS + " FROM persistence WHERE collection = '"
            + Index.COLLECTION + "' AND revision IS NOT NULL";
    /** Neither the tables that FTS5 keeps beneath its own, nor anything of other programs. */
    private static final String PRESENT = "SELECT name, type, sql FROM sqlite_master WHERE name GLOB '"
            + PhysicalIndex.PREFIX + "*' AND (type <> 'table' OR sql LIKE 'CREATE VIRTUAL%')";

    private PhysicalIndexes() {}

    /** Returns the definitions that are in order; what another program wrote and is none is passed over. */
    static List<PhysicalIndex> declared(Connection connection) throws SQLException {
        List<PhysicalIndex> declared = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DECLARED)) {
            while (rows.next()) {
                try {
                    Entry entry = Rows.entry(Index.COLLECTION, rows);
                    declared.add(PhysicalIndex.of(Index.Declared.of(entry.key(), entry.document())));
                } catch (DamagedEntryException | InvalidRequestException e) {
                    LOG.log(System.Logger.Level.DEBUG, "An index is not made.", e); // whoever reads the entry is told
                }
            }
        }
        return declared;
    }

    /** Returns the names of what SQLite has. */
    static Set<String> present(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        for (Present present : list(connection)) {
            names.add(present.name);
        }
        return names;
    }

    private record Present(String name, String type, String sql) {}

    private static List<Present> list(Connection connection) throws SQLException {
        List<Present> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(PRESENT)) {
            while (rows.next()) {
                found.add(new Present(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return found;
    }

    /** Says whether SQLite has just what is declared. */
    static boolean areRight(Connection connection) throws SQLException {
        Map<String, String> expected = new HashMap<>();
        declared(connection).forEach(index -> expected.putAll(index.definitions()));
        Map<String, String> found = new HashMap<>();
        list(connection).forEach(present -> found.put(present.name, present.sql));
        return expected.equals(found);
    }

    /** Makes what is missing and drops what is not declared; to be called inside a transaction. */
    static void adjust(Connection connection) throws SQLException {
        Map<String, PhysicalIndex> expected = new LinkedHashMap<>();
        Map<String, String> definitions = new HashMap<>();
        for (PhysicalIndex index : declared(connection)) {
            expected.put(index.name(), index);
            definitions.putAll(index.definitions());
        }
        Map<String, String> found = new HashMap<>();
        for (Present present : list(connection)) {
            found.put(present.name, present.sql);
            if (!definitions.containsKey(present.name)) {
                drop(connection, present);
            }
        }
        for (PhysicalIndex index : expected.values()) {
            Map<String, String> all = index.definitions();
            if (!found.entrySet().containsAll(all.entrySet())) {
                drop(connection, index);
                make(connection, index);
            }
        }
    }

    /** Makes the index; to be called inside a transaction, in which everything is written that it is to hold. */
    static void make(Connection connection, PhysicalIndex index) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String definition : index.definitions().values()) {
                statement.executeUpdate(definition);
            }
            if (!index.filling().isEmpty()) {
                statement.executeUpdate(index.filling());
            }
        }
    }

    /** Drops what there is of the index; to be called inside a transaction. */
    static void drop(Connection connection, PhysicalIndex index) throws SQLException {
        for (Present present : list(connection)) {
            if (present.name.equals(index.name()) || present.name.startsWith(index.name() + "_")) {
                drop(connection, present);
            }
        }
    }

    private static void drop(Connection connection, Present present) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP " + present.type + " IF EXISTS " + present.name);
        }
    }

    /** Returns the newest change of the definitions. */
    static PreparedStatement selectLastChange(Connection connection) throws SQLException {
        return connection.prepareStatement(
                "SELECT revision FROM persistence_collections WHERE collection = '" + Index.COLLECTION + "'");
    }
}
