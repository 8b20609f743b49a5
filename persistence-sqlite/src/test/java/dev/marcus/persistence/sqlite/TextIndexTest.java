package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.query.Filter.not;
import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Words;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FTS5 sees other words than the contract; no match is lost over it. */
class TextIndexTest {
    @TempDir
    Path directory;

    /** Between two words FTS5 must see an end wherever the contract does, and the letters of the words must stay. */
    @Test
    void everyKnownCharacter_endsAWordForFts5WhereTheContractSaysSo() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE VIRTUAL TABLE f USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')");
            statement.execute("CREATE VIRTUAL TABLE v USING fts5vocab(f, instance)");
            List<Integer> known = known(connection);
            assertThat(known).hasSizeGreaterThan(20_000);
            Map<Integer, List<String>> found = tokens(connection, known);
            for (int c : known) {
                if (Words.of("xx" + Character.toString(c) + "yy").equals(List.of("xx", "yy"))) {
                    assertThat(found.get(c)).as("U+%x", c).isEqualTo(List.of("xx", "yy"));
                }
            }
        }
    }

    private static List<Integer> known(Connection connection) throws SQLException {
        List<Integer> known = new ArrayList<>();
        try (PreparedStatement match =
                connection.prepareStatement("SELECT ? GLOB '*[^" + PhysicalIndex.KNOWN + "]*'")) {
            for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    continue;
                }
                match.setString(1, Character.toString(c));
                try (ResultSet row = match.executeQuery()) {
                    if (row.getInt(1) == 0) {
                        known.add(c);
                    }
                }
            }
        }
        return known;
    }

    private static Map<Integer, List<String>> tokens(Connection connection, List<Integer> known) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO f (rowid, words) VALUES (?, ?)")) {
            for (int c : known) {
                insert.setInt(1, c);
                insert.setString(2, "xx" + Character.toString(c) + "yy");
                insert.executeUpdate();
            }
        }
        Map<Integer, List<String>> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT doc, term FROM v ORDER BY doc, offset")) {
            while (rows.next()) {
                found.computeIfAbsent(rows.getInt(1), c -> new ArrayList<>()).add(rows.getString(2));
            }
        }
        return found;
    }

    @Test
    void search_findsWhatTheContractSays_whateverFts5SeesInIt() {
        List<String> texts = List.of(
                "retry",
                "Retry later",
                "retry\u0378later",
                "retry🦄later",
                "retry🦄",
                "\u212Aelvin",
                "naïve café",
                "nai\u0308ve cafe\u0301",
                "STRASSE Straße",
                "a\u0000retry",
                "retry\u0000",
                "x retry-later",
                "retry_later",
                "ρετρυ ρετρυς",
                "ϐ retry ſ",
                "日本語 retry",
                "retry\ud83e later",
                "later retry",
                "persistenceanyword",
                "retries 42nd");
        List<String> searches = List.of(
                "retry",
                "RETRY",
                "ret*",
                "\"retry later\"",
                "\"retry lat*\"",
                "later",
                "retry later",
                "kelvin",
                "cafe",
                "caf*",
                "café",
                "nai*",
                "straße",
                "stra*",
                "日本語",
                "ρετρυς",
                "\"日本語 retry\"",
                "\"retry ſ\"",
                "42*",
                "persistenceanyword",
                "retry-later",
                "NEAR AND OR NOT");
        try (Store store = MarcusFiles.open(directory.resolve("text.db"))) {
            List<Entry> all = new ArrayList<>();
            for (String text : texts) {
                all.add(0, store.store("c", "k" + all.size(), Document.of(Map.of("t", text))));
            }
            all.add(0, store.store("c", "none", Document.of(Map.of("t", 1))));
            store.createIndex("c", Index.text("t"));
            for (String search : searches) {
                Filter filter = where("t").search(search);
                for (Filter each :
                        List.of(filter, not(filter), filter.or(where("t").eq(1)))) {
                    assertThat(store.query(Query.of("c").where(each)).entries())
                            .as("%s", each)
                            .isEqualTo(all.stream().filter(each.predicate()).toList());
                }
            }
        }
    }
}
