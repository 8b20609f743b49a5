package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.SearchTerm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search as a question to a table of FTS5, which lets every match through. FTS5 knows other words than the contract where
 * Unicode is concerned: it is asked only for what consists of the letters a to z and digits, up to the first other
 * character.
 */
final class TextSearch implements FilterSql.SearchTables {
    private final List<PhysicalIndex> indexes;
    private @Nullable PhysicalIndex used;

    TextSearch(List<PhysicalIndex> indexes) {
        this.indexes = indexes;
    }

    /** Returns the index that was used last, or null. */
    @Nullable
    PhysicalIndex used() {
        return used;
    }

    @Override
    public Sql narrowed(Filter.Search search) {
        for (PhysicalIndex index : indexes) {
            if (index.isText() && index.index().paths().get(0).equals(search.path())) {
                String question = question(search.terms());
                if (!question.isEmpty()) {
                    used = index;
                    return new Sql("revision IN (SELECT rowid FROM " + index.name() + " WHERE " + index.name()
                                    + " MATCH ")
                            .bind(question)
                            .add(")");
                }
            }
        }
        return new Sql("1");
    }

    private static String question(List<SearchTerm> terms) {
        List<String> parts = new ArrayList<>();
        for (SearchTerm term : terms) {
            String part = phrase(term);
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? "" : "(" + String.join(" AND ", parts) + ") OR " + PhysicalIndex.ANY;
    }

    /** Returns the words up to the first that FTS5 may see otherwise; of that one its beginning. */
    private static String phrase(SearchTerm term) {
        StringBuilder words = new StringBuilder();
        boolean prefix = term.prefix();
        for (String word : term.words()) {
            int safe = safeLength(word);
            if (safe < word.length()) {
                if (safe > 0) {
                    words.append(' ').append(word, 0, safe);
                    prefix = true;
                } else {
                    prefix = false;
                }
                break;
            }
            words.append(' ').append(word);
        }
        return words.isEmpty() ? "" : '"' + words.substring(1) + '"' + (prefix ? " *" : "");
    }

    private static int safeLength(String word) {
        int length = 0;
        while (length < word.length() && isSafe(word.charAt(length))) {
            length++;
        }
        return length;
    }

    private static boolean isSafe(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }
}
