package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.Edit;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes over the files that another program wrote, or somebody changed after the store was closed: reads them all, and then
 * gives their entries revisions. The files stay as they are.
 */
final class Adopting {
    private final StoreDirectory directory;
    private final Manifest known;
    private final Contents contents;
    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, Manifest.Part> parts = new HashMap<>();
    private long adopted;
    private long ownMembers;
    private boolean changeUnknown;

    /** An entry that waits for its revision. */
    private record Pending(String collection, CollectionFile.Found found, Instant storedAt, int place) {}

    Adopting(StoreDirectory directory, Manifest known, Contents contents) {
        this.directory = directory;
        this.known = known;
        this.contents = contents;
    }

    /** Returns what the files are, those included that cannot be served. */
    Map<String, Manifest.Part> parts() {
        return parts;
    }

    /** Returns how many entries were given a revision. */
    long adopted() {
        return adopted;
    }

    /** Returns how many of them held members that are now the entry's own. */
    long ownMembers() {
        return ownMembers;
    }

    /** Says whether what was taken over may have changed or removed entries of the store without a new revision. */
    boolean isChangeUnknown() {
        return changeUnknown;
    }

    /** Leaves a collection out, whose file cannot be served. */
    void leave(String collection, Manifest.Part part, String reason) {
        contents.block(collection, part.file(), reason);
        parts.put(collection, part.asSuspect());
    }

    /** Reads a file, and says whether it is a collection, last changed at this revision as far as is known. */
    boolean read(String collection, String file, byte[] content, long lastChange) throws IOException {
        CollectionFile parsed;
        try {
            parsed = CollectionFile.parse(content);
        } catch (InvalidRequestException e) {
            contents.block(collection, file, String.valueOf(e.getMessage()));
            Manifest.Part part = known.parts().get(collection);
            if (part != null) {
                parts.put(collection, part.asSuspect());
            }
            return true;
        }
        boolean empty = parsed.entries().isEmpty() && parsed.setAside().isEmpty();
        if (!parsed.dated() && !empty && !known.parts().containsKey(collection)) {
            contents.foreign(
                    file, null, "no entry has a store time, so it is another program's file; it was not taken over");
            return false;
        }
        contents.setAside(collection, file, parsed.setAside());
        Instant fileTime =
                Entry.checkStoredAt(directory.disk().modified(directory.path().resolve(file)));
        parts.put(
                collection,
                new Manifest.Part(
                        file,
                        content.length,
                        Manifest.checksum(content),
                        parsed.entries().size(),
                        content.length,
                        directory.disk().modified(directory.path().resolve(file)),
                        lastChange,
                        false,
                        new Manifest.Adoption(List.of(), fileTime)));
        int place = 0;
        for (CollectionFile.Found found : parsed.entries()) {
            ownMembers += found.ownMembers() ? 1 : 0;
            Instant storedAt = found.storedAt() == null ? fileTime : found.storedAt();
            boolean copied = !known.parts().isEmpty()
                    && (!known.parts().containsKey(collection) || storedAt.isAfter(known.writtenAt()));
            pending.add(new Pending(collection, keepRevision(found, copied), storedAt, place++));
        }
        return true;
    }

    /** An entry in a new file, or stored after the files were written, has its revision only because it was copied. */
    private static CollectionFile.Found keepRevision(CollectionFile.Found found, boolean copied) {
        return found.revision() > 0 && (copied || found.storedAt() == null)
                ? new CollectionFile.Found(found.key(), found.document(), found.storedAt(), 0, found.ownMembers())
                : found;
    }

    /** Gives the entries of other programs their revisions, in the order of their times, files and places. */
    StoreState adopt(StoreState before) {
        StoreState state = before;
        long revision = Math.max(
                state.revision(),
                pending.stream()
                        .mapToLong(entry -> entry.found.revision())
                        .max()
                        .orElse(0));
        Set<Long> used = usedRevisions(before);
        pending.sort(Comparator.comparing(Pending::storedAt)
                .thenComparing(Pending::collection)
                .thenComparingInt(Pending::place));
        Map<String, TreeMap<Integer, Long>> given = new HashMap<>();
        Edit edit = new Edit();
        for (Pending entry : pending) {
            CollectionFile.Found found = entry.found;
            boolean kept = found.revision() > 0 && used.add(found.revision());
            adopted += kept ? 0 : 1;
            long taken = kept ? found.revision() : ++revision;
            changeUnknown |= taken <= known.revision();
            given.computeIfAbsent(entry.collection, c -> new TreeMap<>()).put(entry.place, taken);
            state = state.with(Entry.of(entry.collection, found.key(), found.document(), entry.storedAt, taken), edit);
        }
        for (String collection : parts.keySet()) {
            if (known.parts().containsKey(collection) && !contents.isBlocked(collection)) {
                state = state.changedAt(collection, ++revision); // something may have been removed
                changeUnknown = true;
            }
        }
        StoreState all = state;
        parts.replaceAll((collection, part) -> contents.isBlocked(collection)
                ? part
                : adopted(
                        part,
                        all.collection(collection).lastChange(),
                        given.getOrDefault(collection, new TreeMap<>()).values()));
        return state;
    }

    /** Returns the revisions of the entries that are there, if any of those to come claims one. */
    private Set<Long> usedRevisions(StoreState before) {
        Set<Long> used = new HashSet<>();
        if (pending.stream().anyMatch(entry -> entry.found.revision() > 0)) {
            for (String collection : before.names()) {
                before.collection(collection).oldestFirst().forEachRemaining(entry -> used.add(entry.revision()));
            }
        }
        return used;
    }

    private static Manifest.Part adopted(Manifest.Part part, long lastChange, Collection<Long> revisions) {
        Instant fileTime =
                part.adoption() == null ? Entry.MIN_STORED_AT : part.adoption().fileTime();
        return new Manifest.Part(
                part.file(),
                part.bytes(),
                part.checksum(),
                part.entries(),
                part.setAsideAt(),
                part.modified(),
                lastChange,
                false,
                new Manifest.Adoption(List.copyOf(revisions), fileTime));
    }
}
