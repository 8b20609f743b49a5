package dev.marcus.persistence.tck;

import java.math.BigDecimal;
import java.math.BigInteger;
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
            "{\"v\":[],\"n\":[1]}",
            "{\"v\":{},\"n\":{}}",
            "{\"v\":[\"a\",1,true,null],\"list\":[1.5,\"\",[\"a\"],{\"x\":\"a\"}]}",
            "{\"list\":[18446744073709551616,\"\u00e9\"],\"o\":[{\"x\":1}]}",
            "{\"o\":{\"x\":\"a\",\"a.b\":1}}",
            "{\"o\":{\"x\":{\"y\":1}},\"a.b\":1}",
            "{\"o\":{\"x\":{\"y\":null}},\"o.x\":\"a\"}",
            "{\"o\":{\"x\":[1]},\"\":1,\"$\":1,\"a[0]\":1,\"a\\\"b\":1}",
            "{\"o\":\"x\",\"a'b\":1,\"\\u0000\":1,\"\\\\\":1}",
            "{\"v\":\"a\",\"n\":1e0,\"list\":[\"a\"],\"o\":{\"x\":1}}",
            "{\"v\":\"a\",\"n\":0.0,\"list\":\"a\",\"o\":{\"x\":-0.0}}");

    private SampleData() {}
}
