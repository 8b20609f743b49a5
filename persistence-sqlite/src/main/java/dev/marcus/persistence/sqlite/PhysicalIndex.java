package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Index;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What SQLite keeps for an index that was declared. An ordered one is a partial index over expressions; it is never a
 * unique one of SQLite's, which would take rounded numbers for equal ones. A text index is a table of FTS5 that triggers
 * keep, so that the rows of other programs are in it too; its rows are found by their revisions, because SQLite may give
 * the rows of the table new numbers.
 */
final class PhysicalIndex {
    /** How the names of all of them begin. */
    static final String PREFIX = "persistence_index_";

    /** A word in the text of rows that have to be looked at in any case. */
    static final String ANY = "persistenceanyword";

    /**
     * Ranges of characters of which FTS5 takes for a part of a word only what is one. It knows the Unicode of 2012: what came
     * later, most emoji among it, it takes for letters, and a word beside them it would not find.
     */
    static final String KNOWN = "\t-\u0377\u2010-\u205e\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fcb\uac00-\ud7a3";

    private final Index.Declared declared;
    private final String name;
    private final String scope;
    private final List<FieldSql> fields = new ArrayList<>();
    private final Map<FieldPath, FieldSql> paths = new HashMap<>();

    private PhysicalIndex(Index.Declared declared) {
        this.declared = declared;
        String key = Index.key(declared.collection(), declared.index().name());
        name = PREFIX + HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
        scope = "collection = '" + declared.collection() + "' AND revision IS NOT NULL";
        for (FieldPath path : declared.index().paths()) {
            FieldSql field = FieldSql.isIndexable(path) ? FieldSql.of(path) : null;
            if (field != null) {
                fields.add(field);
            }
            if (field != null && (paths.isEmpty() || !isByKey())) {
                paths.put(path, field);
            }
        }
    }

    static PhysicalIndex of(Index.Declared declared) {
        return new PhysicalIndex(declared);
    }

    /** Says whether SQLite can keep it; if not, it is declared, its rules hold, and it makes nothing faster. */
    boolean isPossible() {
        return fields.size() == index().paths().size();
    }

    String name() {
        return name;
    }

    Index index() {
        return declared.index();
    }

    String collection() {
        return declared.collection();
    }

    boolean isText() {
        return index().kind() == Index.Kind.TEXT;
    }

    /** Returns the condition on the rows that are in it. */
    String scope() {
        return scope;
    }

    List<FieldSql> fields() {
        return fields;
    }

    /**
     * Returns the paths, with their expressions, on which conditions may be left to it: rows that are no JSON, which such
     * conditions leave out, are found by the first path, unless that is the key.
     */
    Map<FieldPath, FieldSql> paths() {
        return paths;
    }

    /** Says whether its first path is the key. */
    boolean isByKey() {
        return fields.get(0).isKey();
    }

    /** Returns what finds the rows that are no JSON. */
    String damaged() {
        return "SELECT " + Rows.COLUMNS + " FROM persistence INDEXED BY " + name + " WHERE " + scope + " AND "
                + fields.get(0).rank() + " IS NULL";
    }

    /** Returns what makes it, by the names of what comes into being, as SQLite remembers it. */
    Map<String, String> definitions() {
        Map<String, String> definitions = new LinkedHashMap<>();
        if (!isPossible()) {
            return definitions;
        }
        if (isText()) {
            addText(definitions);
            return definitions;
        }
        List<String> columns = new ArrayList<>();
        fields.forEach(field -> columns.addAll(field.columns()));
        definitions.put(
                name,
                "CREATE INDEX " + name + " ON persistence (" + String.join(", ", columns)
                        + ", stored_us DESC, revision DESC, (crc IS NULL)) WHERE " + scope);
        return definitions;
    }

    private void addText(Map<String, String> definitions) {
        definitions.put(
                name,
                "CREATE VIRTUAL TABLE " + name + " USING fts5(words, columnsize = 0, tokenize = 'unicode61"
                        + " remove_diacritics 0')");
        definitions.put(
                name + "_revision", "CREATE INDEX " + name + "_revision ON persistence (revision) WHERE " + scope);
        String remove = "DELETE FROM " + name + " WHERE rowid = OLD.revision; ";
        String old = "OLD.collection = '" + collection() + "' AND OLD.revision IS NOT NULL";
        String young = "NEW.collection = '" + collection() + "' AND NEW.revision IS NOT NULL";
        String add = insert("persistence WHERE rowid = NEW.rowid AND revision = NEW.revision AND " + scope) + "; ";
        definitions.put(
                name + "_inserted",
                "CREATE TRIGGER " + name + "_inserted AFTER INSERT ON persistence WHEN " + young + " BEGIN " + add
                        + "END");
        definitions.put(
                name + "_updated",
                "CREATE TRIGGER " + name
                        + "_updated AFTER UPDATE OF collection, key, data, revision ON persistence WHEN " + old + " OR "
                        + young + " BEGIN " + remove + add + "END");
        definitions.put(
                name + "_deleted",
                "CREATE TRIGGER " + name + "_deleted AFTER DELETE ON persistence WHEN " + old + " BEGIN " + remove
                        + "END");
    }

    /** Returns what fills it with the rows that are there; empty where SQLite does so itself. */
    String filling() {
        return isText() && isPossible() ? insert("persistence WHERE " + scope) : "";
    }

    private String insert(String rows) {
        FieldSql field = fields.get(0);
        return "INSERT OR REPLACE INTO " + name + " (rowid, words) SELECT revision, " + words(field) + " FROM " + rows
                + " AND coalesce(" + field.rank() + ", " + FieldSql.TEXT + ") = " + FieldSql.TEXT;
    }

    /** A text with U+0000 might end there for FTS5; a row that is no JSON is to be found damaged. */
    private static String words(FieldSql field) {
        String value = field.value();
        return "CASE WHEN " + value + " IS NULL OR instr(" + value + ", char(0)) THEN '" + ANY + "' WHEN " + value
                + " GLOB '*[^" + KNOWN + "]*' THEN " + value + " || ' " + ANY + "' ELSE " + value + " END";
    }
}
