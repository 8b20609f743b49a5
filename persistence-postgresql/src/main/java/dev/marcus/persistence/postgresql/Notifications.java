package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.spi.CommitSignals;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * Passes on the notification that each group of commits sends. While anybody listens there is a thread with a connection
 * of its own for it. It connects again when the connection is lost, and then signals, since something may have been
 * committed meanwhile. For any number of threads.
 */
final class Notifications implements CommitSignals, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Notifications.class.getName());
    /** After so long without a notification the connection is tried: it may be dead without having said so. */
    private static final int SILENCE_MILLIS = 10_000;

    private static final long ASK_NANOS = 15_000_000_000L;
    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

    private final Server server;
    private final String channel;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private @Nullable Ear ear;
    private boolean closed;

    Notifications(Server server, String channel) {
        this.server = server;
        this.channel = channel;
    }

    private final class Listener implements Listening {
        private final Runnable callback;

        Listener(Runnable callback) {
            this.callback = callback;
        }

        void signal() {
            try {
                callback.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "One who listens to commits threw; it will be called again.", e);
            }
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    @Override
    public synchronized Listening listen(Runnable callback) {
        Listener listener = new Listener(callback);
        if (!closed) {
            listeners.add(listener);
            if (ear == null) {
                ear = new Ear();
                ear.thread.start();
            }
        }
        return listener;
    }

    private synchronized void leave(Listener listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            stop();
        }
    }

    private void stop() {
        if (ear != null) {
            ear.end();
            ear = null;
        }
    }

    /** Ends all signals, and does not wait for the thread, which may be connecting. */
    @Override
    public synchronized void close() {
        closed = true;
        listeners.clear();
        stop();
    }

    /** The thread that listens, and its connection. */
    private final class Ear {
        private final Thread thread = new Thread(this::run, "persistence-postgresql-listener");
        private volatile @Nullable Connection connection;
        private volatile boolean ended;
        private long pauseNanos;
        private boolean told;
        private long askAgain = System.nanoTime();

        Ear() {
            thread.setDaemon(true);
        }

        private void run() {
            while (!ended) {
                try (Connection open = server.connect()) {
                    connection = open;
                    listen(open);
                } catch (SQLException e) {
                    if (!ended && !told) {
                        told = true;
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "Commits of others are noticed by asking only, since listening in " + server
                                        + " failed; it is tried again (expected: a server that answers, and knows"
                                        + " LISTEN).",
                                SqlErrors.translate("listening", server, e));
                    }
                }
                if (!ended) {
                    LockSupport.parkNanos(this, pauseNanos);
                    pauseNanos = Math.min(2 * pauseNanos + FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
                }
            }
        }

        /** Returns when this has ended, or the connection does not answer. */
        private void listen(Connection open) throws SQLException {
            ask(open);
            try (Statement statement = open.createStatement()) {
                statement.execute("LISTEN " + statement.enquoteIdentifier(channel, true));
            }
            pauseNanos = FIRST_PAUSE_NANOS;
            told = false;
            PgConnection driver = open.unwrap(PgConnection.class);
            signal();
            while (!ended) {
                Object[] notified = driver.getNotifications(SILENCE_MILLIS);
                if (notified != null && notified.length > 0) {
                    signal();
                } else if (!open.isValid(seconds())) {
                    return;
                }
                ask(open);
            }
        }

        /** Has commits be told of for a minute, if it is not certain for long; what nobody asks for costs nothing. */
        private void ask(Connection open) throws SQLException {
            long now = System.nanoTime();
            if (askAgain - now <= 0) {
                try (Statement statement = open.createStatement()) {
                    statement.execute("UPDATE meta SET listened = now() + interval '60 s'"
                            + " WHERE listened < now() + interval '45 s'");
                }
                askAgain = now + ASK_NANOS;
            }
        }

        private int seconds() {
            return (int) Math.max(1, Math.min(server.timeout().toSeconds(), 3600));
        }

        private void signal() {
            listeners.forEach(Listener::signal);
        }

        /** Ends the thread: cuts the connection off, as whoever reads from it cannot be told otherwise. */
        void end() {
            ended = true;
            LockSupport.unpark(thread);
            Connection open = connection;
            if (open != null) {
                try {
                    open.abort(Runnable::run);
                } catch (SQLException e) {
                    LOG.log(System.Logger.Level.DEBUG, "A connection that listened could not be cut off.", e);
                }
            }
        }
    }
}
