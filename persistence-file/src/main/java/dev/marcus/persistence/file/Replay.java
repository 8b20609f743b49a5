package dev.marcus.persistence.file;

import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.Edit;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.store.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Does again what the journals hold, from the one that the manifest names. */
final class Replay {
    private final StoreDirectory directory;
    private final List<Long> journals;
    private final TreeMap<Long, Long> read = new TreeMap<>();
    private final Set<String> changed = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Edit edit = new Edit();
    private long commits;
    private long lastCommits;

    Replay(StoreDirectory directory) throws IOException {
        this.directory = directory;
        journals = directory.journals();
    }

    /** Returns the highest number of a journal that is there, 0 if there is none. */
    long last() {
        return journals.isEmpty() ? 0 : journals.get(journals.size() - 1);
    }

    /** Returns how many commits the last journal holds. */
    long lastCommits() {
        return lastCommits;
    }

    /** Returns how long the journals are that a next recovery would have to read; none if they hold no commit. */
    SortedMap<Long, Long> needed() {
        return commits == 0 ? new TreeMap<>() : read;
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
            if (!content.lines().isEmpty()) {
                throw new CorruptionException(directory.manifest() + " is missing although " + directory.journal(number)
                        + " holds commits (expected: the directory as it was; restore the file, or repair the store)");
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
                    + " that was not closed; restore it, or repair the store)");
        }
        StoreState state = before;
        Path previous = null;
        for (long number : journals) {
            if (number < known.journal()) {
                continue;
            }
            if (number != expected++) {
                throw new CorruptionException(directory.journal(expected - 1)
                        + " is missing between others (expected: all of them; restore it, or repair the store)");
            }
            Path path = directory.journal(number);
            byte[] journal = directory.disk().read(path);
            JournalFormat.Content content = JournalFormat.read(journal);
            checkWhole(path, content);
            if (previous != null && content.after() != lastCommits) {
                throw new CorruptionException(previous + " holds " + lastCommits + " commits (expected: "
                        + content.after() + ", as the journal behind it says; restore it, or repair the store; nothing"
                        + " was changed)");
            }
            state = replay(path, journal, content, state);
            read.put(number, (long) content.goodBytes());
            lastCommits = content.lines().size();
            commits += lastCommits;
            if (number == last() && content.torn()) {
                keepEnd(path, number, journal, content.goodBytes());
            }
            previous = path;
        }
        return state;
    }

    private static void checkWhole(Path path, JournalFormat.Content content) {
        if (content.damaged()) {
            throw new CorruptionException(path + " is damaged at byte " + content.goodBytes() + ", behind "
                    + content.lines().size() + " good commits: what stood there had been acknowledged (expected: the"
                    + " journal as it was written; restore it, or repair the store; nothing was changed)");
        }
    }

    private StoreState replay(Path path, byte[] journal, JournalFormat.Content content, StoreState before) {
        StoreState state = before;
        try {
            for (JournalFormat.Line line : content.lines()) {
                state = JournalRecord.read(journal, line.from(), line.to()).apply(state, edit, changed::add);
            }
            return state;
        } catch (InvalidRequestException | ArithmeticException e) {
            throw new CorruptionException(
                    path + " holds a line that is no commit although its checksum is right (expected: the journal as it"
                            + " was written, by this version or an older one; nothing was changed)",
                    e);
        }
    }

    private void keepEnd(Path path, long number, byte[] journal, int goodBytes) throws IOException {
        int end = journal.length;
        while (journal[end - 1] == 0) {
            end--;
        }
        byte[] tail = Arrays.copyOfRange(journal, goodBytes, end);
        Path kept = directory.quarantine(Journal.name(number) + "@" + goodBytes, tail);
        findings.add(new Finding(
                directory.path().relativize(path) + ", byte " + goodBytes,
                null,
                null,
                "the last " + tail.length + " bytes are no whole commit, cut off in writing or damaged since; kept as "
                        + directory.path().relativize(kept)));
    }
}
