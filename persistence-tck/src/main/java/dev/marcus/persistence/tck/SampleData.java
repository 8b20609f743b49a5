package dev.marcus.persistence.tck;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Store;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Documents, paths and values that lie at the seams where backends differ from each other. */
final class SampleData {
    static final List<String> PATHS = List.of("v", "n", "o", "o.x", "list", "o.x.y", "v.x", "_key");

    static final List<Object> LITERALS = List.of(
            "a",
            "",
            "A",
            "ab",
            "\u00e9",
            "\ud83e\udd84",
            "\uffff",
            "1",
            "true",
            "%",
            "_",
            "a%",
            "a_b",
            "a\u0000",
            0,
            1,
            -1,
            new BigDecimal("1.5"),
            9007199254740993L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            BigInteger.TWO.pow(64),
            new BigDecimal("1e400"),
            new BigDecimal("-1e-400"),
            new BigDecimal("0.1"),
            true,
            false);

    static final List<String> ODD_NAMES = List.of(
            "",
            "a.b",
            "a\"b",
            "a'b",
            "a[0]",
            "a[#-1]",
            "$",
            "$.a",
            "*",
            "%",
            "_",
            "a') OR 1=1 --",
            "\\",
            "\u0000",
            "\n",
            "\ud83e\udd84",
            "\u00e9",
            "e\u0301",
            "__proto__",
            " ",
            "null",
            "key",
            "data",
            "?",
            "?1",
            ":x",
            "#");

    static final List<String> DOCUMENTS = List.of(
            "{}",
            "{\"v\":null}",
            "{\"v\":false,\"n\":0}",
            "{\"v\":true,\"n\":1}",
            "{\"v\":1,\"n\":1.0}",
            "{\"v\":1.0,\"n\":-1}",
            "{\"v\":\"1\",\"n\":1.5}",
            "{\"v\":\"\",\"n\":9007199254740993}",
            "{\"v\":\"a\",\"n\":9007199254740992}",
            "{\"v\":\"A\",\"n\":9007199254740993.5}",
            "{\"v\":\"ab\",\"n\":9223372036854775807}",
            "{\"v\":\"aa\",\"n\":9223372036854775808}",
            "{\"v\":\"b\",\"n\":18446744073709551616}",
            "{\"v\":\"\u00e9\",\"n\":1e400}",
            "{\"v\":\"e\u0301\",\"n\":-1e-400}",
            "{\"v\":\"\\ud83e\\udd84\",\"n\":0.1}",
            "{\"v\":\"\\uffff\",\"n\":0.1000000000000000055511151231257827}",
            "{\"v\":\"\\ud800\",\"n\":-9223372036854775808}",
            "{\"v\":\"a\\u0000\",\"n\":\"1\"}",
            "{\"v\":\"a\\u0000b\",\"n\":null}",
            "{\"v\":\"%\",\"n\":true}",
            "{\"v\":\"a%b\",\"n\":9007199254740994}",
            "{\"v\":\"a_b\",\"n\":-9007199254740993}",
            "{\"v\":\"axb\",\"n\":1e19}",
            "{\"v\":\"AB\",\"n\":10}",
            "{\"v\":[],\"n\":[1]}",
            "{\"v\":{},\"n\":{}}",
            "{\"v\":[\"a\",1,true,null],\"list\":[1.5,\"\",[\"a\"],{\"x\":\"a\"}]}",
            "{\"list\":[18446744073709551616,\"\u00e9\"],\"o\":[{\"x\":1}]}",
            "{\"o\":{\"x\":\"a\",\"a.b\":1}}",
            "{\"o\":{\"x\":{\"y\":1}},\"a.b\":1}",
            "{\"o\":{\"x\":{\"y\":null}},\"o.x\":\"a\"}",
            "{\"o\":{\"x\":[1]},\"\":1,\"$\":1,\"a[0]\":1,\"a\\\"b\":1}",
            "{\"o\":\"x\",\"a'b\":1,\"\\u0000\":1,\"\\\\\":1}",
            "{\"v\\u0000\":\"a\",\"v\":\"b\",\"n\\u0000x\":1}",
            "{\"v\":\"a\",\"n\":1e0,\"list\":[\"a\"],\"o\":{\"x\":1}}",
            "{\"v\":\"a\",\"n\":0.0,\"list\":\"a\",\"o\":{\"x\":-0.0}}");

    static final List<List<Sort>> ORDERS = List.of(
            List.of(),
            Sort.oldestFirst(),
            List.of(Sort.asc("v")),
            List.of(Sort.desc("v")),
            List.of(Sort.asc("n")),
            List.of(Sort.desc("n")),
            List.of(Sort.asc("n"), Sort.desc("_key")),
            List.of(Sort.asc("o.x"), Sort.asc("v")),
            List.of(Sort.desc("_revision")),
            List.of(Sort.asc("_key")));

    private SampleData() {}

    /**
     * Stores the documents in collection "c", several within each microsecond, and returns its entries, newest first, as
     * they were when they were stored.
     */
    static List<Entry> load(Store store, TestClock clock) {
        List<Entry> entries = new ArrayList<>();
        for (String json : DOCUMENTS) {
            entries.add(store.store("c", "k" + entries.size(), Document.parse(json)));
            clock.advance(Duration.ofNanos(entries.size() % 3 == 0 ? 1000 : 0));
        }
        store.store("other", "k0", Rules.DOC);
        Collections.reverse(entries);
        return List.copyOf(entries);
    }
}
