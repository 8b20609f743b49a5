package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.ChangeFeed;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.ChangeBatch;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sound backend with a feed that reads everything, and with tombstones that the process keeps while the store is closed,
 * which nobody inside it can tell from a disk. It passes the kit; a mutant overrides what it breaks.
 */
class Feeding extends Broken implements ChangeFeed {
    private static final Map<String, Kept> KEPT = new ConcurrentHashMap<>();

    final Kept kept;
    private final InstantSource clock;
    private final Duration age;

    /** What a store keeps of deletions. */
    static final class Kept {
        private final List<Buried> buried = new ArrayList<>();
        private long horizon;
    }

    /** A tombstone. */
    private record Buried(ChangedEntry deletion, Instant at) {
        private boolean isOf(String collection, String key) {
            return deletion.collection().equals(collection) && deletion.key().equals(key);
        }
    }

    Feeding(PersistenceBackend sound, BackendConfig config) {
        super(sound);
        kept = keptOf(sound.storeId());
        clock = config.clock();
        age = config.get(ChangeFeed.TOMBSTONES);
    }

    /** Returns what was kept of the store when it was closed. */
    Kept keptOf(String storeId) {
        return KEPT.computeIfAbsent(storeId, id -> new Kept());
    }

    @Override
    public Capabilities capabilities() {
        Capabilities capabilities = super.capabilities();
        Set<Capability> more = new HashSet<>(capabilities.supported());
        more.add(Capability.CHANGE_FEED);
        return new Capabilities(more, capabilities.durability(), capabilities.limits());
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
        Map<String, Map<String, Entry>> before = new HashMap<>();
        commit.changes().forEach(change -> before.computeIfAbsent(change.collection(), this::byKey));
        CommitResult result = super.commit(commit);
        for (int i = 0; i < commit.changes().size(); i++) {
            Change change = commit.changes().get(i);
            note(change, result.outcomes().get(i), before.get(change.collection()));
        }
        if (result.revision() > 0) {
            drop();
        }
        return result;
    }

    private Map<String, Entry> byKey(String collection) {
        Map<String, Entry> entries = new HashMap<>();
        Sound.entries(sound, collection).forEach(entry -> entries.put(entry.key(), entry));
        return entries;
    }

    private void note(Change change, CommitResult.Outcome outcome, Map<String, Entry> before) {
        if (change instanceof Change.Put put) {
            stored(put.collection(), put.key());
        } else if (change instanceof Change.Delete delete && outcome.affected() > 0) {
            bury(delete.collection(), delete.key(), outcome.revision());
        } else if (change instanceof Change.DeleteOlderThan old && outcome.affected() > 0) {
            Map<String, Entry> left = byKey(old.collection());
            long revision = outcome.revision() - outcome.affected();
            for (Entry removed : before.values().stream()
                    .filter(entry -> !left.containsKey(entry.key()))
                    .sorted(Comparator.comparing(Entry::storedAt).thenComparing(Entry::revision))
                    .toList()) {
                buryOld(old.collection(), removed.key(), ++revision);
            }
        }
    }

    /** Makes a tombstone of what was deleted. */
    void bury(String collection, String key, long revision) {
        stored(collection, key);
        kept.buried.add(new Buried(ChangedEntry.deleted(collection, key, revision), clock.instant()));
    }

    /** Makes a tombstone of what a retention removed. */
    void buryOld(String collection, String key, long revision) {
        bury(collection, key, revision);
    }

    /** Removes the tombstone of what is there again. */
    void stored(String collection, String key) {
        kept.buried.removeIf(buried -> buried.isOf(collection, key));
    }

    /** Says for how long tombstones are kept. */
    Duration age() {
        return age;
    }

    private void drop() {
        Instant before = clock.instant().minus(age());
        for (Buried buried : List.copyOf(kept.buried)) {
            if (buried.at.isBefore(before)) {
                kept.buried.remove(buried);
                dropped(buried.deletion.revision());
            }
        }
    }

    /** Remembers that this deletion is not told any more. */
    void dropped(long revision) {
        kept.horizon = Math.max(kept.horizon, revision);
    }

    @Override
    public synchronized ChangeBatch changes(long after, int limit) {
        check(after, kept.horizon);
        return batch(changed(after), limit, sound.lastRevision());
    }

    /** Refuses one who comes too late. */
    void check(long after, long horizon) {
        if (after > 0 && after < horizon) {
            throw ChangesExpiredException.tooLate(after, horizon);
        }
    }

    /** Returns everything that changed after the revision, in order. */
    List<ChangedEntry> changed(long after) {
        List<ChangedEntry> changed = new ArrayList<>();
        for (String collection : sound.collections()) {
            Sound.entries(sound, collection).forEach(entry -> changed.add(ChangedEntry.of(entry)));
        }
        if (after > 0) {
            changed.addAll(deletions());
        }
        changed.removeIf(change -> change.revision() <= after);
        changed.sort(Comparator.comparing(ChangedEntry::revision));
        return changed;
    }

    /** Returns what the tombstones say. */
    List<ChangedEntry> deletions() {
        return kept.buried.stream().map(Buried::deletion).toList();
    }

    /** Returns as much as was asked for. */
    ChangeBatch batch(List<ChangedEntry> changed, int limit, long last) {
        boolean more = changed.size() > limit;
        List<ChangedEntry> changes = more ? changed.subList(0, limit) : changed;
        return new ChangeBatch(changes, more ? changes.get(limit - 1).revision() : last, more);
    }
}
