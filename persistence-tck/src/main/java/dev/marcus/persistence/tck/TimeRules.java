package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeRules extends Rules {
    TimeRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private Entry put(String key) {
        return store().store("c", key, DOC);
    }

    private Entry putAt(String key, Instant time) {
        return store().commit(Commit.builder().putAt("c", key, DOC, time).build())
                .outcomes()
                .get(0)
                .entry()
                .orElseThrow();
    }

    @Test
    void rule_3_1_theStoreTimeIsThatOfTheClock_cutToMicroseconds() {
        clock.set(Instant.parse("2026-10-01T12:00:00.123456999Z"));
        Instant expected = Instant.parse("2026-10-01T12:00:00.123456Z");
        assertEquals(expected, put("k").storedAt());
        assertEquals(expected, store().retrieve("c", "k").orElseThrow().storedAt());
    }

    @Test
    void rule_3_1_storeTimesNeverDecrease_whenTheClockStepsBack() {
        Instant first = put("a").storedAt();
        clock.advance(Duration.ofDays(-400));
        Instant second = put("b").storedAt();
        assertFalse(second.isBefore(first), second + " is before " + first);
        assertEquals(List.of("b", "a"), keys(Query.of("c")));
    }

    @Test
    @Requires("PROCESS")
    void rule_3_1_storeTimesNeverDecrease_overReopening() {
        Instant first = put("a").storedAt();
        store().delete("c", "a");
        clock.advance(Duration.ofHours(-1));
        reopen();
        assertFalse(put("b").storedAt().isBefore(first));
    }

    @Test
    void rule_3_1_anEntryFromElsewhereWithAFutureTimeDoesNotDragTheClockAlong() {
        putAt("future", Instant.parse("2999-01-01T00:00:00Z"));
        assertEquals(clock.instant(), put("now").storedAt());
    }

    @Test
    @Requires("PROCESS")
    void rule_3_1_anEntryFromElsewhereWithAFutureTimeDoesNotDragTheClockAlong_overReopening() {
        putAt("future", Instant.parse("2999-01-01T00:00:00Z"));
        reopen();
        clock.advance(Duration.ofSeconds(1));
        assertEquals(clock.instant(), put("later").storedAt());
    }

    @Test
    void rule_3_1_aClockThatLeapsAheadIsBelieved() {
        put("a");
        clock.advance(Duration.ofDays(30));
        assertEquals(clock.instant(), put("b").storedAt());
    }

    @Test
    void rule_3_2_storingOverAKeyReplacesDocumentTimeAndRevision_alsoWithTheSameDocument() {
        Entry first = put("k");
        clock.advance(Duration.ofSeconds(1));
        Entry second = put("k");
        assertTrue(second.revision() > first.revision());
        assertEquals(clock.instant(), second.storedAt());
        assertEquals(second, store().retrieve("c", "k").orElseThrow());
        assertEquals(1, store().count(Query.of("c")));
    }

    @Test
    void rule_3_3_theDefaultOrderIsNewestFirst_andTheRevisionDecidesWithinOneMicrosecond() {
        for (int i = 0; i < 30; i++) {
            put("k" + i);
            if (i % 10 == 9) {
                clock.advance(Duration.ofNanos(1000));
            }
        }
        List<Entry> answer = store().query(Query.of("c")).entries();
        for (int i = 0; i < 30; i++) {
            assertEquals("k" + (29 - i), answer.get(i).key());
        }
        assertEquals(List.of("k29"), keys(Query.of("c").limit(1)));
        put("k7");
        assertEquals(List.of("k7"), keys(Query.of("c").limit(1)));
    }

    @Test
    void rule_3_3_anyOtherOrderEndsWithTheSameTieBreak() {
        for (int i = 0; i < 12; i++) {
            store().store("c", "k" + i, doc("{\"g\":" + i % 3 + "}"));
        }
        assertEquals(
                List.of("k9", "k6", "k3", "k0", "k10", "k7", "k4", "k1", "k11", "k8", "k5", "k2"),
                keys(Query.of("c").sortBy(Sort.asc("g"))));
        assertEquals(
                List.of("k11", "k8", "k5", "k2"),
                keys(Query.of("c").sortBy(Sort.desc("g")).limit(4)));
        assertEquals(
                List.of("k0", "k1", "k2"),
                keys(Query.of("c").sortBy(Sort.oldestFirst()).limit(3)));
    }

    @Test
    void rule_3_4_anImportBringsItsOwnTime_butTheRevisionIsTheStores() {
        long before = put("now").revision();
        Instant old = Instant.parse("1999-12-31T23:59:59.999999999Z");
        Entry imported = putAt("old", old);
        assertEquals(Instant.parse("1999-12-31T23:59:59.999999Z"), imported.storedAt());
        assertTrue(imported.revision() > before);
        assertEquals(imported, store().retrieve("c", "old").orElseThrow());
        assertEquals(List.of("now", "old"), keys(Query.of("c")));
        for (Instant edge : List.of(Entry.MIN_STORED_AT, Entry.MAX_STORED_AT, Instant.EPOCH.minusNanos(1000))) {
            putAt("edge", edge);
            assertEquals(edge, store().retrieve("c", "edge").orElseThrow().storedAt());
        }
    }
}
