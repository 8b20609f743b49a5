package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Index;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the indexes that entries of {@link Index#COLLECTION} define, within the transaction that writes these. One that is
 * dropped is forgotten in it, so that nobody uses it, and removed behind it: removing waits for all who read, and has others
 * wait meanwhile, so it gives up soon and is tried again another time.
 */
final class IndexDefinitions {
    private static final System.Logger LOG = System.getLogger(IndexDefinitions.class.getName());

    /** The table of the indexes; the server writes names in the words that a statement may hold. */
    static final String TABLE = "CREATE TABLE indexes (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " key text COLLATE \"C\" UNIQUE NOT NULL, scope text NOT NULL, expressions text[] NOT NULL)";

    private static final String FORGET = "DELETE FROM indexes WHERE key = ?";
    private static final String NUMBER =
            "INSERT INTO indexes (key, scope, expressions) VALUES (?, '', '{}')" + " RETURNING number";
    private static final String SCOPE = "UPDATE indexes SET expressions = ?, scope ="
            + " format('(collection || %L) = %L AND fields IS NOT NULL', '#' || number, ? || '#' || number)"
            + " WHERE number = ? RETURNING scope";
    private static final String EXPRESSION = "SELECT '(fields' || string_agg(format(' -> %L', name), '' ORDER BY place)"
            + " || ')' FROM unnest(?::text[]) WITH ORDINALITY AS u(name, place)";
    private static final String LEFT_OVER = "SELECT c.relname FROM pg_class c WHERE c.relnamespace ="
            + " (SELECT relnamespace FROM pg_class WHERE oid = 'entries'::regclass) AND c.relkind = 'i'"
            + " AND c.relname ~ '^index_[0-9]+(_long)?$'"
            + " AND NOT EXISTS (SELECT 1 FROM indexes i WHERE split_part(c.relname::text, '_', 2) = i.number::text)";

    private final Map<String, Optional<Index.Declared>> changes = new LinkedHashMap<>();

    /** Notes a definition, or that there is none any more. */
    void note(String key, Index.@Nullable Declared declared) {
        changes.put(key, Optional.ofNullable(declared));
    }

    /** Returns the unique indexes of the collection, of those that were known and those noted. */
    List<Index> uniqueIndexes(String collection, List<PhysicalIndex> known) {
        List<Index> unique = new ArrayList<>();
        for (PhysicalIndex index : known) {
            if (!changes.containsKey(Index.key(collection, index.index().name()))) {
                unique.add(index.index());
            }
        }
        changes.values()
                .forEach(change -> change.filter(
                                declared -> declared.collection().equals(collection))
                        .ifPresent(declared -> unique.add(declared.index())));
        unique.removeIf(index -> index.kind() != Index.Kind.UNIQUE);
        return unique;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Makes and forgets what was noted. */
    void apply(WriterConnection writer) throws SQLException {
        for (Map.Entry<String, Optional<Index.Declared>> change : changes.entrySet()) {
            PreparedStatement forget = writer.prepared(FORGET);
            forget.setString(1, change.getKey());
            forget.executeUpdate();
            Optional<Index.Declared> declared = change.getValue();
            if (declared.isPresent()) {
                create(writer, change.getKey(), declared.get());
            }
        }
        writer.run("UPDATE meta SET indexes = indexes + 1");
    }

    private static void create(WriterConnection writer, String key, Index.Declared declared) throws SQLException {
        List<String> expressions = new ArrayList<>();
        for (FieldPath path : declared.index().paths()) {
            expressions.add(path.isEntryOwn() ? "key" : expression(writer, path));
        }
        PreparedStatement take = writer.prepared(NUMBER);
        take.setString(1, key);
        long number = 0;
        try (ResultSet row = take.executeQuery()) {
            row.next();
            number = row.getLong(1);
        }
        PreparedStatement name = writer.prepared(SCOPE);
        new Binding(writer.connection(), name)
                .array("text", expressions)
                .text(declared.collection())
                .number(number);
        try (ResultSet row = name.executeQuery()) {
            row.next();
            PhysicalIndex index = PhysicalIndex.of(number, declared.index(), row.getString(1), expressions);
            for (String statement : index.creation()) {
                writer.runPatiently(statement);
            }
        }
    }

    private static String expression(WriterConnection writer, FieldPath path) throws SQLException {
        PreparedStatement quote = writer.prepared(EXPRESSION);
        new Binding(writer.connection(), quote).array("text", path.names());
        try (ResultSet row = quote.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** Removes indexes that are forgotten; outside a transaction. */
    static void sweep(WriterConnection writer) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = writer.prepared(LEFT_OVER).executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        for (String name : names) {
            try {
                writer.run("BEGIN");
                writer.run("SET LOCAL lock_timeout = '50ms'");
                writer.run("DROP INDEX IF EXISTS " + name);
                writer.run("COMMIT");
            } catch (SQLException e) {
                writer.run("ROLLBACK"); // which also fails if the connection is lost
                LOG.log(System.Logger.Level.DEBUG, "An index is in use, and removed later.", e);
                return;
            }
        }
    }
}
