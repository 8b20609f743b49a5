package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the documents before the last mark to its version, the oldest first, a page at a time, so that no snapshot is held.
 * What it stores has a revision behind the mark, and is not found again; nor is what somebody else stores meanwhile.
 */
final class Run {
    private final Store store;
    private final Conversion conversion;
    private final Versions versions;
    private final Lease lease;
    private final String collection;
    private final boolean atomic;
    private final int size;
    private long changed;
    private long unchanged;

    Run(Store store, Conversion conversion, Versions versions, Lease lease) {
        this.store = store;
        this.conversion = conversion;
        this.versions = versions;
        this.lease = lease;
        collection = conversion.plan().collection();
        atomic = store.capabilities().has(Capability.ATOMIC_COMMIT);
        int most = atomic ? store.capabilities().limits().changes() : Integer.MAX_VALUE;
        size = Math.min(conversion.plan().batch(), most);
    }

    /** What an entry is to become. */
    private record Changed(Entry entry, Document document) {}

    MigrationReport all() {
        if (!versions.isFinished()) {
            Query query = Migration.older(collection, versions)
                    .sortBy(Sort.oldestFirst())
                    .limit(size);
            Page page = store.query(query);
            batch(page.entries());
            while (page.hasMore()) {
                lease.renew();
                page = store.query(query.after(page.next().orElseThrow()));
                batch(page.entries());
            }
        }
        int from = versions.marks().get(0).version();
        return new MigrationReport(collection, from, versions.current(), changed, unchanged);
    }

    private void batch(List<Entry> entries) {
        List<Changed> batch = new ArrayList<>();
        for (Entry entry : entries) {
            Document document = conversion.convert(entry, versions.of(entry.revision()), versions.current());
            if (document.equals(entry.document())) {
                unchanged++;
            } else {
                batch.add(new Changed(entry, document));
            }
        }
        if (atomic) {
            commit(batch);
        } else {
            batch.forEach(one -> commit(List.of(one)));
        }
    }

    /** What somebody stored or removed meanwhile is left: it is behind the mark, or gone. */
    private void commit(List<Changed> batch) {
        List<Changed> rest = batch;
        while (!rest.isEmpty()) {
            try {
                lease.commit(puts(rest));
                changed += rest.size();
                return;
            } catch (ConflictException e) {
                List<Changed> untouched = without(rest, e.conflicts());
                if (untouched.size() == rest.size()) {
                    throw e;
                }
                rest = untouched;
            }
        }
    }

    /** They keep their times: when something was stored does not change with its form. */
    private Commit.Builder puts(List<Changed> batch) {
        Commit.Builder commit = Commit.builder();
        for (Changed one : batch) {
            commit.putAt(collection, one.entry.key(), one.document, one.entry.storedAt())
                    .requireRevision(collection, one.entry.key(), one.entry.revision());
        }
        return commit;
    }

    private static List<Changed> without(List<Changed> batch, List<Conflict> conflicts) {
        Set<String> touched = conflicts.stream()
                .filter(conflict -> conflict.index() == null)
                .map(conflict -> String.valueOf(conflict.key()))
                .collect(Collectors.toSet());
        return batch.stream().filter(one -> !touched.contains(one.entry.key())).toList();
    }
}
