package dev.marcus.persistence.query;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a text, for {@link Where#search}: the longest runs of letters, marks, digits and other numbers, brought to
 * lower case one code point at a time. What separates them counts for nothing.
 */
public final class Words {
    private Words() {}

    /** Returns the words in their order. */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isPartOfWord(c)) {
                word.appendCodePoint(lower(c));
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    private static boolean isPartOfWord(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }

    /** Nothing but A to Z becomes a to z: the sign of kelvin is no k. */
    private static int lower(int c) {
        int lower = Character.toLowerCase(c);
        return lower < 0x80 && c >= 0x80 ? c : lower;
    }
}
