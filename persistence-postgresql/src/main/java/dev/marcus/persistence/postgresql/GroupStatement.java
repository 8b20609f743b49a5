package dev.marcus.persistence.postgresql;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a group of commits writes, as one statement: it takes the revisions, and with them, if it was not taken before, the
 * lock that orders all writers until it is committed; leaves the number of the group beside them; and writes and removes rows. Revisions are counted
 * from the last one that was given, which only the server knows for sure, so that a group of nothing but puts is one way to
 * the server.
 */
final class GroupStatement {
    private static final String TAKE = "WITH w AS (UPDATE meta SET revision = revision + ?,"
            + " last_us = greatest(last_us, ?), groups = ?, base = revision";
    /** For who was the last to write, on the same connection, and knows all indexes. */
    private static final String SOLE = " WHERE writer = ? AND epoch = ? AND indexes = ?";

    /**
     * For who holds the lock of the store, so that this sees what the one before has left there. A connection whose place
     * was taken since finds a higher epoch, however late it comes.
     */
    private static final String SUCCEEDING = ", writer = ?, epoch = ? WHERE (writer <> ? OR epoch = ?) AND indexes = ?"
            + " AND NOT EXISTS (SELECT 1 FROM writers WHERE id = ? AND epoch > ?)";

    private static final String TAKEN = " RETURNING base, last_us, listened > now() AS listened)";
    private static final String MOVE_ASIDE = ", o AS (INSERT INTO writers SELECT m.writer, m.groups, m.base, m.last_us,"
            + " now(), m.epoch FROM w, meta m WHERE m.writer <> '' AND m.writer <> ? ON CONFLICT (id)"
            + " DO UPDATE SET groups = EXCLUDED.groups, base = EXCLUDED.base, stored_us = EXCLUDED.stored_us,"
            + " seen = EXCLUDED.seen, epoch = EXCLUDED.epoch)";
    private static final String COLLECTIONS = ", c AS (INSERT INTO collections SELECT u.name, w.base + u.n FROM w, ";
    private static final String COLLECTION_ROWS =
            " AS u(name, n) ON CONFLICT (name) DO UPDATE SET revision = EXCLUDED.revision)";
    private static final String PUTS = ", p AS (INSERT INTO entries SELECT u.c, u.k, u.d,"
            + " CASE WHEN u.bare THEN NULL ELSE u.d::jsonb END, coalesce(u.t, w.last_us), w.base + u.n, u.crc FROM w, ";
    private static final String PUT_ROWS = " AS u(c, k, d, bare, t, n, crc)"
            + " ON CONFLICT (collection, key) DO UPDATE SET data = EXCLUDED.data, fields = EXCLUDED.fields,"
            + " stored_us = EXCLUDED.stored_us, revision = EXCLUDED.revision, crc = EXCLUDED.crc)";
    private static final List<String> COLLECTION_TYPES = List.of("text", "bigint");
    private static final List<String> PUT_TYPES =
            List.of("text", "text", "text", "boolean", "bigint", "bigint", "bigint");

    /** So many rows are given one by one, which costs less than arrays; more would make too many statements. */
    private static final int FEW = 40;

    private static final String DELETES = ", u AS (SELECT u.*, w.base FROM w,"
            + " unnest(?::text[], ?::text[], ?::bigint[]) AS u(c, k, n)),"
            + " d AS (DELETE FROM entries e USING u WHERE e.collection = u.c AND e.key = u.k),"
            + " t AS (INSERT INTO tombstones SELECT u.c, u.k, u.base + u.n, ? FROM u"
            + " ON CONFLICT (collection, key) DO UPDATE SET revision = EXCLUDED.revision,"
            + " deleted_us = EXCLUDED.deleted_us)";
    private static final String TELL =
            " SELECT base, last_us, CASE WHEN listened THEN pg_notify(?, (base + ?)::text) END FROM w";
    private static final String COMMIT = "; COMMIT";

    /** How a group takes the lock of the store, and what it does on the same way to the server. */
    private enum Way {
        /** Without the lock, as the last who wrote; is committed by itself. */
        SOLE("", ""),
        /** Takes the lock before, and commits after it. */
        BY_TURNS(LockedTarget.LOCK_BESIDE + "; ", GroupStatement.COMMIT),
        /** In a transaction that has the lock and goes on. */
        LOCKED("", ""),
        /** In a transaction that has the lock and is committed by it. */
        LAST("", GroupStatement.COMMIT);

        private final String begin;
        private final String end;

        Way(String begin, String end) {
            this.begin = begin;
            this.end = end;
        }
    }

    private record Key(String collection, String key) {}

    private record Put(
            @Nullable Document document,
            boolean bare,
            @Nullable Long storedUs,
            long place) {
        boolean isDeletion() {
            return document == null;
        }
    }

    private final Map<Key, Put> changes = new LinkedHashMap<>();
    private final Map<String, Long> collections = new LinkedHashMap<>();
    private long revisions;
    private int deletions;
    private boolean bare;
    private boolean setsTime;
    private boolean written;

    /** Has all documents be kept without their projection, which one of them does not fit into. */
    GroupStatement withoutFields() {
        bare = true;
        return this;
    }

    /** Notes that an entry is given the time of the store, which no later one is to lie before. */
    void setTime() {
        setsTime = true;
    }

    boolean isEmpty() {
        return revisions == 0;
    }

    /** Says whether it has run, and has written. */
    boolean isWritten() {
        return written;
    }

    /** Returns how many revisions were taken. */
    long places() {
        return revisions;
    }

    int deletions() {
        return deletions;
    }

    /** Takes a revision and returns its place, counted from 1. */
    long nextPlace() {
        return ++revisions;
    }

    void put(String collection, String key, Document document, @Nullable Long storedUs, long place) {
        change(collection, key, new Put(document, bare || !Projection.holds(document), storedUs, place));
    }

    void delete(String collection, String key, long place) {
        change(collection, key, new Put(null, true, null, place));
        deletions++;
    }

    private void change(String collection, String key, Put change) {
        Put before = changes.put(new Key(collection, key), change);
        if (before != null && before.isDeletion()) {
            deletions--;
        }
        collections.put(collection, change.place);
    }

    /** Says whether it puts or deletes the entry. */
    boolean changes(String collection, String key) {
        return changes.containsKey(new Key(collection, key));
    }

    /** Returns what it puts into the collection with a store time before this one. */
    List<LockedTarget.Old> putsOlderThan(String collection, long beforeUs) {
        List<LockedTarget.Old> found = new ArrayList<>();
        changes.forEach((key, put) -> {
            Long storedUs = put.storedUs();
            if (key.collection().equals(collection) && !put.isDeletion() && storedUs != null && storedUs < beforeUs) {
                found.add(new LockedTarget.Old(key.key(), storedUs, put.place()));
            }
        });
        return found;
    }

    /**
     * Runs it without the lock of the store, as the last who wrote, and commits it.
     *
     * @return what was written; null if somebody else wrote meanwhile, made an index or took the place of this connection:
     *     then nothing is written
     */
    WriterConnection.@Nullable Written runSole(WriterConnection writer, long number, long nowUs, WriterState state)
            throws SQLException {
        return run(writer, Way.SOLE, number, nowUs, state);
    }

    /**
     * Waits for the lock of the store, runs it, moves aside who wrote before and commits, all on one way to the server.
     *
     * @return what was written; null if somebody made an index meanwhile, or took the place of this connection: then
     *     nothing is written
     */
    WriterConnection.@Nullable Written runByTurns(WriterConnection writer, long number, long nowUs, WriterState state)
            throws SQLException {
        return run(writer, Way.BY_TURNS, number, nowUs, state);
    }

    /** Runs it in the transaction that holds the lock of the store, moves aside who wrote before, and perhaps commits. */
    WriterConnection.Written runLocked(
            WriterConnection writer, long number, long nowUs, WriterState state, boolean commits) throws SQLException {
        return requireNonNull(
                run(writer, commits ? Way.LAST : Way.LOCKED, number, nowUs, state),
                "the lock of the store was held, and yet the place was taken");
    }

    private WriterConnection.@Nullable Written run(
            WriterConnection writer, Way way, long number, long nowUs, WriterState state) throws SQLException {
        int puts = changes.size() - deletions;
        StringBuilder sql = new StringBuilder(way.begin)
                .append(TAKE)
                .append(way == Way.SOLE ? SOLE + TAKEN : SUCCEEDING + TAKEN + MOVE_ASIDE);
        sql.append(COLLECTIONS)
                .append(rows(COLLECTION_TYPES, collections.size()))
                .append(COLLECTION_ROWS);
        if (puts > 0) {
            sql.append(PUTS).append(rows(PUT_TYPES, puts)).append(PUT_ROWS);
        }
        if (deletions > 0) {
            sql.append(DELETES);
        }
        PreparedStatement statement =
                writer.prepared(sql.append(TELL).append(way.end).toString());
        Binding binding = new Binding(writer.connection(), statement);
        binding.number(revisions).number(setsTime ? nowUs : Long.MIN_VALUE).number(number);
        bindPlace(binding, way, writer, state);
        List<List<? extends @Nullable Object>> named = new ArrayList<>();
        collections.forEach((name, place) -> named.add(List.of(name, place)));
        bind(binding, COLLECTION_TYPES, named);
        if (puts > 0) {
            bind(binding, PUT_TYPES, puts());
        }
        if (deletions > 0) {
            bindDeletions(binding, nowUs);
        }
        binding.text(state.channel()).number(revisions);
        try (ResultSet row = WriterConnection.rows(statement, way == Way.BY_TURNS ? 3 : 0)) {
            written = row.next();
            return written ? new WriterConnection.Written(number, row.getLong(1), row.getLong(2)) : null;
        }
    }

    private static void bindPlace(Binding binding, Way way, WriterConnection writer, WriterState state)
            throws SQLException {
        String name = writer.name();
        long epoch = writer.epoch();
        binding.text(name).number(epoch);
        if (way == Way.SOLE) {
            binding.number(state.indexesVersion());
        } else {
            binding.text(name).number(epoch).number(state.indexesVersion());
            binding.text(name).number(epoch).text(name);
        }
    }

    /** Returns the place of so many rows: each value by itself, or an array for each column. */
    private static String rows(List<String> types, int count) {
        String values = types.stream().map(type -> "?::" + type).collect(Collectors.joining(", ", "(", ")"));
        return count <= FEW
                ? "(VALUES " + String.join(", ", Collections.nCopies(count, values)) + ")"
                : types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", ", "unnest(", ")"));
    }

    private static void bind(Binding binding, List<String> types, List<List<? extends @Nullable Object>> rows)
            throws SQLException {
        if (rows.size() <= FEW) {
            for (List<? extends @Nullable Object> row : rows) {
                for (Object value : row) {
                    binding.value(value);
                }
            }
            return;
        }
        for (int column = 0; column < types.size(); column++) {
            List<@Nullable Object> values = new ArrayList<>(rows.size());
            for (List<? extends @Nullable Object> row : rows) {
                values.add(row.get(column));
            }
            binding.array(types.get(column), values);
        }
    }

    private List<List<? extends @Nullable Object>> puts() {
        List<List<? extends @Nullable Object>> rows = new ArrayList<>();
        changes.forEach((key, put) -> {
            Document document = put.document();
            if (document != null) {
                String json = document.toJson();
                rows.add(Arrays.asList(
                        key.collection(),
                        key.key(),
                        json,
                        put.bare(),
                        put.storedUs(),
                        put.place(),
                        Rows.checksum(json)));
            }
        });
        return rows;
    }

    private void bindDeletions(Binding binding, long nowUs) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        changes.forEach((key, put) -> {
            if (put.isDeletion()) {
                names.add(key.collection());
                keys.add(key.key());
                places.add(put.place());
            }
        });
        binding.array("text", names).array("text", keys).array("bigint", places).number(nowUs);
    }
}
