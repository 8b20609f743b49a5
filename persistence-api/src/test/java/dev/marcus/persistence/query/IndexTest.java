package dev.marcus.persistence.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTest {
    @Test
    void on_isNamedAfterItsPaths() {
        assertThat(Index.on("type", "data.progress").name()).isEqualTo("type,data.progress");
        assertThat(Index.text("message").name()).isEqualTo("text(message)");
        assertThat(Index.on("type").named("kinds").name()).isEqualTo("kinds");
        assertThat(Index.on("email").unique().kind()).isEqualTo(Index.Kind.UNIQUE);
    }

    @Test
    void document_comesBackAsTheSameIndex() {
        Index index = Index.on(List.of(FieldPath.of("a.b", "c"), FieldPath.of("d")))
                .unique()
                .named("x y");
        Index.Declared declared = Index.Declared.of(Index.key("events", "x y"), index.toDocument("events"));

        assertThat(declared).isEqualTo(new Index.Declared("events", index));
    }

    @Test
    void document_thatIsNoneOrUnderAnotherKey_isRefused() {
        Document document = Index.on("a").toDocument("c");
        assertThatThrownBy(() -> Index.Declared.of("c.b", document))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("c.b");
        for (Map<String, Object> fields : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("collection", "c", "name", "a", "paths", List.of("a"), "kind", "ORDERED"),
                Map.of("collection", "c", "name", "a", "paths", List.of(List.of(1)), "kind", "ORDERED"),
                Map.of("collection", "c", "name", "a", "paths", List.of(List.of("a")), "kind", "OTHER"),
                Map.of("collection", "-", "name", "a", "paths", List.of(List.of("a")), "kind", "ORDERED"))) {
            assertThatThrownBy(() -> Index.Declared.of("c.a", Document.of(fields)))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"_stored_at", "_revision", "", "a..b", "a\u0000", "\ud800"})
    void on_aPathThatCannotBeIndexed_isRefused(String path) {
        assertThatThrownBy(() -> Index.on(path).named("n")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void on_noPathsOrTooMany_isRefused() {
        assertThatThrownBy(Index::on).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Index.on("a", "b", "c", "d", "e", "f", "g", "h", "i"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("9 paths");
        assertThatThrownBy(() -> Index.text("a").unique()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Index.on("a").named("n".repeat(257))).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void uniqueValues_areThereIfEveryPathHasAScalar() {
        Index index = Index.on("a", "b").unique();
        assertThat(index.uniqueValues(Entries.entry("{'a':1,'b':'x'}"))).containsExactly(1L, "x");
        assertThat(index.uniqueValues(Entries.entry("{'a':1}"))).isNull();
        assertThat(index.uniqueValues(Entries.entry("{'a':1,'b':null}"))).isNull();
        assertThat(index.uniqueValues(Entries.entry("{'a':1,'b':[]}"))).isNull();
    }
}
