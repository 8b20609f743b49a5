package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Query;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberRules extends Rules {
    NumberRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_5_4_numbersCompareByExactValue() {
        store().store("c", "2^53", doc("{\"n\":9007199254740992}"));
        store().store("c", "2^53+1", doc("{\"n\":9007199254740993}"));
        store().store("c", "2^53+1.5", doc("{\"n\":9007199254740993.5}"));
        store().store("c", "one", doc("{\"n\":1e0}"));
        store().store("c", "true", doc("{\"n\":true}"));
        store().store("c", "zero", doc("{\"n\":-0.0}"));
        assertEquals(List.of("2^53+1"), keys(Query.of("c").where(where("n").eq(9007199254740993L))));
        assertEquals(List.of("2^53+1.5"), keys(Query.of("c").where(where("n").gt(9007199254740993L))));
        assertEquals(List.of("one"), keys(Query.of("c").where(where("n").eq(new BigDecimal("1.00")))));
        assertEquals(List.of("true"), keys(Query.of("c").where(where("n").eq(true))));
        assertEquals(List.of("zero"), keys(Query.of("c").where(where("n").eq(0))));
        assertEquals(
                List.of("2^53+1.5", "2^53+1", "2^53"),
                keys(Query.of("c").where(where("n").gte(BigInteger.TWO.pow(53)))));
        assertEquals(
                List.of("2^53+1.5", "2^53+1"),
                keys(Query.of("c").where(where("n").gt(BigInteger.TWO.pow(53)))));
    }

    @Test
    void rule_2_5_anIntegerStaysAnInteger_andOtherNumbersDoNotBecomeOne() {
        store().store("c", "k", doc("{\"i\":1,\"big\":18446744073709551616,\"d\":1.0,\"z\":-0.0}"));
        Document found = retrieved("c", "k");
        assertEquals(1L, found.get("i").orElseThrow());
        assertEquals(BigInteger.TWO.pow(64), found.get("big").orElseThrow());
        assertTrue(found.get("d").orElseThrow() instanceof BigDecimal);
        assertEquals(0, found.number("z").orElseThrow().signum());
    }
}
