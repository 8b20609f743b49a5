package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.memory.engine.Tombstone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file of the tombstones: a line each, the oldest first, with the time, the revision, the collection and the key. It is
 * written anew under a new name by a checkpoint that finds others than the last one did.
 */
final class TombstoneFile {
    private static final Pattern NAME = Pattern.compile("tombstones-[0-9]{10,}\\.txt");
    private static final int CHUNK = 1 << 18;

    /**
     * Which tombstones there were.
     *
     * @param horizon the highest revision of a deletion of which there is none any more
     * @param name the name of the file; empty if there are none
     * @param bytes its length
     * @param checksum its checksum
     * @param count how many it holds
     * @param newest the revision of the last of them
     */
    record Part(long horizon, String name, long bytes, long checksum, long count, long newest) {
        /** Returns that there are none. */
        static Part none(long horizon) {
            return new Part(horizon, "", 0, 0, 0, 0);
        }

        /** Returns the same tombstones, behind others that are not there any more. */
        Part reaching(long changed) {
            return new Part(changed, name, bytes, checksum, count, newest);
        }

        /** Says whether the file holds just the tombstones of the state, whose revisions are never given twice. */
        boolean holdsThoseOf(StoreState state) {
            return count == state.tombstoneCount() && newest == state.newestTombstone();
        }
    }

    private TombstoneFile() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Writes the tombstones of the state for the checkpoint that goes on in this journal. */
    static Part write(StoreDirectory directory, StoreState state, long journal) throws IOException {
        if (state.tombstoneCount() == 0) {
            return Part.none(state.horizon());
        }
        String name = Journal.name(journal).replace("journal-", "tombstones-").replace(".wal", ".txt");
        try (DraftFile draft = directory.draft()) {
            TextBuffer out = new TextBuffer();
            for (Iterator<Tombstone> all = state.tombstones(); all.hasNext(); ) {
                line(all.next(), out);
                if (out.length() > CHUNK || !all.hasNext()) {
                    draft.append(out.toBytes());
                    out.clear();
                }
            }
            directory.disk().rename(draft.force(), directory.inside().resolve(name));
            return new Part(
                    state.horizon(),
                    name,
                    draft.bytes(),
                    draft.checksum(),
                    state.tombstoneCount(),
                    state.newestTombstone());
        }
    }

    private static void line(Tombstone tombstone, TextBuffer out) {
        FileTime.write(tombstone.deletedAt(), out);
        out.write(' ');
        out.number(tombstone.revision());
        out.write(' ');
        out.quoted(tombstone.collection());
        out.write(' ');
        out.quoted(tombstone.key());
        out.write('\n');
    }

    /** Returns the tombstones; null if the file is missing or not as it was written. */
    static @Nullable List<Tombstone> read(StoreDirectory directory, Part part) throws IOException {
        if (part.name.isEmpty()) {
            return List.of();
        }
        Path path = directory.inside().resolve(part.name);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        byte[] text = directory.disk().read(path);
        if (text.length != part.bytes || Manifest.checksum(text) != part.checksum) {
            return null;
        }
        try {
            List<Tombstone> read = new ArrayList<>();
            for (int at = 0; at < text.length; ) {
                at = line(text, at, read);
            }
            return read.size() == part.count ? read : null;
        } catch (DateTimeException | IndexOutOfBoundsException | InvalidRequestException | NumberFormatException e) {
            return null; // of another form than the manifest's file, and so not that
        }
    }

    private static int line(byte[] text, int from, List<Tombstone> read) {
        int revision = from + FileTime.LENGTH + 1;
        int collection = revision;
        while (text[collection] != ' ') {
            collection++;
        }
        int collectionEnd = CollectionFileReader.endOfString(text, collection + 1);
        int keyEnd = CollectionFileReader.endOfString(text, collectionEnd + 1);
        String name = CollectionFileReader.string(text, collection + 1, collectionEnd);
        String key = CollectionFileReader.string(text, collectionEnd + 1, keyEnd);
        Names.checkCollection(name);
        Names.checkKey(key);
        read.add(new Tombstone(
                name,
                key,
                Long.parseLong(new String(text, revision, collection - revision, StandardCharsets.US_ASCII)),
                FileTime.read(text, from)));
        return keyEnd + 1;
    }
}
