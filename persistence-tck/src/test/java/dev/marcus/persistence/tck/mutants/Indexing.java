package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.Conflict;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.query.AccessPath;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.ValueOrder;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sound backend with indexes that are none: it reads everything, and tells of the matches only, which nobody outside can
 * tell from an index. It passes the kit; a mutant overrides what it breaks.
 */
class Indexing extends Broken {
    Indexing(PersistenceBackend sound) {
        super(sound);
    }

    @Override
    public Capabilities capabilities() {
        Capabilities capabilities = sound.capabilities();
        Set<Capability> more = new HashSet<>(capabilities.supported());
        more.add(Capability.INDEXES);
        return new Capabilities(more, capabilities.durability(), capabilities.limits());
    }

    /** Returns the indexes of the collection. */
    List<Index> indexes(String collection) {
        return Sound.entries(sound, Index.COLLECTION).stream()
                .map(entry -> Index.Declared.of(entry.key(), entry.document()))
                .filter(declared -> declared.collection().equals(collection))
                .map(Index.Declared::index)
                .toList();
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
        Commit.Builder conditions = Commit.builder();
        commit.preconditions().forEach(conditions::require);
        sound.commit(conditions.build());
        List<Conflict> conflicts = conflicts(commit);
        if (!conflicts.isEmpty()) {
            return refuse(commit, conflicts);
        }
        return sound.commit(commit);
    }

    CommitResult refuse(Commit commit, List<Conflict> conflicts) {
        throw new ConflictException(conflicts);
    }

    /** Returns what unique indexes have against the outcome of the commit. */
    List<Conflict> conflicts(Commit commit) {
        List<Conflict> conflicts = new ArrayList<>();
        Map<String, Map<String, Entry>> outcome = new HashMap<>();
        for (Change change : commit.changes()) {
            apply(change, outcome.computeIfAbsent(change.collection(), this::byKey));
        }
        for (Change change : commit.changes()) {
            if (!(change instanceof Change.Put put)) {
                continue;
            }
            if (put.collection().equals(Index.COLLECTION)) {
                Index.Declared declared = Index.Declared.of(put.key(), put.document());
                Map<String, Entry> entries = byKey(declared.collection());
                entries.values().forEach(entry -> against(declared.index(), entry, entries, conflicts));
            } else {
                Map<String, Entry> entries = outcome.get(put.collection());
                Entry entry = entries.get(put.key());
                if (entry != null) {
                    indexes(put.collection()).forEach(index -> against(index, entry, entries, conflicts));
                }
            }
        }
        return conflicts.isEmpty() ? conflicts : conflicts.subList(0, 1);
    }

    Map<String, Entry> byKey(String collection) {
        Map<String, Entry> entries = new HashMap<>();
        Sound.entries(sound, collection).forEach(entry -> entries.put(entry.key(), entry));
        return entries;
    }

    private static void apply(Change change, Map<String, Entry> entries) {
        if (change instanceof Change.Put put) {
            entries.put(put.key(), Entry.of(put.collection(), put.key(), put.document(), Entry.MIN_STORED_AT, 1));
        } else if (change instanceof Change.Delete delete) {
            entries.remove(delete.key());
        } else if (change instanceof Change.DeleteOlderThan old) {
            entries.values().removeIf(entry -> entry.storedAt().isBefore(old.cutoff()));
        }
    }

    private void against(Index index, Entry entry, Map<String, Entry> others, List<Conflict> conflicts) {
        if (index.kind() != Index.Kind.UNIQUE) {
            return;
        }
        for (Entry other : others.values()) {
            if (!other.key().equals(entry.key()) && collide(index, entry, other)) {
                conflicts.add(conflict(index, entry, other));
            }
        }
    }

    Conflict conflict(Index index, Entry entry, Entry other) {
        return Conflict.notUnique(entry.collection(), entry.key(), index.name(), other.key());
    }

    /** Says whether two entries may not be there together. */
    boolean collide(Index index, Entry a, Entry b) {
        List<Object> valuesOfA = index.uniqueValues(a);
        List<Object> valuesOfB = index.uniqueValues(b);
        if (valuesOfA == null || valuesOfB == null) {
            return false;
        }
        for (int i = 0; i < valuesOfA.size(); i++) {
            if (ValueOrder.compare(valuesOfA.get(i), valuesOfB.get(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the index with the most paths that the request names, the first of them among them. */
    Optional<Index> serving(QueryRequest request) {
        Set<FieldPath> named = new HashSet<>();
        name(request.filter(), named);
        request.sorts().stream().map(Sort::path).forEach(named::add);
        return indexes(request.collection()).stream()
                .filter(index -> named.contains(index.paths().get(0)))
                .max(Comparator.comparing(
                        index -> index.paths().stream().filter(named::contains).count()));
    }

    private static void name(Filter filter, Set<FieldPath> named) {
        if (filter instanceof Filter.And and) {
            and.filters().forEach(part -> name(part, named));
        } else if (filter instanceof Filter.Compare compare) {
            named.add(compare.path());
        } else if (filter instanceof Filter.In in) {
            named.add(in.path());
        } else if (filter instanceof Filter.StartsWith starts) {
            named.add(starts.path());
        } else if (filter instanceof Filter.Search search) {
            named.add(search.path());
        }
    }

    /** Returns the matches in their order, as the index finds them. */
    List<Entry> matches(Index index, QueryRequest request) {
        return Sound.entries(sound, request.collection()).stream()
                .filter(request.filter().predicate())
                .sorted(Sort.comparator(request.sorts()))
                .toList();
    }

    /** Returns how much it says to have looked at. */
    long examined(long given, String collection) {
        return given;
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        Optional<Index> index = serving(request);
        if (index.isEmpty()) {
            return sound.query(request);
        }
        Iterator<Entry> matches = matches(index.get(), request).iterator();
        return new BackendCursor() {
            private long given;

            @Override
            public @Nullable Entry next() {
                given += matches.hasNext() ? 1 : 0;
                return matches.hasNext() ? matches.next() : null;
            }

            @Override
            public Pushed pushed() {
                return new Pushed(Pushed.Filtering.EXACT, true, false);
            }

            @Override
            public long examined() {
                return Indexing.this.examined(given, request.collection());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public AccessPath explain(QueryRequest request) {
        return serving(request)
                .map(index -> new AccessPath("an index", index.name(), -1, ""))
                .orElse(AccessPath.of("everything"));
    }
}
