package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NameRules extends Rules {
    private static final List<String> COLLECTIONS = List.of(
            "events",
            "Events",
            "EVENTS",
            "CON",
            "con",
            "nul",
            "aux",
            "COM1",
            "_own",
            "0",
            "a-b",
            "a_b",
            "x".repeat(128),
            "X".repeat(128),
            "LPT9",
            "prn-",
            "_",
            "9-");

    private static final List<String> KEYS = List.of(
            "k",
            " ",
            "a b",
            " k",
            "k ",
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "'; DROP TABLE persistence; --",
            "\"",
            "%",
            "_",
            "*",
            "?",
            "$",
            "$.a",
            "a.b",
            "[0]",
            "null",
            "_key",
            "_stored_at",
            "UPPER",
            "upper",
            "\u00e9",
            "e\u0301",
            "\ud83e\udd84",
            "\u30a8\u30fc\u30b8\u30a7\u30f3\u30c8",
            "\u0645\u0631\u062d\u0628\u0627",
            "line\nbreak",
            "\t",
            "\u0001",
            "\u007f",
            "\ufeff",
            "\uffff",
            "k\u200b",
            "%2e%2e",
            "con",
            "a:b",
            "-x",
            ".",
            "..",
            "~",
            "x".repeat(1024),
            "\u00e9".repeat(512),
            "\ud83e\udd84".repeat(256));

    NameRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static Document named(String name) {
        return Document.of(Map.of("is", name));
    }

    @Test
    void rule_2_1_everyValidCollectionNameIsItsOwnCollection_alsoOnADiskThatIgnoresCase() {
        for (String name : COLLECTIONS) {
            store().store(name, "k", named(name));
        }
        for (String name : COLLECTIONS) {
            assertEquals(named(name), retrieved(name, "k"), name);
        }
        assertEquals(COLLECTIONS.stream().sorted().toList(), store().collections());
    }

    @Test
    @Requires("PROCESS")
    void rule_2_1_collectionNamesSurviveReopening() {
        for (String name : COLLECTIONS) {
            store().store(name, "k", named(name));
        }
        reopen();
        for (String name : COLLECTIONS) {
            assertEquals(named(name), retrieved(name, "k"), name);
        }
        assertEquals(COLLECTIONS.stream().sorted().toList(), store().collections());
    }

    @Test
    void rule_2_1_anInvalidCollectionNameIsRefusedByEveryOperation() {
        for (String name : List.of("", "-a", "a.b", "../x", "a b", "a/b", "\u00e9", "x".repeat(129), "a\u0000", ".")) {
            refused(InvalidRequestException.class, () -> store().store(name, "k", DOC), "collection");
            refused(InvalidRequestException.class, () -> store().retrieve(name, "k"), "collection");
            refused(InvalidRequestException.class, () -> store().delete(name, "k"), "collection");
            refused(InvalidRequestException.class, () -> store().clearOld(name, clock.instant()), "collection");
            refused(InvalidRequestException.class, () -> Query.of(name), "collection");
        }
        assertEquals(List.of(), store().collections());
    }

    @Test
    void rule_2_2_everyValidKeyIsItsOwnKey_nothingIsTrimmedFoldedOrNormalised() {
        for (String key : KEYS) {
            store().store("c", key, named(key));
        }
        for (String key : KEYS) {
            assertEquals(named(key), retrieved("c", key), key);
        }
        assertEquals(new HashSet<>(KEYS), new HashSet<>(keys(Query.of("c"))));
    }

    @Test
    @Requires("PROCESS")
    void rule_2_2_keysSurviveReopening_andEachCanBeDeleted() {
        for (String key : KEYS) {
            store().store("c", key, named(key));
        }
        reopen();
        assertEquals(new HashSet<>(KEYS), new HashSet<>(keys(Query.of("c"))));
        for (String key : KEYS) {
            assertEquals(named(key), retrieved("c", key), key);
            assertTrue(store().delete("c", key), key);
        }
        assertEquals(List.of(), keys(Query.of("c")));
    }

    @Test
    void rule_2_2_anInvalidKeyIsRefusedByEveryOperation() {
        for (String key :
                List.of("", "a\u0000b", "\ud800", "a\udc00", "\udc00\ud800", "x".repeat(1025), "\u00e9".repeat(513))) {
            refused(InvalidRequestException.class, () -> store().store("c", key, DOC), "key");
            refused(InvalidRequestException.class, () -> store().retrieve("c", key), "key");
            refused(InvalidRequestException.class, () -> store().delete("c", key), "key");
        }
        assertEquals(List.of(), store().collections());
    }

    @Test
    void rule_2_2_aKeyCountsToItsLastByte() {
        for (int length : List.of(64, 127, 128, 254, 255, 256, 511, 512, 1023)) {
            String key = "k".repeat(length);
            store().store("c", key + "1", named(key + "1"));
            store().store("c", key + "2", named(key + "2"));
        }
        for (int length : List.of(64, 127, 128, 254, 255, 256, 511, 512, 1023)) {
            String key = "k".repeat(length);
            assertEquals(named(key + "1"), retrieved("c", key + "1"), "a key of " + (length + 1) + " bytes");
            assertEquals(named(key + "2"), retrieved("c", key + "2"), "a key of " + (length + 1) + " bytes");
        }
    }

    @Test
    void rule_2_2_noKeyBecomesAPath() throws IOException {
        List<String> keys = new ArrayList<>(KEYS);
        keys.addAll(List.of(
                "../x",
                "../../x",
                "..\\x",
                "a/../../y",
                directory.resolve("absolute").toString()));
        for (String key : keys) {
            store().store("c", key, DOC);
        }
        store().close();
        for (String name : names(directory)) {
            assertTrue(name.startsWith("space"), "a key became the file '" + name + "' outside of the store's space");
        }
        assertEquals(Set.of("a"), names(surroundings), "files above the store's space");
        assertEquals(Set.of("b"), names(surroundings.resolve("a")), "files above the store's space");
    }

    private static Set<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
