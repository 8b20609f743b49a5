package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.memory.engine.CollectionState;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of an open store and compares them with their checksums and counts, and the two orders in memory with
 * each other. To be run while no checkpoint replaces files.
 */
final class Verification {
    private final StoreDirectory directory;
    private final Contents contents;
    private final List<Finding> findings;

    Verification(StoreDirectory directory, Contents contents, AdoptionReport report) {
        this.directory = directory;
        this.contents = contents;
        findings = new ArrayList<>(report.findings());
    }

    /** Compares everything; of the journal that is being written, what had been written by now. */
    VerifyReport run(StoreState state, Log.End end) {
        try {
            files(end);
        } catch (CorruptionException e) {
            find(".store", null, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new StorageException(
                    directory.path() + ": verifying: a file cannot be read (expected: a disk that works)", e);
        }
        long entries = 0;
        for (String collection : state.names()) {
            entries += memory(collection, state.collection(collection), state.revision());
        }
        return new VerifyReport(state.nonEmpty().size(), entries, findings);
    }

    private void files(Log.End end) throws IOException {
        Manifest manifest = Manifest.parse(
                directory.disk().read(directory.manifest()),
                directory.manifest().toString());
        for (Map.Entry<String, Manifest.Part> entry : manifest.parts().entrySet()) {
            if (!contents.isBlocked(entry.getKey()) && !isWhole(entry.getKey(), entry.getValue())) {
                find(entry.getValue().file(), entry.getKey(), "the file is not as it was written, or is missing");
            }
        }
        TombstoneFile.Part tombstones = manifest.tombstones();
        if (tombstones != null && TombstoneFile.read(directory, tombstones) == null) {
            find(
                    StoreDirectory.INSIDE + "/" + tombstones.name(),
                    null,
                    "the file of what was deleted is not as it was written, or is missing");
        }
        long expected = manifest.journal();
        @Nullable Long commits = null;
        for (long number : directory.journals()) {
            if (number >= manifest.journal() && number <= end.journal()) {
                for (; expected < number; expected++) {
                    find(Journal.name(expected), null, "the journal is missing");
                }
                expected++;
                commits = journal(number, commits, number == end.journal() ? end.bytes() : Long.MAX_VALUE);
            }
        }
        for (; expected <= end.journal(); expected++) {
            find(Journal.name(expected), null, "the journal is missing");
        }
    }

    private boolean isWhole(String collection, Manifest.Part part) throws IOException {
        Path path = directory.path().resolve(part.file());
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return part.adoption() != null
                ? part.matches(directory.disk().read(path))
                : CollectionFileReader.read(directory.disk(), path, collection, part, StoreState.UNREAD) != null;
    }

    /** Returns how many commits the journal holds. */
    private long journal(long number, @Nullable Long before, long written) throws IOException {
        byte[] read = directory.disk().read(directory.journal(number));
        byte[] bytes = Arrays.copyOf(read, (int) Math.min(read.length, written)); // behind that somebody may be writing
        JournalFormat.Content content = JournalFormat.read(bytes);
        if (content.damaged() || written != Long.MAX_VALUE && content.goodBytes() < written) {
            find(Journal.name(number), null, "the journal is damaged at byte " + content.goodBytes());
        } else if (before != null && content.after() != before) {
            find(
                    Journal.name(number - 1),
                    null,
                    "the journal holds " + before + " good commits of the " + content.after() + " that were written");
        }
        for (JournalFormat.Line line : content.lines()) {
            try {
                JournalRecord.read(bytes, line.from(), line.to());
            } catch (InvalidRequestException e) {
                find(Journal.name(number), null, "line " + line.number() + " is no commit");
            }
        }
        return content.lines().size();
    }

    /** Returns how many entries are in both orders, and the same. */
    private long memory(String collection, CollectionState state, long highest) {
        long good = 0;
        Entry last = null;
        for (Iterator<Entry> all = state.newestFirst(); all.hasNext(); ) {
            Entry entry = all.next();
            boolean ordered = last == null
                    || last.storedAt().isAfter(entry.storedAt())
                    || last.storedAt().equals(entry.storedAt()) && last.revision() > entry.revision();
            Entry byKey = state.get(entry.key());
            if (byKey == null || byKey.revision() != entry.revision() || !ordered || entry.revision() > highest) {
                findings.add(new Finding("memory", collection, entry.key(), "the orders by key and by age differ"));
            } else {
                good++;
            }
            last = entry;
        }
        if (good != state.size()) {
            find("memory", collection, good + " entries are in order of age, and " + state.size() + " by key");
        }
        return good;
    }

    private void find(String place, @Nullable String collection, String reason) {
        findings.add(new Finding(place, collection, null, reason));
    }
}
