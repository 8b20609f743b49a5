package dev.marcus.persistence.file;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.Precondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was found at opening that is not served: whole collections, single members of files, and files that are none of ours. */
final class Contents {
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> foreignFiles = new HashSet<>();
    private final Map<String, String> blocked = new HashMap<>();
    private final Map<String, List<CollectionFile.SetAside>> setAside = new HashMap<>();
    private final Map<String, Set<String>> damagedKeys = new HashMap<>();

    /** Leaves out a collection whose file cannot be served. */
    void block(String collection, String file, String reason) {
        blocked.put(collection, file + ": " + reason);
        foreign(file, collection, reason);
    }

    /** Leaves a file alone that is none of ours. */
    void foreign(String file, @Nullable String collection, String reason) {
        foreignFiles.add(file);
        findings.add(new Finding(file, collection, null, reason));
    }

    /** Returns the names of the files that are not ours to write. */
    Set<String> foreignFiles() {
        return foreignFiles;
    }

    /** Returns what is to be told to the caller. */
    List<Finding> findings() {
        return findings;
    }

    /** Leaves out members of a file that are no entries. */
    void setAside(String collection, String file, List<CollectionFile.SetAside> members) {
        members.forEach(member -> findings.add(new Finding(file, collection, member.key(), member.reason())));
        if (!members.isEmpty()) {
            setAside.put(collection, List.copyOf(members));
            Set<String> keys = damagedKeys.computeIfAbsent(collection, c -> new HashSet<>());
            members.forEach(member -> keys.add(member.key()));
        }
    }

    boolean isBlocked(String collection) {
        return blocked.containsKey(collection);
    }

    /** Returns why the collection cannot be served. */
    String reason(String collection) {
        return blocked.getOrDefault(collection, "nothing is wrong with it");
    }

    /** Returns the members of the file that are to be kept as they were found. */
    List<CollectionFile.SetAside> setAside(String collection) {
        return setAside.getOrDefault(collection, List.of());
    }

    /** Refuses a collection that cannot be served. */
    void check(String collection) {
        String reason = blocked.get(collection);
        if (reason != null) {
            throw new CorruptionException("collection '" + collection + "' cannot be read: " + reason
                    + "; its file was left as it is, and other collections are not affected (expected: an intact file;"
                    + " close the store and restore it)");
        }
    }

    /** Refuses a collection that cannot be served, and a key whose entry is damaged. */
    void check(String collection, String key) {
        check(collection);
        Set<String> keys = damagedKeys.get(collection);
        if (keys != null && keys.contains(key)) {
            String reason = setAside(collection).stream()
                    .filter(member -> member.key().equals(key))
                    .findFirst()
                    .map(CollectionFile.SetAside::reason)
                    .orElse("unknown");
            throw new DamagedEntryException(collection, key, reason, null);
        }
    }

    /** Refuses to tell what changed after a revision if that includes a collection that cannot be served. */
    void checkChanges(StoreState state, long after) {
        for (String collection : blocked.keySet()) {
            if (state.collection(collection).lastChange() > after) {
                check(collection);
            }
        }
    }

    /** Refuses a commit that looks at or changes what is damaged. */
    void check(Commit commit) {
        if (blocked.isEmpty() && setAside.isEmpty()) {
            return;
        }
        for (Change change : commit.changes()) {
            if (change instanceof Change.Put put) {
                check(put.collection(), put.key());
            } else if (change instanceof Change.Delete delete) {
                check(delete.collection(), delete.key());
            } else {
                check(change.collection());
            }
        }
        for (Precondition precondition : commit.preconditions()) {
            if (precondition instanceof Precondition.Absent absent) {
                check(absent.collection(), absent.key());
            } else if (precondition instanceof Precondition.AtRevision at) {
                check(at.collection(), at.key());
            } else {
                check(precondition.collection());
            }
        }
    }
}
