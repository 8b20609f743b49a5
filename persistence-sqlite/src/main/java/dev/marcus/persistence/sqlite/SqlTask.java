package dev.marcus.persistence.sqlite;

import java.sql.Connection;
import java.sql.SQLException;

/** Something done with a connection. */
@FunctionalInterface
interface SqlTask {
    void run(Connection connection) throws SQLException;
}
