package dev.marcus.persistence.spi;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads every entry in both ways that a backend has, and compares them. */
final class ReadingVerification {
    private final PersistenceBackend backend;
    private final List<Finding> findings;
    private long entries;

    private ReadingVerification(PersistenceBackend backend) {
        this.backend = backend;
        findings = new ArrayList<>(backend.adoptionReport().findings());
    }

    static VerifyReport of(PersistenceBackend backend) {
        ReadingVerification verification = new ReadingVerification(backend);
        TreeSet<String> collections = new TreeSet<>(backend.collections());
        collections.forEach(verification::read);
        return new VerifyReport(collections.size(), verification.entries, verification.findings);
    }

    private void read(String collection) {
        try (BackendCursor cursor = backend.query(QueryRequest.of(collection, Filter.all(), List.of(), -1, null))) {
            while (true) {
                try {
                    Entry entry = cursor.next();
                    if (entry == null) {
                        return;
                    }
                    compare(entry);
                } catch (DamagedEntryException e) {
                    add(new Finding("collection '" + collection + "'", collection, e.key(), e.reason()));
                }
            }
        } catch (CorruptionException e) {
            add(new Finding("collection '" + collection + "'", collection, null, String.valueOf(e.getMessage())));
        }
    }

    /** What a walk gives must be what its key gives, unless somebody stored anew or deleted meanwhile. */
    private void compare(Entry walked) {
        String collection = walked.collection();
        Optional<Entry> byKey = backend.retrieve(collection, walked.key());
        if (byKey.isPresent()
                && byKey.get().revision() <= walked.revision()
                && !byKey.get().equals(walked)) {
            add(new Finding(
                    "collection '" + collection + "'",
                    collection,
                    walked.key(),
                    "a query gives another entry of this key than asking for it"));
        } else {
            entries++;
        }
    }

    private void add(Finding finding) {
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }
}
