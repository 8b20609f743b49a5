package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies the log into the database beside the commits, on a connection of its own, so that no commit waits for it. While
 * commits go on the log never ends to be ahead; once it is long, what is missing, by then little, is copied between two
 * commits, and the log begins anew.
 */
final class LogKeeper implements AutoCloseable {
    /** Copies as much as can be without waiting for anybody. */
    static final String COPY = "PRAGMA wal_checkpoint(PASSIVE)";

    private static final System.Logger LOG = System.getLogger(LogKeeper.class.getName());
    private static final String LOOK = "PRAGMA wal_checkpoint(NOOP)";
    private static final int COPIED_AT = 1000;
    private static final int LONG = 4000;
    /** So many pages may have been added while nobody looked, as the thread that would is held up by a callback. */
    private static final int UNATTENDED = 16_000;

    private static final int PAGE = 4096;

    private final DatabaseFile file;
    /** At most so many pages have been added since the log was last looked at. */
    private final AtomicLong added = new AtomicLong();

    private volatile boolean tooLong;
    private volatile @Nullable String trouble;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement look;
    private @Nullable PreparedStatement copy;

    LogKeeper(DatabaseFile file) {
        this.file = file;
    }

    /** Notes that these were written. */
    void wrote(List<Request> group) {
        long pages = 0;
        for (Request request : group) {
            Commit commit = request.commit();
            if (commit != null) {
                pages += request.bytes() / PAGE;
                for (Change change : commit.changes()) {
                    pages += change instanceof Change.DeleteOlderThan ? 64 : 3;
                }
            }
        }
        added.addAndGet(pages + 3);
    }

    /** Says whether {@link #tend} has something to do. */
    boolean isDue() {
        return added.get() >= COPIED_AT;
    }

    /** Says whether the log should begin anew as soon as nobody writes. */
    boolean isTooLong() {
        return tooLong || added.get() >= UNATTENDED;
    }

    /** Returns why the log was not copied when that was last tried; null if it was. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Copies the log if enough has been added; for the thread that nobody waits for. */
    void tend() throws SQLException {
        added.set(0);
        Length length = length(look == null ? prepare(LOOK) : look);
        if (length.pages - length.copied < COPIED_AT) {
            added.addAndGet(length.pages - length.copied);
        } else {
            length = length(copy == null ? prepare(COPY) : copy);
            trouble = null;
        }
        tooLong = length.pages >= LONG;
    }

    private record Length(long pages, long copied) {}

    private static Length length(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return new Length(row.getLong(2), row.getLong(3));
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = file.writer();
            connection = open;
        }
        PreparedStatement statement = open.prepareStatement(sql);
        if (sql.equals(LOOK)) {
            look = statement;
        } else {
            copy = statement;
        }
        return statement;
    }

    /** Notes that the writer has copied the log to its end. */
    void copied() {
        added.set(0);
        tooLong = false;
        trouble = null;
    }

    /** Notes that the log could not be copied, which loses nothing: it is tried again when more was added. */
    void failed(SQLException cause) {
        tooLong = false;
        trouble = "the log could not be copied into the database: "
                + SqlErrors.translate("checkpoint", file, cause).getMessage();
        LOG.log(System.Logger.Level.WARNING, trouble, cause);
    }

    /** Lets go of the connection; the next {@link #tend} opens another. */
    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        look = null;
        copy = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.WARNING, "The connection that copies the log could not be closed.", e);
            }
        }
    }
}
