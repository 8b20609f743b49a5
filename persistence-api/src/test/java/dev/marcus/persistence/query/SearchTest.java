package dev.marcus.persistence.query;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
    private static boolean finds(String text, String search) {
        Entry entry = Entry.of("c", "k", Document.of(Map.of("m", text)), Entries.START, 1);
        return where("m").search(search).predicate().test(entry);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection timed out | timed | true",
                "Connection timed out | TIMED connection | true",
                "Connection timed out | time | false",
                "Connection timed out | time* | true",
                "Connection timed out | \"timed out\" | true",
                "Connection timed out | \"out timed\" | false",
                "Connection timed out | \"connection out\" | false",
                "Connection timed out | \"connection tim*\" | true",
                "Connection timed out | connection lost | false",
                "out-of-memory | out-of-mem* | true",
                "memory out of | out-of-memory | false",
                "Größe 12 | GRÖSSE | false",
                "Größe 12 | GRÖßE 12 | true",
                "k1_k2 | k1 | true",
                "\u212a1 | k1 | false",
                "\u0130x | ix | false",
            })
    void search_findsWordsBeginningsAndPhrases(String text, String search, boolean found) {
        assertThat(finds(text, search)).isEqualTo(found);
    }

    @Test
    void search_whatIsNoString_isNotFound() {
        Entry entry = Entries.entry("{'m':['a'],'n':1}");
        assertThat(where("m").search("a").predicate().test(entry)).isFalse();
        assertThat(where("n").search("1").predicate().test(entry)).isFalse();
        assertThat(where("x").search("a").predicate().test(entry)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*", "\"\"", "- , \" . \""})
    void search_withoutAWord_isRefused(String search) {
        assertThatThrownBy(() -> where("m").search(search))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("0 words");
    }

    @Test
    void search_ofTooManyWords_isRefused() {
        String many =
                String.join(" ", IntStream.range(0, 101).mapToObj(i -> "w" + i).toList());
        assertThatThrownBy(() -> where("m").search(many))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("101");
    }
}
