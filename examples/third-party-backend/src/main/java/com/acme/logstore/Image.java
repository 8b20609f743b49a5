package com.acme.logstore;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.CommitTarget;
import dev.marcus.persistence.spi.StoreTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything in the store. A commit changes a copy, which then takes the place of the original. */
final class Image implements CommitTarget {
    private final Map<String, Map<String, Entry>> collections;
    private final Map<String, Long> lastChanges;
    private final List<Object> changes = new ArrayList<>(); // those made to this copy
    private final Set<String> copied = new HashSet<>();
    private final InstantSource clock;
    private long revision;
    private Instant time;

    Image(InstantSource clock) {
        this.clock = clock;
        collections = new HashMap<>();
        lastChanges = new HashMap<>();
        time = Entry.MIN_STORED_AT;
    }

    Image(Image original) {
        clock = original.clock;
        collections = new HashMap<>(original.collections);
        lastChanges = new HashMap<>(original.lastChanges);
        revision = original.revision;
        time = original.time;
    }

    Set<String> names() {
        Set<String> names = new HashSet<>(collections.keySet());
        names.removeIf(name -> in(name).isEmpty());
        return names;
    }

    Map<String, Entry> in(String collection) {
        return collections.getOrDefault(collection, Map.of());
    }

    long revision() {
        return revision;
    }

    @Override
    public long revisionOf(String collection, String key) {
        Entry entry = in(collection).get(key);
        return entry == null ? 0 : entry.revision();
    }

    @Override
    public long lastChange(String collection) {
        return lastChanges.getOrDefault(collection, 0L);
    }

    @Override
    public List<String> keysOlderThan(String collection, Instant cutoff, int limit) {
        return in(collection).values().stream()
                .filter(entry -> entry.storedAt().isBefore(cutoff))
                .sorted(Comparator.comparing(Entry::storedAt).thenComparing(Entry::revision))
                .limit(limit)
                .map(Entry::key)
                .toList();
    }

    @Override
    public long nextRevision() {
        return ++revision;
    }

    @Override
    public Instant commitTime() {
        time = StoreTime.next(clock, time);
        return time;
    }

    @Override
    public void put(Entry entry) {
        changed(entry.collection(), entry.revision()).put(entry.key(), entry);
        changes.add(List.of(
                entry.collection(),
                entry.key(),
                entry.revision(),
                entry.storedAt().toString(),
                entry.document().toMap()));
    }

    @Override
    public void delete(String collection, String key, long removedAt) {
        changed(collection, removedAt).remove(key);
        changes.add(List.of(collection, key, removedAt));
    }

    private Map<String, Entry> changed(String collection, long changedAt) {
        lastChanges.put(collection, changedAt);
        if (copied.add(collection)) {
            collections.put(collection, new HashMap<>(in(collection)));
        }
        return collections.get(collection);
    }

    /** Returns the changes made to this copy, for the file. */
    Document line() {
        return Document.of(Map.of("revision", revision, "time", time.toString(), "changes", changes));
    }

    /** Makes the changes of a line again. */
    @SuppressWarnings("unchecked") // they are what line() wrote
    void replay(Document line) {
        for (Object change : (List<Object>) line.get("changes").orElseThrow()) {
            List<Object> parts = (List<Object>) change;
            String collection = (String) parts.get(0);
            String key = (String) parts.get(1);
            long changedAt = (long) parts.get(2);
            if (parts.size() == 3) {
                delete(collection, key, changedAt);
            } else {
                Document document = Document.of((Map<String, Object>) parts.get(4));
                put(Entry.of(collection, key, document, Instant.parse((String) parts.get(3)), changedAt));
            }
        }
        changes.clear();
        revision = line.number("revision").orElseThrow().longValueExact();
        time = Instant.parse(line.text("time").orElseThrow());
    }
}
