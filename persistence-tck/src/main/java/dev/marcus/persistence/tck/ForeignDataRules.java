package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What Marcus wrote, planted by the test class; for backends that read it. */
class ForeignDataRules extends Rules {
    private static final String TIME = "2026-09-30T08:15:30.123456+00:00";

    private final PersistenceBackendTck kit;

    ForeignDataRules(PersistenceBackendTck kit) {
        super(kit);
        this.kit = kit;
    }

    private Store planted(List<ForeignEntry> entries) throws Exception {
        boolean reads = kit.plantForeign(directory.resolve("foreign"), entries);
        goOnIf(reads, "not applicable: the backend reads nothing that others wrote");
        return open("foreign");
    }

    private static ForeignEntry event(String key, String storedAt) {
        return new ForeignEntry("events", key, "{\"event_type\":\"" + key + "\",\"n\":12345678901234567890}", storedAt);
    }

    @Test
    void rule_9_1_whatMarcusWroteOpensAsItIs_inTheOrderOfItsTimes() throws Exception {
        List<ForeignEntry> entries = List.of(
                event("late", "2026-09-30T10:00:00+00:00"),
                event("early", "2026-09-30T08:00:00+00:00"),
                event("between", "2026-09-30T09:00:00+00:00"),
                new ForeignEntry("decisions", "d", "{\"what\":\"\\u00e9\\ud83e\\udd84\"}", TIME));
        List<Entry> first;
        try (Store store = planted(entries)) {
            assertEquals(List.of("decisions", "events"), store.collections());
            first = store.query(Query.of("events")).entries();
            assertEquals(
                    List.of("late", "between", "early"),
                    first.stream().map(Entry::key).toList(),
                    "newest first");
            assertTrue(
                    first.get(0).revision() > first.get(1).revision()
                            && first.get(1).revision() > first.get(2).revision(),
                    "revisions follow the store times: " + first);
            assertEquals(
                    doc("{\"event_type\":\"late\",\"n\":12345678901234567890}"),
                    first.get(0).document());
            assertEquals(4, store.adoptionReport().adopted(), "entries taken over");
            assertTrue(
                    store.store("events", "new", DOC).revision() > first.get(0).revision(),
                    "a new entry's revision is above those");
        }
        try (Store again = open("foreign")) {
            assertEquals(
                    first,
                    again.query(Query.of("events")
                                    .where(dev.marcus.persistence.query.Filter.where("_key")
                                            .ne("new")))
                            .entries(),
                    "after reopening");
        }
    }

    @Test
    void rule_9_2_everyFormOfTimeIsUnderstood() throws Exception {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("2026-10-01T12:00:00.123456+00:00", "2026-10-01T12:00:00.123456Z");
        forms.put("2026-10-01T12:00:00+00:00", "2026-10-01T12:00:00Z");
        forms.put("2026-10-01T12:00:00.5+00:00", "2026-10-01T12:00:00.500Z");
        forms.put("2026-10-01T12:00:00.123456", "2026-10-01T12:00:00.123456Z");
        forms.put("2026-10-01T12:00:00", "2026-10-01T12:00:00Z");
        forms.put("2026-10-01 12:00:00", "2026-10-01T12:00:00Z");
        forms.put("2026-10-01T14:00:00+02:00", "2026-10-01T12:00:00Z");
        List<ForeignEntry> entries = new ArrayList<>();
        forms.keySet().forEach(form -> entries.add(event("k" + entries.size(), form)));
        try (Store store = planted(entries)) {
            int n = 0;
            for (Map.Entry<String, String> form : forms.entrySet()) {
                Optional<Entry> found = store.retrieve("events", "k" + n++);
                assertEquals(Optional.of(Instant.parse(form.getValue())), found.map(Entry::storedAt), form.getKey());
            }
        }
    }

    @Test
    void rule_9_3_whatBreaksTheContractIsListed_notServed_andNotWrittenOver() throws Exception {
        List<ForeignEntry> entries = List.of(
                event("good", TIME),
                new ForeignEntry("events", "nan", "{\"n\":NaN}", TIME),
                new ForeignEntry("events", "infinite", "{\"n\":-Infinity}", TIME),
                new ForeignEntry("events", "list", "[1,2]", TIME),
                event("better", TIME));
        for (int opening = 0; opening < 2; opening++) {
            try (Store store = opening == 0 ? planted(entries) : open("foreign")) {
                List<String> listed = store.adoptionReport().findings().stream()
                        .map(Finding::key)
                        .sorted(java.util.Comparator.nullsFirst(java.util.Comparator.naturalOrder()))
                        .toList();
                assertTrue(
                        listed.containsAll(List.of("infinite", "list", "nan")),
                        "findings at opening " + (opening + 1) + ": " + store.adoptionReport());
                assertTrue(store.retrieve("events", "good").isPresent(), "what lies beside damage is readable");
                assertTrue(store.retrieve("events", "better").isPresent(), "what lies beside damage is readable");
                List<String> served = store.query(Query.of("events")).entries().stream()
                        .map(Entry::key)
                        .filter(key -> !key.startsWith("new"))
                        .sorted()
                        .toList();
                assertEquals(List.of("better", "good"), served, "what a query serves");
                store.store("events", "new" + opening, DOC);
            }
        }
    }

    @Test
    void rule_9_3_ownMembersAreTheEntrysAndCounted() throws Exception {
        ForeignEntry stored =
                new ForeignEntry("events", "k", "{\"_key\":\"k\",\"n\":1,\"_stored_at\":\"" + TIME + "\"}", TIME);
        try (Store store = planted(List.of(stored))) {
            Document document = store.retrieve("events", "k").orElseThrow().document();
            assertEquals(doc("{\"n\":1}"), document, "the document without the entry's own members");
            assertTrue(store.adoptionReport().ownMembers() > 0, "they are counted: " + store.adoptionReport());
        }
    }
}
