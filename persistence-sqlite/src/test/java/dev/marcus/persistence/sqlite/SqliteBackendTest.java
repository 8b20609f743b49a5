package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.tck.ForeignEntry;
import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

class SqliteBackendTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "sqlite:" + space;
    }

    @Override
    protected boolean plantForeign(Path space, List<ForeignEntry> entries) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + space)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE persistence (collection TEXT NOT NULL, key TEXT NOT NULL,"
                        + " data TEXT NOT NULL, stored_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,"
                        + " PRIMARY KEY (collection, key))");
            }
            String insert = "INSERT INTO persistence (collection, key, data, stored_at) VALUES (?, ?, ?, ?)";
            try (PreparedStatement row = connection.prepareStatement(insert)) {
                for (ForeignEntry entry : entries) {
                    row.setString(1, entry.collection());
                    row.setString(2, entry.key());
                    row.setString(3, entry.json());
                    row.setString(4, entry.storedAt());
                    row.executeUpdate();
                }
            }
        }
        return true;
    }
}
