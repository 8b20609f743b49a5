package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.rows;
import static dev.marcus.persistence.sqlite.MarcusFiles.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No flipped byte of a closed database gives a wrong answer of which nobody can be told. */
class FlippedBytesTest {
    /** Every so many bytes one is flipped; {@code -Dpersistence.tck.scale} brings it down to every byte. */
    private static final int STEP = Math.max(1, 251 / Integer.getInteger("persistence.tck.scale", 1));

    @TempDir
    Path directory;

    private Path file;
    private final Set<Entry> held = new HashSet<>();

    private byte[] filled() throws IOException {
        file = directory.resolve("store.db");
        try (Store store = open(file)) {
            for (int i = 0; i < 40; i++) {
                Document document = Document.of(Map.of("n", i, "text", "abc".repeat(i == 7 ? 3000 : 60)));
                held.add(store.store(i % 3 == 0 ? "c" : "d", "key" + i, document));
            }
            store.store("d", "gone", Document.empty());
            store.delete("d", "gone");
        }
        return Files.readAllBytes(file);
    }

    private enum Outcome {
        REFUSED,
        NAMED,
        HARMLESS,
        SILENT
    }

    private Outcome outcome() {
        try (Store store = Stores.open("sqlite:" + file + "?durability=process")) {
            if (!store.adoptionReport().isClean()) {
                return Outcome.NAMED;
            }
            boolean same = answersAreTheSame(store);
            boolean named = !store.verify().isIntact();
            return named ? Outcome.NAMED : same ? Outcome.HARMLESS : Outcome.SILENT;
        } catch (PersistenceException e) {
            return Outcome.REFUSED;
        }
    }

    private boolean answersAreTheSame(Store store) {
        try {
            Set<Entry> found = new HashSet<>(store.query(Query.of("c")).entries());
            found.addAll(store.query(Query.of("d")).entries());
            if (!found.equals(held) || !store.collections().equals(List.of("c", "d"))) {
                return false;
            }
            for (Entry entry : held) {
                if (!store.retrieve(entry.collection(), entry.key()).equals(java.util.Optional.of(entry))) {
                    return false;
                }
            }
            return true;
        } catch (PersistenceException told) {
            return true;
        }
    }

    @Test
    void flip_anyByte_isToldOrHarmless() throws IOException {
        byte[] sound = filled();
        long seed = Long.getLong("persistence.tck.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        List<String> silent = new ArrayList<>();
        for (int at = random.nextInt(STEP); at < sound.length; at += STEP) {
            for (int mask : new int[] {0xFF, 1 << random.nextInt(8)}) {
                byte[] flipped = sound.clone();
                flipped[at] ^= (byte) mask;
                for (String suffix : List.of("-wal", "-shm", "-journal")) {
                    Files.deleteIfExists(Path.of(file + suffix));
                }
                Files.write(file, flipped);
                Outcome outcome = outcome();
                counts.merge(outcome, 1, Integer::sum);
                if (outcome == Outcome.SILENT) {
                    silent.add("byte " + at + " by " + mask);
                }
            }
        }
        assertThat(silent)
                .as("wrong answers that verify does not name, seed " + seed)
                .isEmpty();
        assertThat(counts.getOrDefault(Outcome.NAMED, 0))
                .as("the flips reached rows")
                .isGreaterThan(STEP > 1 ? 20 : 1000);
    }

    @Test
    void flip_aLetterOfADocument_isNamedWhereItIsRead() throws Exception {
        filled();
        execute(
                file,
                "UPDATE persistence_meta SET writer = 1", // so that the triggers leave the checksum as it is
                "UPDATE persistence SET data = replace(data, 'cab', 'cxb') WHERE key = 'key5'",
                "UPDATE persistence_meta SET writer = NULL");
        try (Store store = open(file)) {
            List<DamagedEntryException> skipped = new ArrayList<>();
            int found = 0;
            for (String collection : List.of("c", "d")) {
                found += store.query(Query.of(collection).skipDamaged(skipped::add))
                        .entries()
                        .size();
            }
            assertThat(found).isEqualTo(39);
            DamagedEntryException damaged = skipped.get(0);
            assertThat(damaged.reason()).contains("does not match its checksum");
            assertThatThrownBy(() -> store.retrieve(damaged.collection(), damaged.key()))
                    .isInstanceOf(DamagedEntryException.class);
            assertThat(store.verify().findings()).hasSize(1);
        }
        Stores.repair("sqlite:" + file);
        try (Store store = open(file)) {
            assertThat(store.verify().findings()).isEmpty();
            assertThat(store.verify().entries()).isEqualTo(39);
        }
    }

    @Test
    void change_byAnotherProgram_takesTheChecksumAway() throws Exception {
        filled();
        update(file, "UPDATE persistence SET data = '{\"by\":\"them\"}' WHERE key = 'key7'");
        assertThat(rows(file, "SELECT count(*) FROM persistence WHERE crc IS NULL"))
                .isEqualTo(List.of(List.of("1")));
        try (Store store = open(file)) {
            assertThat(store.retrieve("d", "key7").orElseThrow().document().text("by"))
                    .contains("them");
            store.store("d", "key7", Document.empty());
            assertThat(store.verify().isIntact()).isTrue();
        }
        assertThat(rows(file, "SELECT count(*) FROM persistence WHERE crc IS NULL"))
                .isEqualTo(List.of(List.of("0")));
    }

    @Test
    void open_ofTheFirstFormat_addsTheColumnAndServesTheSame() throws Exception {
        filled();
        String trigger = rows(file, "SELECT sql FROM sqlite_master WHERE name = 'persistence_updated'")
                .get(0)
                .get(0);
        execute(
                file,
                "DROP TRIGGER persistence_updated",
                "ALTER TABLE persistence DROP COLUMN crc",
                trigger.replace("crc = NULL, ", ""),
                "PRAGMA user_version = 1");
        try (Store store = open(file)) {
            assertThat(answersAreTheSame(store)).isTrue();
            assertThat(store.verify().findings()).isEmpty();
            assertThat(store.store("c", "new", Document.empty()).revision()).isEqualTo(43);
        }
        change_byAnotherProgram_keepsWorking();
    }

    private void change_byAnotherProgram_keepsWorking() throws Exception {
        update(file, "UPDATE persistence SET data = '{}' WHERE key = 'new'");
        try (Store store = open(file)) {
            assertThat(store.retrieve("c", "new").orElseThrow().revision()).isEqualTo(44);
        }
    }
}
