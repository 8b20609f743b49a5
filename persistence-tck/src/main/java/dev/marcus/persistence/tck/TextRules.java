package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextRules extends Rules {
    TextRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_5_5_stringsCompareByCodePoint() {
        for (String text : List.of("\uffff", "\ud83e\udd84", "a", "B", "\u00e9", "e\u0301")) {
            store().store("c", text, Document.of(Map.of("t", text)));
        }
        assertEquals(
                List.of("B", "a", "e\u0301", "\u00e9", "\uffff", "\ud83e\udd84"),
                keys(Query.of("c").sortBy(Sort.asc("t"))));
        assertEquals(
                List.of("\ud83e\udd84"), keys(Query.of("c").where(where("t").gt("\uffff"))));
    }

    @Test
    void rule_5_9_anyTextIsSafeInAnyPlace() {
        int count = SampleData.ODD_NAMES.size();
        for (int i = 0; i < count; i++) {
            String text = SampleData.ODD_NAMES.get(i);
            store().store("c", "k" + i, Document.of(Map.of(text, text)));
        }
        for (int i = 0; i < count; i++) {
            String text = SampleData.ODD_NAMES.get(i);
            assertEquals(
                    List.of("k" + i),
                    keys(Query.of("c").where(where(FieldPath.of(text)).eq(text))),
                    text);
            assertEquals(
                    List.of("k" + i),
                    keys(Query.of("c")
                            .sortBy(new Sort(FieldPath.of(text), true))
                            .limit(1)),
                    text);
        }
        assertEquals(count, keys(Query.of("c")).size());
    }
}
