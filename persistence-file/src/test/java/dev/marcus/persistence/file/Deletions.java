package dev.marcus.persistence.file;

import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.ChangedEntry;
import java.util.List;

/** What a store tells of deletions. */
final class Deletions {
    private Deletions() {}

    /** Returns all that are told to one who has followed from the first commit on. */
    static List<ChangedEntry> of(PersistenceBackend backend) {
        if (backend.lastRevision() == 0) {
            return List.of();
        }
        return backend.extension(ChangeFeed.class).orElseThrow().changes(1, Integer.MAX_VALUE).changes().stream()
                .filter(ChangedEntry::isDeletion)
                .toList();
    }
}
