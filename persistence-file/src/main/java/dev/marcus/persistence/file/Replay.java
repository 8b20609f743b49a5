package dev.marcus.persistence.file;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.store.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Does again what the journals hold, from the one that the manifest names. */
final class Replay {
    private final StoreDirectory directory;
    private final List<Long> journals;
    private final Set<String> changed = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    Replay(StoreDirectory directory) throws IOException {
        this.directory = directory;
        journals = directory.journals();
    }

    /** Returns the highest number of a journal that is there, 0 if there is none. */
    long last() {
        return journals.isEmpty() ? 0 : journals.get(journals.size() - 1);
    }

    /** Returns the collections that were changed. */
    Set<String> changed() {
        return changed;
    }

    /** Returns what is to be told to the caller. */
    List<Finding> findings() {
        return findings;
    }

    /** Without a manifest there may be journals of a creation that was interrupted, but none that holds a commit. */
    void checkNothingCommitted() throws IOException {
        for (long number : journals) {
            JournalFormat.Content content = JournalFormat.read(directory.disk().read(directory.journal(number)));
            if (!content.records().isEmpty()) {
                throw new CorruptionException(directory.manifest() + " is missing although " + directory.journal(number)
                        + " holds commits (expected: the directory as it was; restore the file)");
            }
        }
    }

    /**
     * Returns the state after everything that came later than the manifest.
     *
     * @throws CorruptionException if a journal is missing or damaged
     */
    StoreState run(Manifest known, StoreState before) throws IOException {
        if (known.clean()) {
            return before;
        }
        long expected = known.journal();
        if (!journals.contains(expected)) {
            throw new CorruptionException(directory.journal(expected) + " is missing (expected: the journal of a store"
                    + " that was not closed; restore it)");
        }
        StoreState state = before;
        for (long number : journals) {
            if (number < known.journal()) {
                continue;
            }
            if (number != expected++) {
                throw new CorruptionException(directory.journal(expected - 1) + " is missing between others");
            }
            state = run(number, state);
        }
        return state;
    }

    private StoreState run(long number, StoreState before) throws IOException {
        Path path = directory.journal(number);
        byte[] journal = directory.disk().read(path);
        JournalFormat.Content content = JournalFormat.read(journal);
        if (content.damaged()) {
            throw new CorruptionException(path + " is damaged at byte " + content.goodBytes() + ", behind "
                    + content.records().size() + " good commits: what stood there had been acknowledged (expected: the"
                    + " journal as it was written; restore it, nothing was changed)");
        }
        StoreState state = before;
        try {
            for (byte[] record : content.records()) {
                state = JournalRecord.replay(record, state, changed);
            }
        } catch (InvalidRequestException | ArithmeticException e) {
            throw new CorruptionException(
                    path + " holds a line that is no commit although its checksum is right (expected: the journal as it"
                            + " was written, by this version or an older one; nothing was changed)",
                    e);
        }
        if (content.goodBytes() < journal.length) {
            byte[] tail = Arrays.copyOfRange(journal, content.goodBytes(), journal.length);
            Path kept = directory.quarantine(Journal.name(number) + "@" + content.goodBytes(), tail);
            findings.add(new Finding(
                    directory.path().relativize(path) + ", byte " + content.goodBytes(),
                    null,
                    null,
                    "the last " + tail.length
                            + " bytes are no whole commit, cut off in writing or damaged since; kept as "
                            + directory.path().relativize(kept)));
        }
        return state;
    }
}
