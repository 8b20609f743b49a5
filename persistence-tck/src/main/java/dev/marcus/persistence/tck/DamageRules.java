package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Damages the files that a store keeps at its space, if it keeps any. */
class DamageRules extends Rules {
    private static final int BLOCK = 512;

    DamageRules(PersistenceBackendTck kit) {
        super(kit);
    }

    /** Fills a store at this space, closes it, and returns what it held. */
    private List<Entry> filled(String space) {
        List<Entry> entries = new ArrayList<>();
        try (Store store = open(space)) {
            for (int i = 0; i < 60; i++) {
                String text = "entry " + i + " " + "x".repeat(150);
                entries.add(store.store(
                        i % 3 == 0 ? "c" : "d",
                        "k" + i,
                        dev.marcus.persistence.document.Document.of(Map.of("text", text, "n", i))));
            }
        }
        return entries;
    }

    /** Returns the files of a space, the largest first. */
    private List<Path> files(String space) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> files = new ArrayList<>(all.filter(Files::isRegularFile)
                    .filter(file -> directory.relativize(file).toString().startsWith(space))
                    .toList());
            files.sort(
                    Comparator.comparing((Path file) -> file.toFile().length()).reversed());
            return files;
        }
    }

    private static byte[] garbage(int length) {
        byte[] garbage = new byte[length];
        for (int i = 0; i < length; i++) {
            garbage[i] = (byte) (i * 31 + 7);
        }
        return garbage;
    }

    private void change(Path file, UnaryOperator<byte[]> damage) throws IOException {
        Files.write(file, damage.apply(Files.readAllBytes(file)));
    }

    /**
     * Opens the damaged store and looks for an entry that is missing or another one without anybody having been told.
     *
     * @return what is wrong; empty if nothing is
     */
    private Optional<String> silentLoss(String space, List<Entry> expected) {
        try (Store store = open(space)) {
            if (!store.adoptionReport().isClean()) {
                return Optional.empty();
            }
            for (Entry entry : expected) {
                Optional<Entry> found = store.retrieve(entry.collection(), entry.key());
                if (found.isEmpty() || !found.get().equals(entry)) {
                    return Optional.of("retrieve of " + entry + " gave " + found);
                }
            }
            for (String collection : List.of("c", "d")) {
                long count = expected.stream()
                        .filter(entry -> entry.collection().equals(collection))
                        .count();
                int found = store.query(Query.of(collection)).entries().size();
                if (found != count) {
                    return Optional.of("a query of '" + collection + "' gave " + found + " of " + count + " entries");
                }
            }
            return Optional.empty();
        } catch (PersistenceException told) {
            return Optional.empty();
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_7_3_damageIsToldOrHarmless_neverASilentLoss() throws IOException {
        filled("probe");
        goOnIf(!files("probe").isEmpty(), "not run: the store keeps no files at its space");
        for (int part = 0; part < 12; part++) {
            String space = "zeroed" + part;
            List<Entry> expected = filled(space);
            List<Path> files = files(space);
            Path file = files.get(part % Math.min(2, files.size()));
            int block = part;
            change(file, content -> {
                int start = content.length / 12 * block;
                for (int i = start; i < Math.min(content.length, start + BLOCK); i++) {
                    content[i] = 0;
                }
                return content;
            });
            Optional<String> loss = silentLoss(space, expected);
            if (loss.isPresent()) {
                fail("after " + BLOCK + " bytes of " + directory.relativize(file) + " were zeroed (part " + part
                        + " of 12) the store opened without a word, and " + loss.get());
            }
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_7_3_aMissingFileIsToldOrHarmless() throws IOException {
        filled("probe");
        int count = files("probe").size();
        goOnIf(count > 1, "not applicable: the store keeps one file, or none, at its space");
        for (int i = 0; i < count; i++) {
            String space = "missing" + i;
            List<Entry> expected = filled(space);
            Path file = files(space).get(i);
            Files.delete(file);
            Optional<String> loss = silentLoss(space, expected);
            if (loss.isPresent()) {
                fail("without " + directory.relativize(file) + " the store opened without a word, and " + loss.get());
            }
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_7_3_aFileCutShortIsTold() throws IOException {
        filled("probe");
        goOnIf(!files("probe").isEmpty(), "not run: the store keeps no files at its space");
        for (int part = 1; part < 8; part++) {
            String space = "cut" + part;
            List<Entry> expected = filled(space);
            Path file = files(space).get(0);
            int eighths = part;
            change(file, content -> java.util.Arrays.copyOf(content, content.length / 8 * eighths + 3));
            Optional<String> loss = silentLoss(space, expected);
            if (loss.isPresent()) {
                fail("after " + directory.relativize(file) + " was cut at " + part
                        + " eighths the store opened without a word, and " + loss.get());
            }
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_9_4_aFileOfGarbageIsAnError_neverAnEmptyStore() throws IOException {
        List<Entry> expected = filled("garbage");
        goOnIf(!files("garbage").isEmpty(), "not run: the store keeps no files at its space");
        Path file = files("garbage").get(0);
        change(file, content -> garbage(content.length));
        byte[] damaged = Files.readAllBytes(file);
        Optional<String> loss = silentLoss("garbage", expected);
        if (loss.isPresent()) {
            fail("a store whose largest file is garbage opened without a word, and " + loss.get());
        }
        boolean kept = false;
        for (Path each : files("garbage")) {
            kept |= java.util.Arrays.equals(damaged, Files.readAllBytes(each));
        }
        if (!kept) {
            fail("the damaged file was written over (expected: kept as it was found, under its own or another name)");
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_9_4_aStoreThatWasRefusedOpensOnceItsFilesAreRestored() throws IOException {
        List<Entry> expected = filled("refused");
        goOnIf(!files("refused").isEmpty(), "not run: the store keeps no files at its space");
        Path file = files("refused").get(0);
        byte[] sound = Files.readAllBytes(file);
        Files.write(file, garbage(sound.length));
        boolean refused = false;
        try (Store store = open("refused")) {
            store.collections();
        } catch (PersistenceException damaged) {
            refused = true;
        }
        goOnIf(refused, "not applicable: the store opens with what is left, and tells of it");
        Files.write(file, sound);
        try (Store store = open("refused")) {
            for (Entry entry : expected) {
                assertEquals(
                        Optional.of(entry),
                        store.retrieve(entry.collection(), entry.key()),
                        "after an opening that was refused, and left nothing locked or changed");
            }
        }
    }
}
