package dev.marcus.persistence.migration;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Applies a plan to the documents of one moment, and throws away what comes out but the differences. */
final class DryRun {
    private final Store store;
    private final Conversion conversion;
    private final Versions versions;
    private final int examples;
    private final boolean values;
    private final List<MigrationPreview.Difference> differences = new ArrayList<>();
    private final List<MigrationFailedException> failures = new ArrayList<>();
    private long changed;
    private long unchanged;
    private long failed;

    DryRun(Store store, Conversion conversion, Versions versions, int examples, boolean values) {
        if (examples < 0) {
            throw new InvalidRequestException("examples: " + examples + " (expected: >= 0)");
        }
        this.store = store;
        this.conversion = conversion;
        this.versions = versions;
        this.examples = examples;
        this.values = values;
    }

    MigrationPreview report() {
        String collection = conversion.plan().collection();
        int latest = conversion.plan().latest();
        if (versions.current() != latest) {
            compareAll(Query.of(collection), latest);
        } else if (!versions.isFinished()) {
            compareAll(Migration.older(collection, versions), latest);
        }
        int from = versions.marks().get(0).version();
        return new MigrationPreview(collection, from, latest, changed, unchanged, failed, differences, failures);
    }

    private void compareAll(Query query, int latest) {
        try (Stream<Entry> entries = store.stream(query.sortBy(Sort.oldestFirst()))) {
            for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
                compare(all.next(), latest);
            }
        }
    }

    private void compare(Entry entry, int latest) {
        Document document;
        try {
            document = conversion.convert(entry, versions.of(entry.revision()), latest);
        } catch (MigrationFailedException e) {
            failed++;
            if (failures.size() < examples) {
                failures.add(e);
            }
            return;
        }
        if (document.equals(entry.document())) {
            unchanged++;
            return;
        }
        changed++;
        if (differences.size() < examples) {
            List<MigrationPreview.PathChange> found = new ArrayList<>();
            compare(List.of(), entry.document().toMap(), document.toMap(), found);
            differences.add(new MigrationPreview.Difference(entry.key(), found));
        }
    }

    private void compare(
            List<String> path, Map<?, ?> before, Map<?, ?> after, List<MigrationPreview.PathChange> found) {
        TreeSet<String> names = new TreeSet<>();
        before.keySet().forEach(name -> names.add((String) name));
        after.keySet().forEach(name -> names.add((String) name));
        for (String name : names) {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            Object was = before.get(name);
            Object is = after.get(name);
            if (!before.containsKey(name)) {
                found.add(change(longer, MigrationPreview.Kind.ADDED, null, is));
            } else if (!after.containsKey(name)) {
                found.add(change(longer, MigrationPreview.Kind.REMOVED, was, null));
            } else if (was instanceof Map<?, ?> a && is instanceof Map<?, ?> b) {
                compare(longer, a, b, found);
            } else if (!Objects.equals(was, is)) {
                found.add(change(longer, MigrationPreview.Kind.CHANGED, was, is));
            }
        }
    }

    private MigrationPreview.PathChange change(
            List<String> path, MigrationPreview.Kind kind, @Nullable Object was, @Nullable Object is) {
        return new MigrationPreview.PathChange(new FieldPath(path), kind, values ? was : null, values ? is : null);
    }
}
