package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.SearchTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A search as a question to a text index, which lets every match through. The index knows the runs of letters a to z and
 * digits that a text has; it is asked for those of the words that are searched for, whatever stands between them.
 */
final class TextSearch {
    private static final int LONGEST = 100;
    /** Stands for all runs of a text that has too many of them. */
    private static final String ANY = "~";

    /** Makes what a text index holds of a text. Built of what every server has, so that an index may use it. */
    static final String WORDS_FUNCTION = """
            CREATE FUNCTION words(t text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
            BEGIN
                IF length(t) > 100000 THEN
                    RETURN array_to_tsvector(ARRAY['~']);
                END IF;
                RETURN coalesce(
                    (SELECT array_to_tsvector(array_agg(DISTINCT left(w, 100)))
                        FROM regexp_split_to_table(lower(t COLLATE "C"), '[^a-z0-9]+') w WHERE w <> ''),
                    ''::tsvector);
            END
            $$""";

    private TextSearch() {}

    /** Returns the condition that narrows a search, which all matches must pass, by one of the indexes. */
    static Optional<Narrowed> of(List<PhysicalIndex> indexes, Filter filter) {
        for (Filter part : FilterSql.conjuncts(filter)) {
            if (part instanceof Filter.Search search) {
                for (PhysicalIndex index : indexes) {
                    String question = question(search.terms());
                    if (index.isText() && index.index().paths().get(0).equals(search.path()) && !question.isEmpty()) {
                        Sql sql = new Sql(index.words() + " @@ ").bind(question).add("::tsquery");
                        return Optional.of(new Narrowed(index, sql));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * A question to an index.
     *
     * @param index the index
     * @param condition the condition
     */
    record Narrowed(PhysicalIndex index, Sql condition) {}

    private static String question(List<SearchTerm> terms) {
        List<String> runs = new ArrayList<>();
        for (SearchTerm term : terms) {
            int last = term.words().size() - 1;
            for (int i = 0; i <= last; i++) {
                addRuns(term.words().get(i), term.prefix() && i == last, runs);
            }
        }
        return runs.isEmpty() ? "" : "(" + String.join(" & ", runs) + ") | '" + ANY + "'";
    }

    /** Adds the runs of the word; the one at the end of the beginning of a word may go on. */
    private static void addRuns(String word, boolean prefix, List<String> runs) {
        int start = 0;
        for (int end = 0; end <= word.length(); end++) {
            if (end == word.length() || !isPartOfRun(word.charAt(end))) {
                if (end > start) {
                    boolean open = prefix && end == word.length() && end - start < LONGEST;
                    String run = word.substring(start, Math.min(end, start + LONGEST));
                    runs.add("'" + run + "'" + (open ? ":*" : ""));
                }
                start = end + 1;
            }
        }
    }

    private static boolean isPartOfRun(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }
}
