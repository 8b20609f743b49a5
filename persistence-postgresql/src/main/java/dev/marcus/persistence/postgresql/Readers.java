package dev.marcus.persistence.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;

/** The connections that read. */
final class Readers implements AutoCloseable {
    private final HikariDataSource pool;

    Readers(Server server, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.pooled()); // to which it sets its own limit
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Math.max(250, server.timeout().toMillis()));
        config.setInitializationFailTimeout(-1); // the first to read says what is wrong
        config.setPoolName("persistence-postgresql");
        pool = new HikariDataSource(config);
    }

    /** Returns a connection, which is to be closed; an interrupt does not cut the waiting for it short, and stays set. */
    Connection take() throws SQLException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return pool.getConnection();
                } catch (SQLException e) {
                    if (!(e.getCause() instanceof InterruptedException)) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has no connection of before be used again, as the server may have been restarted. */
    void renew() {
        HikariPoolMXBean control = pool.getHikariPoolMXBean();
        if (control != null) {
            control.softEvictConnections();
        }
    }

    boolean areClosed() {
        return pool.isClosed();
    }

    @Override
    public void close() {
        pool.close();
    }
}
