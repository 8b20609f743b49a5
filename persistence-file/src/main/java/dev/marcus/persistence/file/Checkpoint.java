package dev.marcus.persistence.file;

import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.memory.engine.CollectionState;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of the collections that changed, and the manifest that says so. The next manifest is on the medium
 * before the first file is replaced, so that after an interruption every file is one that a manifest knows; the journal
 * goes on from the old one until the new one is in its place.
 */
final class Checkpoint {
    private final StoreDirectory directory;
    private final Contents contents;

    /** Names of files that are not ours to write. */
    private final Set<String> foreignFiles;

    /** Files that an unfinished checkpoint replaced, of which the manifest in place does not know. */
    private final Map<String, Manifest.Part> replaced = new HashMap<>();

    Checkpoint(StoreDirectory directory, Contents contents, Set<String> foreignFiles) {
        this.directory = directory;
        this.contents = contents;
        this.foreignFiles = Set.copyOf(foreignFiles);
    }

    /** Writes the dirty collections of the state and returns the manifest, which begins with the journal given. */
    Manifest write(Manifest last, StoreState state, Set<String> dirty, Instant now, boolean clean, long journal)
            throws IOException {
        Map<String, Manifest.Part> parts = new HashMap<>(last.with(replaced).parts());
        Map<String, Path> drafts = new LinkedHashMap<>();
        for (String collection : dirty) {
            if (contents.isBlocked(collection)) {
                continue;
            }
            keepDamagedOriginal(collection, parts.get(collection));
            String file = fileName(collection, parts);
            try (DraftFile draft = directory.draft()) {
                CollectionState entries = state.collection(collection);
                CollectionFileWriter.Written written =
                        CollectionFileWriter.write(draft, entries.oldestFirst(), contents.setAside(collection));
                Path path = draft.force();
                drafts.put(collection, path);
                parts.put(
                        collection,
                        new Manifest.Part(
                                file,
                                draft.bytes(),
                                draft.checksum(),
                                written.entries(),
                                written.setAsideAt(),
                                directory.disk().modified(path),
                                entries.lastChange(),
                                false,
                                null));
            }
        }
        if (!replaced.isEmpty()) { // the next manifest forgets what the one before it said of these files
            directory.write(last.with(replaced), directory.manifest());
        }
        TombstoneFile.Part known = last.tombstones();
        TombstoneFile.Part tombstones = known != null && known.holdsThoseOf(state)
                ? known.reaching(state.horizon())
                : TombstoneFile.write(directory, state, journal);
        Manifest next = new Manifest(
                last.storeId(), state.revision(), state.lastTime(), now, clean, journal, tombstones, parts);
        directory.write(next, directory.nextManifest());
        for (Map.Entry<String, Path> draft : drafts.entrySet()) {
            Manifest.Part part = Objects.requireNonNull(parts.get(draft.getKey()));
            directory.disk().rename(draft.getValue(), directory.path().resolve(part.file()));
            replaced.put(draft.getKey(), part);
        }
        replaceManifest();
        replaced.clear();
        return next;
    }

    /** Before another program's file with damaged members is written for the first time, it is kept as it was found. */
    private void keepDamagedOriginal(String collection, Manifest.@Nullable Part part) throws IOException {
        if (part != null
                && part.adoption() != null
                && !contents.setAside(collection).isEmpty()) {
            byte[] original = directory.disk().read(directory.path().resolve(part.file()));
            directory.quarantine(part.file(), original);
        }
    }

    /** From here on it is the new manifest that may be found, so a failure leaves open which journal counts. */
    private void replaceManifest() {
        directory.forceNames(directory.path());
        try {
            directory.disk().rename(directory.nextManifest(), directory.manifest());
        } catch (IOException e) {
            throw new OutcomeUnknownException(
                    directory.path()
                            + ": the disk failed while a checkpoint was being put in its place (expected: a disk"
                            + " that works; reopen the store, nothing acknowledged is lost)",
                    e);
        }
        directory.forceNames(directory.inside());
    }

    private String fileName(String collection, Map<String, Manifest.Part> parts) {
        Manifest.Part known = parts.get(collection);
        if (known != null) {
            return known.file();
        }
        Set<String> taken = new HashSet<>(); // in lower case, because some disks ignore case
        foreignFiles.forEach(file -> taken.add(file.toLowerCase(Locale.ROOT)));
        parts.values().forEach(part -> taken.add(part.file().toLowerCase(Locale.ROOT)));
        int number = 1;
        while (taken.contains(FileNames.of(collection, number))) {
            number++;
        }
        return FileNames.of(collection, number);
    }
}
