package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.catalogue.RequiresAbsent;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedRules extends Rules {
    FeedRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    @RequiresAbsent("CHANGE_FEED")
    void rule_8_CHANGE_FEED_withoutItAskingIsRefused_andNothingIsHarmed() {
        store().store("c", "k", DOC);
        for (long after : new long[] {0, 1}) {
            refused(UnsupportedException.class, () -> store().changes(after, 10), "changes", "CHANGE_FEED");
        }
        assertEquals(DOC, retrieved("c", "k"));
    }

    @Test
    void rule_8_CHANGE_FEED_whatIsDeclaredIsAnExtension_andTheOtherWayRound() {
        assertEquals(
                store().capabilities().has(Capability.CHANGE_FEED),
                store().extension(ChangeFeed.class).isPresent(),
                "whether there is a ChangeFeed (expected: as declared)");
    }

    @Test
    @Requires("CHANGE_FEED")
    void rule_8_CHANGE_FEED_changesComeInTheOrderOfTheirRevisions() {
        store().store("c", "a", DOC);
        store().store("d", "a", DOC);
        store().delete("c", "a");
        assertEquals(
                List.of("d/a", "c/a deleted"),
                store().changes(1, 10).changes().stream().map(FeedRules::text).toList());
    }

    private static String text(ChangedEntry change) {
        return change.collection() + "/" + change.key() + (change.isDeletion() ? " deleted" : "");
    }
}
