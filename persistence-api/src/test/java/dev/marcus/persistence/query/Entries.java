package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Entries written as JSON with single quotes; the keys are k1, k2 and so on, a second apart. */
final class Entries {
    static final Instant START = Instant.parse("2026-10-01T12:00:00Z");

    private Entries() {}

    static Document document(String json) {
        return Document.parse(json.replace('\'', '"'));
    }

    static Entry entry(String json) {
        return entry(1, json);
    }

    static Entry entry(int number, String json) {
        return Entry.of("things", "k" + number, document(json), START.plusSeconds(number), number);
    }

    static List<Entry> entries(String... json) {
        List<Entry> entries = new ArrayList<>();
        for (String one : json) {
            entries.add(entry(entries.size() + 1, one));
        }
        return entries;
    }
}
