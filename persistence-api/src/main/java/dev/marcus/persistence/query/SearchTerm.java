package dev.marcus.persistence.query;

import dev.marcus.persistence.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a search asks for: words that stand one behind the other.
 *
 * @param words the words, one or more, as {@link Words#of} gives them
 * @param prefix whether the last of them is only the beginning of a word
 */
public record SearchTerm(List<String> words, boolean prefix) {
    private static final int MAX_TERMS = 100;

    /** Copies the list. */
    public SearchTerm {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("words: none (expected: at least one)");
        }
    }

    /**
     * Reads a search: words, {@code prefix*}, and phrases in double quotes, the last word of which may be a prefix too.
     *
     * @throws InvalidRequestException if there is no word in it, or more than 100 terms
     */
    static List<SearchTerm> parse(String search) {
        List<SearchTerm> terms = new ArrayList<>();
        boolean phrase = false;
        for (String part : search.split("\"", -1)) {
            if (phrase) {
                add(terms, part);
            } else {
                for (String word : part.split("\\s+")) {
                    add(terms, word);
                }
            }
            phrase = !phrase;
        }
        if (terms.isEmpty() || terms.size() > MAX_TERMS) {
            throw new InvalidRequestException("search: " + terms.size() + " words and phrases (expected: 1 to "
                    + MAX_TERMS + ", such as: retry time* \"exact phrase\")");
        }
        return List.copyOf(terms);
    }

    /** What is written as one, such as {@code out-of-memory}, asks for its words in a row. */
    private static void add(List<SearchTerm> terms, String part) {
        List<String> words = Words.of(part);
        if (!words.isEmpty()) {
            terms.add(new SearchTerm(words, part.stripTrailing().endsWith("*")));
        }
    }

    /** Says whether the words of a text hold this. */
    boolean isIn(List<String> text) {
        for (int at = 0; at + words.size() <= text.size(); at++) {
            if (isAt(text, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(List<String> text, int at) {
        int last = words.size() - 1;
        for (int i = 0; i < last; i++) {
            if (!text.get(at + i).equals(words.get(i))) {
                return false;
            }
        }
        String found = text.get(at + last);
        return prefix ? found.startsWith(words.get(last)) : found.equals(words.get(last));
    }
}
