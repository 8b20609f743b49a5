package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.BackupReport;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.catalogue.RequiresAbsent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Backups and what is restored of them; beside many writers they are tried by {@link SnapshotWriters}. */
class BackupRules extends Rules {
    BackupRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private static Document number(long n) {
        return Document.of(Map.of("n", n, "text", "x".repeat(200)));
    }

    static Set<Entry> entries(Store store) {
        return store.collections().stream()
                .flatMap(collection -> store.query(Query.of(collection)).entries().stream())
                .collect(Collectors.toSet());
    }

    private static List<Long> revisions(Set<Entry> entries) {
        return entries.stream().map(Entry::revision).sorted().toList();
    }

    private Path place(String name) {
        return directory.resolve(name);
    }

    /** Fills the store, takes a backup, and returns what it holds. */
    private Set<Entry> backedUp(Path backup) {
        for (int i = 0; i < 20; i++) {
            store().store(i % 2 == 0 ? "c" : "d", "k" + i, number(i));
        }
        Set<Entry> held = entries(store());
        store().backup(backup);
        return held;
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Set<Path> siblings() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    @RequiresAbsent("SNAPSHOT_BACKUP")
    void rule_8_SNAPSHOT_BACKUP_withoutItABackupIsRefused_andNothingIsWritten() {
        store().store("c", "k", DOC);
        refused(UnsupportedException.class, () -> store().backup(place("backup")), "SNAPSHOT_BACKUP");
        assertFalse(Files.exists(place("backup")), "something was written where the backup was to be");
        assertEquals(DOC, retrieved("c", "k"));
    }

    @Test
    @Requires("SNAPSHOT_BACKUP")
    void rule_8_SNAPSHOT_BACKUP_aBackupBesideWritersIsOfOneMoment_andHasWhatWasAcknowledgedBefore()
            throws InterruptedException {
        SnapshotWriters writers = new SnapshotWriters(store(), number(1));
        for (int round = 0; round < 3; round++) {
            Path backup = place("backup" + round);
            long acknowledged = writers.during(() -> store().backup(backup));
            Stores.restore(backup, url("restored" + round));
            try (Store restored = open("restored" + round)) {
                Set<Entry> found = entries(restored);
                long last = found.stream().mapToLong(Entry::revision).max().orElse(0);
                assertTrue(
                        last >= acknowledged,
                        "the backup ends at revision " + last + ", and revision " + acknowledged
                                + " was acknowledged before it was asked for");
                Set<Entry> prefix = entries(store()).stream()
                        .filter(entry -> entry.revision() <= last)
                        .collect(Collectors.toSet());
                assertEquals(revisions(prefix), revisions(found), "the revisions in the backup, up to its last one");
                assertEquals(prefix, found, "the entries of the backup");
                writers.assertWholeCommits(found);
                assertTrue(restored.store("c", "new", DOC).revision() > last, "a revision was given again");
                assertEquals(List.of(), restored.verify().findings(), "what is wrong with the restored store");
            }
        }
    }

    @Test
    @Requires("SNAPSHOT_BACKUP")
    void rule_8_SNAPSHOT_BACKUP_aRestoredStoreIsTheStoreOfThatMoment_andGoesOn() {
        store().store("c", "gone", number(1));
        store().store("d", "k", number(2));
        long before = store().store("c", "last", number(3)).revision();
        store().delete("c", "last"); // takes the last revision, which no entry bears
        Set<Entry> held = backedUp(place("backup"));
        long highest = store().store("e", "later", number(4)).revision();
        store().delete("c", "gone");

        BackupReport whole = Stores.verifyBackup(place("backup"));
        assertEquals(store().description().storeId(), whole.storeId(), "the store that the backup is of");
        Stores.restore(place("backup"), url("restored"));
        try (Store restored = open("restored")) {
            assertEquals(held, entries(restored), "the entries, with times and revisions");
            assertEquals(List.of("c", "d"), restored.collections());
            refused(
                    ConflictException.class,
                    () -> restored.commit(
                            Commit.builder().requireUnchanged("c", before).build()));
            long last = held.stream().mapToLong(Entry::revision).max().orElseThrow();
            restored.commit(Commit.builder().requireUnchanged("d", last).build());
            Entry next = restored.store("c", "next", DOC);
            assertTrue(next.revision() > last, "revision " + next.revision() + " was given after " + last);
            assertEquals(List.of(), restored.verify().findings(), "what is wrong with the restored store");
        }
        assertTrue(store().store("c", "on", DOC).revision() > highest, "the store itself does not go on");
        assertEquals(whole, Stores.verifyBackup(place("backup")), "the backup, when its store has gone on");
    }

    @Test
    @Requires("SNAPSHOT_BACKUP")
    void rule_8_SNAPSHOT_BACKUP_aDamagedBackupIsRefusedBeforeAnythingChanges_andASoundOneIsOnlyRead()
            throws IOException {
        Path backup = place("backup");
        Set<Entry> held = backedUp(backup);
        Set<Path> around = siblings();
        for (Path file : files(backup)) {
            byte[] sound = Files.readAllBytes(file);
            for (int at : new int[] {0, sound.length / 2, sound.length - 1}) {
                byte[] flipped = sound.clone();
                if (sound.length > 0) {
                    flipped[at] ^= 1;
                    refuses(backup, file, flipped);
                }
            }
            refuses(backup, file, Arrays.copyOf(sound, sound.length + 1));
            if (sound.length > 0) {
                refuses(backup, file, Arrays.copyOf(sound, sound.length - 1));
            }
            Files.delete(file);
            refuses(backup, file);
            Path added = file.resolveSibling("added");
            Files.write(file, sound);
            Files.write(added, sound);
            refuses(backup, added);
            Files.delete(added);
        }
        assertEquals(around, siblings(), "what is around a place where nothing was restored");
        for (String space : List.of("first", "second")) {
            Stores.restore(backup, url(space));
            try (Store restored = open(space)) {
                assertEquals(held, entries(restored), "what the " + space + " store from the same backup holds");
            }
        }
        Stores.verifyBackup(backup);
    }

    private void refuses(Path backup, Path file, byte[] damaged) throws IOException {
        Files.write(file, damaged);
        refuses(backup, file);
    }

    private void refuses(Path backup, Path damaged) {
        String name = String.valueOf(damaged.getFileName());
        refused(CorruptionException.class, () -> Stores.verifyBackup(backup), name);
        refused(CorruptionException.class, () -> Stores.restore(backup, url("target")), name);
        refused(
                CorruptionException.class,
                () -> Stores.builder().url(url("target")).restore(backup, ExistingStore.SET_ASIDE),
                name);
    }

    @Test
    @Requires("SNAPSHOT_BACKUP")
    void rule_8_SNAPSHOT_BACKUP_aStoreInTheWayIsKept_andReplacedOnlyIfTold() throws IOException {
        Set<Entry> held = backedUp(place("backup"));
        Set<Entry> old = new HashSet<>();
        try (Store target = open("target")) {
            target.store("mine", "k", number(1));
            target.store("c", "k0", number(2));
            Set<Entry> open = entries(target);
            refused(
                    PersistenceException.class,
                    () -> Stores.builder().url(url("target")).restore(place("backup"), ExistingStore.SET_ASIDE));
            assertEquals(open, entries(target), "what an open store holds that was to be replaced");
            target.store("c", "k0", number(3));
            old.addAll(entries(target));
        }
        ConfigurationException refused = refused(
                ConfigurationException.class, () -> Stores.restore(place("backup"), url("target")), "SET_ASIDE");
        assertEquals("PRS-111", refused.code());
        try (Store target = open("target")) {
            assertEquals(old, entries(target), "what the store holds that was in the way");
        }

        Set<Path> before = siblings();
        Stores.builder().url(url("target")).restore(place("backup"), ExistingStore.SET_ASIDE);
        try (Store target = open("target")) {
            assertEquals(held, entries(target), "what the restored store holds");
        }
        Set<Path> aside = new HashSet<>(siblings());
        aside.removeAll(before);
        goOnIf(Files.exists(place("target")), "not run: the store keeps no files at its space");
        assertTrue(
                aside.stream().anyMatch(path -> holds(path, old)),
                "the store that was set aside opens at none of " + aside + " with what it held");
    }

    private boolean holds(Path path, Set<Entry> expected) {
        try (Store store = open(String.valueOf(path.getFileName()))) {
            return entries(store).equals(expected);
        } catch (PersistenceException e) {
            return false;
        }
    }
}
