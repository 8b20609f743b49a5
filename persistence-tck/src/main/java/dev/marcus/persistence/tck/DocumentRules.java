package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Limits;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentRules extends Rules {
    /** JSON texts whose values must come back exactly. */
    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "12345678901234567890",
            "-9223372036854775808",
            "9223372036854775807",
            "9223372036854775808",
            "9007199254740993",
            "1" + "0".repeat(999),
            "0.1",
            "1.0",
            "1.50",
            "0.1000000000000000055511151231257827",
            "1e400",
            "1e-400",
            "-1.5E+300",
            "5e-324",
            "1e1000",
            "1e-1000",
            "true",
            "false",
            "null",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00x\"",
            "\"\\udc00\\ud800\"",
            "\"\\ud83e\\udd84\"",
            "\"\u00e9e\u0301\"",
            "\"\\u2028\\u2029\\ufeff\\uffff\"",
            "\"\\b\\f\\n\\r\\t\\/\\\\\\\"\"",
            "\"\\u0001\\u001f\\u007f\"",
            "\"2026-10-01T12:00:00+00:00\"",
            "\"NaN\"",
            "\"1\"",
            "[]",
            "{}",
            "[[],{},[null]]",
            "[1,\"1\",1.0,true,null]",
            "{\"\":{\"\":1}}",
            "{\"__proto__\":1,\"a.b\":2,\"$\":3,\"a[0]\":4,\"'\":5,\"\\\"\":6,\"\\u0000\":7}",
            "{\"_key\":1,\"_stored_at\":2,\"_revision\":3,\"_meta\":4}",
            "{\"\\ud800\":1,\"\\udc00x\":\"\\ud800\"}");

    DocumentRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static String nested(int levels) {
        return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }

    /** Returns a document of exactly so many bytes. */
    private static Document sized(int bytes) {
        return doc("{\"t\":\"" + "x".repeat(bytes - 8) + "\"}");
    }

    @Test
    void rule_2_3_whatEveryBackendTakesIsTaken() {
        store().store("c", "deep", doc(nested(100)));
        store().store("c", "large", sized(1 << 20));
        store().store("c", "k".repeat(1024), DOC);
        assertEquals(doc(nested(100)), retrieved("c", "deep"));
        assertEquals(sized(1 << 20), retrieved("c", "large"));
        assertEquals(DOC, retrieved("c", "k".repeat(1024)));
    }

    @Test
    void rule_2_3_atTheDeclaredLimitsItAccepts_onePastItRefusesAndNamesLimitAndSize() {
        Limits limits = store().capabilities().limits();
        store().store("c", "deep", doc(nested(limits.nesting())));
        refused(
                InvalidRequestException.class,
                () -> store().store("c", "deeper", doc(nested(limits.nesting() + 1))),
                String.valueOf(limits.nesting()));
        store().store("c", "large", sized(limits.documentBytes()));
        refused(
                InvalidRequestException.class,
                () -> store().store("c", "larger", sized(limits.documentBytes() + 1)),
                String.valueOf(limits.documentBytes()),
                String.valueOf(limits.documentBytes() + 1),
                "larger");
        assertEquals(List.of("large", "deep"), keys(Query.of("c")));
    }

    @Test
    void rule_2_3_aCommitOfAThousandChangesIsTaken_onePastTheLimitIsRefused() {
        Limits limits = store().capabilities().limits();
        if (!store().capabilities().has(Capability.ATOMIC_COMMIT)) {
            refused(UnsupportedException.class, () -> store().commit(puts(2)), "ATOMIC_COMMIT");
            assertEquals(List.of(), store().collections());
            return;
        }
        assertEquals(1000, store().commit(puts(1000)).outcomes().size());
        refused(
                InvalidRequestException.class,
                () -> store().commit(puts(limits.changes() + 1)),
                String.valueOf(limits.changes()),
                String.valueOf(limits.changes() + 1));
        assertEquals(1000, store().count(Query.of("c")));
    }

    private static Commit puts(int count) {
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < count; i++) {
            commit.put("c", "k" + i, DOC);
        }
        return commit.build();
    }

    @Test
    void rule_2_4_whatIsNoExactJsonIsRefusedWithThePathOfTheFault() {
        Map<String, String> faults = Map.ofEntries(
                Map.entry("{\"a\":{\"b\":NaN}}", "a.b"),
                Map.entry("{\"a\":[0,Infinity]}", "a[1]"),
                Map.entry("{\"a\":-Infinity}", "$.a"),
                Map.entry("{\"a\":{\"x\":1,\"x\":2}}", "a.x"),
                Map.entry("{\"a\":{\"\\u0078\":1,\"x\":2}}", "a.x"),
                Map.entry("{\"a\":1" + "0".repeat(1000) + "}", "$.a"),
                Map.entry("{\"a\":[1e1001]}", "a[0]"),
                Map.entry("{\"a\":1e-1001}", "$.a"),
                Map.entry("{\"a\":1e999999999999}", "$.a"),
                Map.entry("{\"_key\":1}", "_key"),
                Map.entry("{\"_stored_at\":1}", "_stored_at"),
                Map.entry("{\"_revision\":1}", "_revision"),
                Map.entry("{\"_meta\":1}", "_meta"),
                Map.entry("{\"\\u005fkey\":1}", "_key"));
        faults.forEach(
                (json, path) -> refused(InvalidRequestException.class, () -> store().store("c", "k", doc(json)), path));
        for (String json : List.of(
                "", "[]", "null", "1", "{", "{\"a\":01}", "{\"a\":1}x", "{a:1}", "{\"a\":'b'}", "{\"a\":\"\t\"}")) {
            refused(InvalidRequestException.class, () -> store().store("c", "k", doc(json)), "document");
        }
        assertEquals(List.of(), store().collections());
    }

    @Test
    void rule_2_4_aJavaValueWithoutAJsonFormIsRefused() {
        for (Object value : List.of(Double.NaN, Float.POSITIVE_INFINITY, java.time.Instant.EPOCH, new byte[1], 'c')) {
            refused(
                    InvalidRequestException.class,
                    () -> store().store("c", "k", Document.of(Map.of("a", List.of(value)))),
                    "a[0]");
        }
        assertEquals(List.of(), store().collections());
    }

    @Test
    void rule_2_5_everyValueComesBackAsItWasStored() {
        checkFidelity(false);
    }

    @Test
    @Requires("PROCESS")
    void rule_2_5_everyValueComesBackAfterReopening() {
        checkFidelity(true);
    }

    private void checkFidelity(boolean reopened) {
        for (int i = 0; i < VALUES.size(); i++) {
            store().store("c", "k" + i, wrapped(i));
        }
        if (reopened) {
            reopen();
        }
        for (int i = 0; i < VALUES.size(); i++) {
            assertEquals(wrapped(i), retrieved("c", "k" + i), VALUES.get(i));
            assertEquals(wrapped(i).toMap(), retrieved("c", "k" + i).toMap(), VALUES.get(i));
        }
    }

    private static Document wrapped(int index) {
        return doc("{\"v\":" + VALUES.get(index) + ",\"w\":{\"v\":[" + VALUES.get(index) + "]}}");
    }

    @Test
    void rule_2_6_aRefusedWriteChangesNothing() {
        long before = store().store("c", "k", DOC).revision();
        refused(InvalidRequestException.class, () -> store().store("c", "k", doc("{\"a\":NaN}")));
        refused(InvalidRequestException.class, () -> store().store("c", "", DOC));
        assertEquals(DOC, retrieved("c", "k"));
        assertEquals(before, store().retrieve("c", "k").orElseThrow().revision());
    }

    @Test
    void rule_2_3_whatIsLargeIsFoundByQueriesToo() {
        store().store("c", "small", DOC);
        store().store("c", "large", sized(1 << 20));
        store().store("c", "deep", doc(nested(100)));
        assertEquals(List.of("deep", "large", "small"), keys(Query.of("c")));
        assertEquals(
                List.of("large"), keys(Query.of("c").where(Filter.where("t").startsWith("xx"))));
        assertEquals(3, store().count(Query.of("c").where(Filter.where("_key").exists())));
    }
}
