package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Index;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An index as the server has it: over the sort keys of its paths, and behind them newest first. It holds the rows of one
 * collection whose keys fit into it; a second one, small as a rule, lists those whose do not. Names of the collection and
 * of members stand in the words of the server, which quoted them when the index was made.
 *
 * <p>The condition that its rows fulfil bears its number, so that a statement with this condition can use no other index.
 *
 * @param number its number in the store
 * @param index what it is for
 * @param scope the condition on the collection
 * @param fields the values at its paths
 */
record PhysicalIndex(long number, Index index, String scope, List<FieldSql> fields) {
    private static final int MOST_BYTES = 2400;

    /** Returns the index. */
    static PhysicalIndex of(long number, Index index, String scope, List<String> expressions) {
        List<FieldSql> fields = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            fields.add(FieldSql.indexed(index.paths().get(i), expressions.get(i)));
        }
        return new PhysicalIndex(number, index, scope, fields);
    }

    /** Returns the name that the server knows it by. */
    String name() {
        return "index_" + number;
    }

    boolean isText() {
        return index.kind() == Index.Kind.TEXT;
    }

    Map<FieldPath, FieldSql> paths() {
        Map<FieldPath, FieldSql> paths = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            paths.put(index.paths().get(i), fields.get(i));
        }
        return paths;
    }

    /** Returns the condition that the rows in it fulfil. */
    Sql rows() {
        return isText() ? new Sql(scope) : new Sql(scope + " AND (").add(fits()).add(")");
    }

    /** Returns the condition that the rows fulfil that should be in it, and do not fit. */
    Sql longRows() {
        return new Sql(scope + " AND NOT (").add(fits()).add(")");
    }

    private Sql fits() {
        Sql sql = new Sql();
        for (int i = 0; i < fields.size(); i++) {
            sql.add(i == 0 ? "octet_length(" : " AND octet_length(")
                    .add(fields.get(i).sortKey())
                    .add(") <= " + MOST_BYTES / fields.size());
        }
        return sql;
    }

    /** Returns the statements that make it. */
    List<String> creation() {
        if (isText()) {
            return List.of("CREATE INDEX " + name() + " ON entries USING gin (" + words() + ") WHERE " + scope);
        }
        Sql columns = new Sql();
        for (FieldSql field : fields) {
            columns.add("(").add(field.sortKey()).add("), ");
        }
        return List.of(
                "CREATE INDEX " + name() + " ON entries (" + columns.text() + "stored_us DESC, revision DESC) WHERE "
                        + rows().text(),
                "CREATE INDEX " + name() + "_long ON entries (revision) WHERE "
                        + longRows().text());
    }

    /** Returns the statements that drop it. */
    List<String> removal() {
        return List.of("DROP INDEX IF EXISTS " + name(), "DROP INDEX IF EXISTS " + name() + "_long");
    }

    /** Returns the words of the text at its path, for a text index. */
    String words() {
        String value = fields.get(0).value().text();
        return fields.get(0).place() == FieldSql.Place.KEY
                ? "words(key)"
                : "(CASE WHEN jsonb_typeof(" + value + ") = 'string' THEN words(" + value + " #>> '{}') END)";
    }
}
