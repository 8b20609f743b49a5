package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.catalogue.RequiresAbsent;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilityRules extends Rules {
    CapabilityRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_8_ATOMIC_COMMIT_whatIsDeclaredNeverChanges() {
        Capabilities capabilities = store().capabilities();
        for (int i = 0; i < 50; i++) {
            assertEquals(capabilities, store().capabilities(), "the capabilities when asked again");
        }
        store().store("c", "k", DOC);
        try (Store other = open("other")) {
            assertEquals(capabilities, other.capabilities(), "the capabilities of another store of this backend");
        }
        assertEquals(capabilities, store().capabilities(), "the capabilities after a commit");
    }

    @Test
    void rule_8_ATOMIC_COMMIT_aProgramThatRequiresMoreThanIsDeclaredIsToldAtOpening() {
        Capabilities capabilities = store().capabilities();
        for (Capability capability : Capability.all()) {
            if (capabilities.has(capability)) {
                Stores.builder().url(url("required")).require(capability).open().close();
            } else {
                refused(
                        ConfigurationException.class,
                        () -> Stores.builder()
                                .url(url("required"))
                                .require(capability)
                                .open(),
                        capability.name());
            }
        }
        for (Durability level : Durability.values()) {
            if (level.compareTo(capabilities.durability()) > 0) {
                refused(
                        ConfigurationException.class,
                        () -> Stores.builder()
                                .url(url("required"))
                                .require(level)
                                .open(),
                        level.name());
            }
        }
    }

    @Test
    @RequiresAbsent("ATOMIC_COMMIT")
    void rule_8_ATOMIC_COMMIT_withoutItACommitOfTwoChangesIsRefusedWhole() {
        store().store("c", "there", DOC);
        for (List<Change> two : List.of(
                List.<Change>of(new Change.Put("c", "a", DOC, null), new Change.Put("c", "b", DOC, null)),
                List.<Change>of(new Change.Delete("c", "there"), new Change.Put("d", "b", DOC, null)),
                List.<Change>of(new Change.Delete("c", "a"), new Change.Delete("c", "b")))) {
            Commit.Builder commit = Commit.builder();
            two.forEach(commit::change);
            refused(UnsupportedException.class, () -> store().commit(commit.build()), "ATOMIC_COMMIT");
            refused(UnsupportedException.class, () -> store().commitAsync(commit.build()), "ATOMIC_COMMIT");
        }
        assertEquals(List.of("there"), keys(dev.marcus.persistence.query.Query.of("c")));
        assertEquals(List.of("c"), store().collections());
    }

    @Test
    @Requires("ATOMIC_COMMIT")
    void rule_8_ATOMIC_COMMIT_withItACommitMayChangeManyCollections() {
        Commit.Builder commit = Commit.builder();
        for (int i = 0; i < 50; i++) {
            commit.put("c" + i, "k", DOC);
        }
        store().commit(commit.build());
        assertEquals(50, store().collections().size());
    }

    @Test
    @Requires("MULTI_PROCESS")
    void rule_8_MULTI_PROCESS_twoOwnersSeeEachOthersCommits_andNoRevisionIsGivenTwice() {
        store().store("c", "k", DOC);
        try (Store second = open("space")) {
            assertEquals(
                    DOC,
                    second.retrieve("c", "k")
                            .orElseThrow(() -> new AssertionError("the second owner does not see the entry"))
                            .document());
            long last = 0;
            for (int i = 0; i < 20; i++) {
                Store writer = i % 2 == 0 ? second : store();
                Store reader = i % 2 == 0 ? store() : second;
                long revision = writer.store("c", "k" + i, DOC).revision();
                assertTrue(revision > last, "revision " + revision + " was given after " + last);
                last = revision;
                assertTrue(reader.retrieve("c", "k" + i).isPresent(), "the other owner does not see entry k" + i);
            }
        }
    }

    @Test
    @RequiresAbsent("MULTI_PROCESS")
    @Requires("PROCESS")
    void rule_8_MULTI_PROCESS_withoutItASecondOwnerIsRefused_andTheFirstGoesOn() {
        store().store("c", "k", DOC);
        refused(dev.marcus.persistence.error.PersistenceException.class, () -> open("space"), "process");
        store().store("c", "k2", DOC);
        assertEquals(List.of("k2", "k"), keys(dev.marcus.persistence.query.Query.of("c")));
    }

    @Test
    @RequiresAbsent("CHANGE_FEED")
    void rule_8_CHANGE_FEED_withoutItAProgramThatRequiresItIsToldAtOpening() {
        requirementIsRefused(Capability.CHANGE_FEED);
    }

    @Test
    @RequiresAbsent("SNAPSHOT_BACKUP")
    void rule_8_SNAPSHOT_BACKUP_withoutItAProgramThatRequiresItIsToldAtOpening() {
        requirementIsRefused(Capability.SNAPSHOT_BACKUP);
    }

    private void requirementIsRefused(Capability capability) {
        ConfigurationException refused = refused(
                ConfigurationException.class,
                () -> Stores.builder().url(url("required")).require(capability).open(),
                capability.name());
        assertTrue(refused.getCause() instanceof UnsupportedException, "the cause is " + refused.getCause());
    }
}
