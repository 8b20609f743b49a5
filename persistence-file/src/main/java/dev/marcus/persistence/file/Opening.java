package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.memory.engine.Edit;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.memory.engine.Tombstone;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Map<String, Manifest.Part> replaced = new HashMap<>();
    private final Edit edit = new Edit();
    private StoreState state = StoreState.UNREAD;

    /**
     * What was found.
     *
     * @param state all entries that can be served
     * @param manifest what the files are, those of other programs included
     * @param contents what is damaged
     * @param report what is to be told to the caller
     * @param replay what the journals said
     * @param lastJournal the highest number of a journal that is there, or was
     */
    record Found(
            StoreState state,
            Manifest manifest,
            Contents contents,
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
        state = StoreState.UNREAD.reached(known.revision(), known.lastTime());
        Adopting adopting = new Adopting(directory, known, contents);
        Set<String> files = new HashSet<>(directory.disk().list(directory.path()));
        readKnown(known, next, files, adopting);
        if (next != null) {
            readNew(known, next, files);
        }
        boolean tombstonesLost = !readTombstones(known);
        state = replay.run(known, state);
        checkServed(replay.changed());
        readOthers(known, replay.changed(), files, adopting);
        contents.findings().addAll(replay.findings());
        state = adopting.adopt(state).complete();
        TombstoneFile.Part tombstones = known.tombstones();
        if (adopting.isChangeUnknown()) {
            tombstones = TombstoneFile.Part.none(state.revision());
        } else if (tombstones == null || tombstonesLost) {
            tombstones = TombstoneFile.Part.none(known.revision());
        }
        state = state.since(tombstones.horizon());
        Map<String, Manifest.Part> parts = new HashMap<>(known.parts());
        parts.putAll(replaced);
        parts.putAll(adopting.parts());
        Manifest complete = new Manifest(
                known.storeId(),
                state.revision(),
                state.lastTime(),
                known.writtenAt(),
                known.clean(),
                known.journal(),
                tombstones,
                parts);
        return new Found(
                state,
                complete,
                contents,
                new AdoptionReport(adopting.adopted(), adopting.ownMembers(), contents.findings()),
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
    private void readKnown(Manifest known, @Nullable Manifest next, Set<String> files, Adopting adopting)
            throws IOException {
        for (Map.Entry<String, Manifest.Part> entry : known.parts().entrySet()) {
            String collection = entry.getKey();
            Manifest.Part part = entry.getValue();
            state = state.changedAt(collection, part.lastChange());
            if (isLink(collection, part.file())) {
                files.remove(part.file());
                adopting.parts().put(collection, part.asSuspect());
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
                adopting.read(
                        collection,
                        part.file(),
                        content,
                        state.collection(collection).lastChange());
            } else if (known.clean() || part.suspect()) {
                adopting.leave(collection, part, content == null ? "the file is missing" : "the file is damaged");
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

    /**
     * Reads the tombstones of the manifest, but none of a key that a file of a later checkpoint holds again. Says whether
     * they are there; followers who would need them begin again.
     */
    private boolean readTombstones(Manifest known) throws IOException {
        TombstoneFile.Part part = known.tombstones();
        if (part == null) {
            return true;
        }
        List<Tombstone> read = TombstoneFile.read(directory, part);
        if (read == null) {
            Path file = directory.inside().resolve(part.name());
            String kept = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? "damaged; kept as "
                            + directory
                                    .path()
                                    .relativize(directory.quarantine(
                                            part.name(), directory.disk().read(file)))
                    : "missing";
            contents.findings()
                    .add(new Finding(
                            directory.path().relativize(file).toString(),
                            null,
                            null,
                            "the file of what was deleted is " + kept + "; deletions up to revision " + known.revision()
                                    + " are not told any more"));
            return false;
        }
        for (Tombstone tombstone : read) {
            if (state.collection(tombstone.collection()).get(tombstone.key()) == null) {
                state = state.with(tombstone, edit);
            }
        }
        return true;
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
        contents.setAside(
                collection,
                part.file(),
                CollectionFile.parse(content.setAside()).setAside());
        return true;
    }

    private void readAdopted(String collection, String file, CollectionFile parsed, Manifest.Adoption adoption) {
        contents.setAside(collection, file, parsed.setAside());
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
    private void readOthers(Manifest known, Set<String> journaled, Set<String> files, Adopting adopting)
            throws IOException {
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
                    contents.foreign(file, null, "no file of a collection; it was not read");
                }
            } else if (taken.putIfAbsent(collection.get(), file) != null) {
                contents.foreign(file, collection.get(), "this collection is held elsewhere; the file was not read");
            } else if (!isLink(collection.get(), file)) {
                directory.disk().force(directory.path().resolve(file)); // no digest may outlive what it is of
                byte[] content = directory.disk().read(directory.path().resolve(file));
                if (!adopting.read(collection.get(), file, content, 0)) {
                    taken.remove(collection.get());
                }
            }
        }
    }

    /** A link could lead anywhere, and be written over: its collection is blocked. */
    private boolean isLink(String collection, String file) {
        boolean link = Files.isSymbolicLink(directory.path().resolve(file));
        if (link) {
            contents.block(collection, file, "it is a symbolic link, which is not followed");
        }
        return link;
    }
}
