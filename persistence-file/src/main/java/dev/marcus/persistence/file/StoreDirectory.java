package dev.marcus.persistence.file;

import dev.marcus.persistence.error.OutcomeUnknownException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where things are in the directory of a store, and the safe way to write a file whole. */
final class StoreDirectory {
    static final String INSIDE = ".store";
    private static final String STORE = "STORE";
    private static final String NEXT = "STORE.next";
    private static final Pattern JOURNAL = Pattern.compile("journal-([0-9]{10,})\\.wal");

    private final Disk disk;
    private final Path directory;

    StoreDirectory(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    Disk disk() {
        return disk;
    }

    Path path() {
        return directory;
    }

    Path inside() {
        return directory.resolve(INSIDE);
    }

    Path manifest() {
        return inside().resolve(STORE);
    }

    Path nextManifest() {
        return inside().resolve(NEXT);
    }

    Path quarantine() {
        return inside().resolve("quarantine");
    }

    Path journal(long number) {
        return inside().resolve(Journal.name(number));
    }

    /** Returns the numbers of the journals that are there, in their order. */
    List<Long> journals() throws IOException {
        return disk.list(inside()).stream()
                .map(JOURNAL::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.valueOf(matcher.group(1)))
                .sorted()
                .toList();
    }

    /** Begins a file beside the others under a name of its own. */
    DraftFile draft() throws IOException {
        return new DraftFile(disk, inside().resolve(UUID.randomUUID() + ".tmp"));
    }

    /** Writes a file beside the others under a name of its own, and returns when its content is on the medium. */
    private Path writeDraft(byte[] content) throws IOException {
        try (DraftFile draft = draft()) {
            draft.append(content);
            return draft.force();
        }
    }

    /** Puts a manifest in its place, and returns when it is on the medium. */
    void write(Manifest manifest, Path place) throws IOException {
        disk.rename(writeDraft(manifest.toBytes()), place);
        forceNames(inside());
    }

    /**
     * Returns when renames, creations and removals in the directory are on the medium.
     *
     * @throws OutcomeUnknownException if that fails, because a failed sync must not be tried again
     */
    void forceNames(Path names) {
        try {
            disk.forceDirectory(names);
        } catch (IOException e) {
            throw new OutcomeUnknownException(
                    names + ": the disk failed to sync names of files (expected: a disk that works; reopen the store,"
                            + " nothing acknowledged is lost)",
                    e);
        }
    }

    /** Removes what an interrupted writing of this backend left behind. */
    void removeDrafts() throws IOException {
        for (String name : disk.list(inside())) {
            if (name.endsWith(".tmp")) {
                disk.delete(inside().resolve(name));
            }
        }
    }

    /** Removes the files of tombstones that are not the one given. */
    void removeTombstonesBut(TombstoneFile.@Nullable Part current) throws IOException {
        for (String name : disk.list(inside())) {
            if (TombstoneFile.isName(name)
                    && (current == null || !current.name().equals(name))) {
                disk.delete(inside().resolve(name));
            }
        }
    }

    /** Keeps bytes for a person to look at. */
    Path quarantine(String name, byte[] content) throws IOException {
        RealDisk.createDirectory(quarantine());
        Path kept = quarantine().resolve(name + "." + UUID.randomUUID() + ".bin");
        disk.rename(writeDraft(content), kept);
        forceNames(quarantine());
        return kept;
    }
}
