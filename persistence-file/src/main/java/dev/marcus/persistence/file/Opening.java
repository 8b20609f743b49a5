package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.Edit;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a directory holds: the files that a manifest knows, what the journals say came later, and files that
 * another program wrote, whose entries then get their revisions. Removes drafts that an interruption left and keeps a copy
 * of the torn end of a journal; changes nothing else.
 */
final class Opening {
    private static final System.Logger LOG = System.getLogger(Opening.class.getName());

    private final StoreDirectory directory;
    private final Contents contents = new Contents();
    private final Set<String> foreignFiles = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, Manifest.Part> externalParts = new HashMap<>();
    private final Map<String, Manifest.Part> replaced = new HashMap<>();
    private final Edit edit = new Edit();
    private StoreState state = StoreState.EMPTY;
    private long ownMembers;

    /** An entry that waits for its revision. */
    private record Pending(String collection, CollectionFile.Found found, Instant storedAt, int place) {}

    /**
     * What was found.
     *
     * @param state all entries that can be served
     * @param manifest what the files are, those of other programs included
     * @param contents what is damaged
     * @param foreignFiles the names of files that are not ours to write
     * @param report what is to be told to the caller
     * @param replay what the journals said
     * @param lastJournal the highest number of a journal that is there, or was
     */
    record Found(
            StoreState state,
            Manifest manifest,
            Contents contents,
            Set<String> foreignFiles,
            AdoptionReport report,
            Replay replay,
            long lastJournal) {}

    Opening(StoreDirectory directory) {
        this.directory = directory;
    }

    /**
     * Reads the directory.
     *
     * @throws CorruptionException if the manifest or a journal is damaged
     */
    Found read() throws IOException {
        directory.removeDrafts();
        Manifest manifest = manifest(directory.manifest());
        Manifest next = manifest(directory.nextManifest());
        Replay replay = new Replay(directory);
        if (manifest == null) {
            replay.checkNothingCommitted();
        }
        Manifest known = manifest == null ? Manifest.ofNewStore() : manifest;
        state = StoreState.EMPTY.reached(known.revision(), known.lastTime());
        Set<String> files = new HashSet<>(directory.disk().list(directory.path()));
        readKnown(known, next, files);
        if (next != null) {
            readNew(known, next, files);
        }
        state = replay.run(known, state);
        checkServed(replay.changed());
        readOthers(known, replay.changed(), files);
        findings.addAll(replay.findings());
        long adopted = adopt(known);
        Map<String, Manifest.Part> parts = new HashMap<>(known.parts());
        parts.putAll(replaced);
        parts.putAll(externalParts);
        Manifest complete = new Manifest(
                known.storeId(),
                state.revision(),
                state.lastTime(),
                known.writtenAt(),
                known.clean(),
                known.journal(),
                parts);
        return new Found(
                state,
                complete,
                contents,
                foreignFiles,
                new AdoptionReport(adopted, ownMembers, findings),
                replay,
                Math.max(replay.last(), known.journal()));
    }

    private @Nullable Manifest manifest(Path place) throws IOException {
        return Files.exists(place) ? Manifest.parse(directory.disk().read(place), place.toString()) : null;
    }

    /**
     * Reads the files of the manifest. A file that is neither as it says nor as the next one says was changed from outside
     * if the store was closed, and is taken over as what it is now; if the store was not closed, it is damaged.
     */
    private void readKnown(Manifest known, @Nullable Manifest next, Set<String> files) throws IOException {
        for (Map.Entry<String, Manifest.Part> entry : known.parts().entrySet()) {
            String collection = entry.getKey();
            Manifest.Part part = entry.getValue();
            state = state.changedAt(collection, part.lastChange());
            if (isLink(collection, part.file())) {
                files.remove(part.file());
                externalParts.put(collection, part.asSuspect());
                continue;
            }
            boolean there = files.remove(part.file());
            Manifest.Part later = next == null ? null : next.parts().get(collection);
            if (there && readOwn(collection, part)) {
                continue;
            }
            if (there && later != null && readOwn(collection, later)) {
                replaced.put(collection, later);
                continue;
            }
            byte[] content = there ? directory.disk().read(directory.path().resolve(part.file())) : null;
            if (known.clean() && content != null && !isUntouched(part)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} was changed since the store was closed, and is taken over as it is now.",
                        directory.path().resolve(part.file()));
                readForeign(collection, part.file(), content, known);
            } else if (known.clean() || part.suspect()) {
                block(collection, part.file(), content == null ? "the file is missing" : "the file is damaged");
                externalParts.put(collection, part.asSuspect());
            } else {
                throw new CorruptionException(directory.path().resolve(part.file())
                        + (content == null ? " is missing" : " is not as it was written")
                        + ", and the store was not closed since (expected: the file as it was; restore it, nothing was"
                        + " changed)");
            }
        }
    }

    /** Says whether nobody has written the file since, so that only a fault of the medium can have changed it. */
    private boolean isUntouched(Manifest.Part part) throws IOException {
        Instant modified = directory.disk().modified(directory.path().resolve(part.file()));
        return modified.toEpochMilli() == part.modified().toEpochMilli(); // copies keep no more of it
    }

    /** Reads the files of new collections that an interrupted checkpoint had put in their places already. */
    private void readNew(Manifest known, Manifest next, Set<String> files) throws IOException {
        for (Map.Entry<String, Manifest.Part> entry : next.parts().entrySet()) {
            Manifest.Part part = entry.getValue();
            if (!known.parts().containsKey(entry.getKey())
                    && part.adoption() == null
                    && files.contains(part.file())
                    && !Files.isSymbolicLink(directory.path().resolve(part.file()))) {
                if (readOwn(entry.getKey(), part)) {
                    files.remove(part.file());
                    replaced.put(entry.getKey(), part);
                }
            }
        }
    }

    /** What the journal says of a collection must not be given up because its file cannot be served. */
    private void checkServed(Set<String> changed) {
        for (String collection : changed) {
            if (contents.isBlocked(collection)) {
                throw new CorruptionException(
                        directory.path() + ": the journal holds commits to collection '" + collection
                                + "', whose file was not left as it was: " + contents.reason(collection)
                                + " (expected: the file as it was; restore it, nothing was changed)");
            }
        }
    }

    /** Reads the file if it is as this says, and tells whether it is. */
    private boolean readOwn(String collection, Manifest.Part part) throws IOException {
        Path path = directory.path().resolve(part.file());
        Manifest.Adoption adoption = part.adoption();
        if (adoption != null) {
            byte[] content = directory.disk().read(path);
            if (part.matches(content)) {
                readAdopted(collection, part.file(), CollectionFile.parse(content), adoption);
                return true;
            }
            return false;
        }
        CollectionFileReader.Content content =
                CollectionFileReader.read(directory.disk(), path, collection, part, state);
        if (content == null) {
            return false;
        }
        state = content.state();
        setAside(collection, part.file(), CollectionFile.parse(content.setAside()));
        return true;
    }

    private void readAdopted(String collection, String file, CollectionFile parsed, Manifest.Adoption adoption) {
        setAside(collection, file, parsed);
        int place = 0;
        for (CollectionFile.Found found : parsed.entries()) {
            if (place == adoption.revisions().size()) {
                throw new CorruptionException(directory.path().resolve(file) + ": an entry that was given no revision"
                        + " (expected: the file as it was when it was taken over)");
            }
            Instant storedAt = found.storedAt() == null ? adoption.fileTime() : found.storedAt();
            long revision = adoption.revisions().get(place++);
            state = state.with(Entry.of(collection, found.key(), found.document(), storedAt, revision), edit);
        }
    }

    /** Reads the files that no manifest knows, but none of a collection whose entries come from elsewhere. */
    private void readOthers(Manifest known, Set<String> journaled, Set<String> files) throws IOException {
        Map<String, String> taken = new HashMap<>();
        known.parts().keySet().forEach(collection -> taken.put(collection, ""));
        journaled.forEach(collection -> taken.put(collection, ""));
        Comparator<String> plainNamesFirst = Comparator.comparingInt(String::length);
        for (String file : files.stream()
                .sorted(plainNamesFirst.thenComparing(Comparator.naturalOrder()))
                .toList()) {
            Optional<String> collection = FileNames.collection(file);
            if (collection.isEmpty()) {
                if (file.endsWith(FileNames.SUFFIX) || file.endsWith(".tmp")) {
                    foreign(file, null, "no file of a collection; it was not read");
                }
            } else if (taken.putIfAbsent(collection.get(), file) != null) {
                foreign(file, collection.get(), "this collection is held elsewhere; the file was not read");
            } else if (!isLink(collection.get(), file)) {
                directory.disk().force(directory.path().resolve(file)); // no digest may outlive what it is of
                byte[] content = directory.disk().read(directory.path().resolve(file));
                if (!readForeign(collection.get(), file, content, known)) {
                    taken.remove(collection.get());
                }
            }
        }
    }

    /** A link could lead anywhere, and be written over: its collection is blocked. */
    private boolean isLink(String collection, String file) {
        boolean link = Files.isSymbolicLink(directory.path().resolve(file));
        if (link) {
            block(collection, file, "it is a symbolic link, which is not followed");
        }
        return link;
    }

    private void foreign(String file, @Nullable String collection, String reason) {
        foreignFiles.add(file);
        findings.add(new Finding(file, collection, null, reason));
    }

    /** Reads a file that another program wrote, or changed after the store was closed; says whether it is a collection. */
    private boolean readForeign(String collection, String file, byte[] content, Manifest known) throws IOException {
        CollectionFile parsed;
        try {
            parsed = CollectionFile.parse(content);
        } catch (InvalidRequestException e) {
            block(collection, file, String.valueOf(e.getMessage()));
            Manifest.Part part = known.parts().get(collection);
            if (part != null) {
                externalParts.put(collection, part.asSuspect());
            }
            return true;
        }
        boolean empty = parsed.entries().isEmpty() && parsed.setAside().isEmpty();
        if (!parsed.dated() && !empty && !known.parts().containsKey(collection)) {
            foreign(file, null, "no entry has a store time, so it is another program's file; it was not taken over");
            return false;
        }
        setAside(collection, file, parsed);
        Instant fileTime =
                Entry.checkStoredAt(directory.disk().modified(directory.path().resolve(file)));
        externalParts.put(
                collection,
                new Manifest.Part(
                        file,
                        content.length,
                        Manifest.checksum(content),
                        parsed.entries().size(),
                        content.length,
                        directory.disk().modified(directory.path().resolve(file)),
                        state.collection(collection).lastChange(),
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

    private void setAside(String collection, String file, CollectionFile parsed) {
        contents.setAside(collection, parsed.setAside());
        for (CollectionFile.SetAside member : parsed.setAside()) {
            findings.add(new Finding(file, collection, member.key(), member.reason()));
        }
    }

    private void block(String collection, String file, String reason) {
        contents.block(collection, file + ": " + reason);
        foreignFiles.add(file);
        findings.add(new Finding(file, collection, null, reason));
    }

    /** Gives the entries of other programs their revisions, in the order of their times, files and places. */
    private long adopt(Manifest known) {
        long revision = Math.max(
                state.revision(),
                pending.stream()
                        .mapToLong(entry -> entry.found.revision())
                        .max()
                        .orElse(0));
        Set<Long> used = new HashSet<>();
        long adopted = 0;
        pending.sort(Comparator.comparing(Pending::storedAt)
                .thenComparing(Pending::collection)
                .thenComparingInt(Pending::place));
        Map<String, TreeMap<Integer, Long>> given = new HashMap<>();
        for (Pending entry : pending) {
            CollectionFile.Found found = entry.found;
            boolean kept = found.revision() > 0 && used.add(found.revision());
            adopted += kept ? 0 : 1;
            long taken = kept ? found.revision() : ++revision;
            given.computeIfAbsent(entry.collection, c -> new TreeMap<>()).put(entry.place, taken);
            state = state.with(Entry.of(entry.collection, found.key(), found.document(), entry.storedAt, taken), edit);
        }
        for (String collection : externalParts.keySet()) {
            if (known.parts().containsKey(collection) && !contents.isBlocked(collection)) {
                state = state.changedAt(collection, ++revision); // something may have been removed
            }
        }
        externalParts.replaceAll((collection, part) -> contents.isBlocked(collection)
                ? part
                : adopted(
                        collection,
                        part,
                        given.getOrDefault(collection, new TreeMap<>()).values()));
        return adopted;
    }

    private Manifest.Part adopted(String collection, Manifest.Part part, Collection<Long> revisions) {
        Instant fileTime =
                part.adoption() == null ? Entry.MIN_STORED_AT : part.adoption().fileTime();
        return new Manifest.Part(
                part.file(),
                part.bytes(),
                part.checksum(),
                part.entries(),
                part.setAsideAt(),
                part.modified(),
                state.collection(collection).lastChange(),
                false,
                new Manifest.Adoption(List.copyOf(revisions), fileTime));
    }
}
