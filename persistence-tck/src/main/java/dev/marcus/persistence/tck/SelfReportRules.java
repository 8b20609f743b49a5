package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StoreClosedException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreStatus;
import dev.marcus.persistence.store.VerifyReport;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.catalogue.RequiresAbsent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a store says of itself, and what it does for a commit that demands more of it. */
class SelfReportRules extends Rules {
    private static final int BLOCK = 512;

    SelfReportRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_7_5_aSoundStoreSaysThatItIsUp_alsoBesideWriters() throws InterruptedException {
        assertUp(store());
        new SnapshotWriters(store(), DOC).during(() -> {
            for (int i = 0; i < 1000; i++) {
                assertUp(store());
            }
        });
        assertUp(store());
        assertEquals(0, store().status().waitingCommits(), "commits that wait, when every caller was answered");
        store().close();
        refused(StoreClosedException.class, () -> store().status());
    }

    private static void assertUp(Store store) {
        StoreStatus status = store.status();
        assertEquals(StoreStatus.State.UP, status.state(), () -> "problems: " + status.problems());
        assertEquals(List.of(), status.problems(), "what is wrong with a store that is up");
        assertTrue(
                status.waitingCommits() >= 0
                        && status.journalBytes() >= 0
                        && status.syncs() >= 0
                        && !status.syncTime().isNegative(),
                () -> "a figure is negative: " + status);
    }

    @Test
    void rule_7_5_verifyFindsNothingInASoundStore_andCountsWhatIsThere() throws InterruptedException {
        assertEquals(new VerifyReport(0, 0, List.of()), store().verify(), "an empty store, verified");
        for (int i = 0; i < 30; i++) {
            store().store("c" + i % 3, "k" + i, Document.of(Map.of("n", i)));
        }
        store().delete("c0", "k0");
        store().store("c1", "k1", DOC);
        assertEquals(new VerifyReport(3, 29, List.of()), store().verify(), "29 entries in 3 collections, verified");
        new SnapshotWriters(store(), DOC).during(() -> {
            for (int i = 0; i < 5; i++) {
                assertEquals(List.of(), store().verify().findings(), "what is wrong while others write");
            }
        });
        reopen();
        VerifyReport reopened = store().verify();
        assertEquals(List.of(), reopened.findings(), "what is wrong after reopening");
        if (store().capabilities().durability() != Durability.NONE) {
            assertTrue(reopened.entries() > 29 && reopened.collections() > 3, () -> "too few were read: " + reopened);
        }
    }

    private List<Entry> filled(String space) {
        List<Entry> entries = new ArrayList<>();
        try (Store store = open(space)) {
            for (int i = 0; i < 40; i++) {
                entries.add(store.store("c", "k" + i, Document.of(Map.of("n", i, "text", "x".repeat(150)))));
            }
        }
        return entries;
    }

    private Optional<Path> largestFile(String space) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> directory.relativize(file).toString().startsWith(space))
                    .max(java.util.Comparator.comparing(file -> file.toFile().length()));
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_7_5_verifyNamesDamageThatReadsMeet() throws IOException {
        filled("probe");
        goOnIf(largestFile("probe").isPresent(), "not run: the store keeps no files at its space");
        for (int part = 0; part < 12; part++) {
            String space = "damaged" + part;
            List<Entry> expected = filled(space);
            Path file = largestFile(space).orElseThrow();
            byte[] content = Files.readAllBytes(file);
            int start = content.length / 12 * part;
            for (int i = start; i < Math.min(content.length, start + BLOCK); i++) {
                content[i] ^= (byte) 0x55;
            }
            Files.write(file, content);
            Optional<String> missed = missedByVerify(space, expected);
            if (missed.isPresent()) {
                fail("after " + BLOCK + " bytes of " + directory.relativize(file) + " were changed (part " + part
                        + " of 12) verify finds nothing, and " + missed.get());
            }
        }
    }

    /** Returns what a read met that verify did not; empty also if the store refused to open. */
    private Optional<String> missedByVerify(String space, List<Entry> expected) {
        try (Store store = open(space)) {
            if (!store.verify().isIntact()) {
                return Optional.empty();
            }
            return met(store, expected);
        } catch (PersistenceException told) {
            return Optional.empty();
        }
    }

    private static Optional<String> met(Store store, List<Entry> expected) {
        try {
            for (Entry entry : expected) {
                Optional<Entry> found = store.retrieve(entry.collection(), entry.key());
                if (!found.equals(Optional.of(entry))) {
                    return Optional.of("retrieve of " + entry + " gave " + found);
                }
            }
            int count = store.query(Query.of("c")).entries().size();
            return count == expected.size() ? Optional.empty() : Optional.of("a query gave " + count + " entries");
        } catch (PersistenceException e) {
            return Optional.of("a read failed with " + e);
        }
    }

    @Test
    void rule_4_6_aCommitThatDemandsMoreDurabilityGetsItOrIsRefusedWhole() {
        long last = store().store("c", "before", DOC).revision();
        for (Durability level : Durability.values()) {
            Commit commit = Commit.builder()
                    .put("c", level.name(), DOC)
                    .durability(level)
                    .build();
            boolean promised = level.compareTo(store().capabilities().durability()) <= 0;
            try {
                CommitResult result = store().commit(commit);
                assertTrue(result.revision() > last, "no revision was given");
                assertEquals(DOC, retrieved("c", level.name()));
                assertEquals(1, store().commitAsync(commit).join().outcomes().size());
            } catch (UnsupportedException refused) {
                assertTrue(!promised, "durability " + level + " is promised and refused: " + refused.getMessage());
                refused(UnsupportedException.class, () -> store().commitAsync(commit), level.name());
                assertEquals(
                        Optional.empty(),
                        store().retrieve("c", level.name()),
                        "the entry of a commit that was refused");
            }
        }
        assertEquals(DOC, retrieved("c", "before"));
    }

    @Test
    @RequiresAbsent("PROCESS")
    void rule_8_NONE_aCommitThatDemandsToBeKeptIsRefused() {
        for (Durability level : List.of(Durability.PROCESS, Durability.DISK, Durability.REPLICATED)) {
            Commit commit =
                    Commit.builder().put("c", "k", DOC).durability(level).build();
            refused(UnsupportedException.class, () -> store().commit(commit), level.name());
            refused(UnsupportedException.class, () -> store().commitAsync(commit), level.name());
        }
        assertEquals(List.of(), store().collections());
    }
}
