package dev.marcus.persistence.file;

import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.StoreState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The journal and the checkpoints that take its place from time to time; for one thread. */
final class Log {
    private static final System.Logger LOG = System.getLogger(Log.class.getName());

    private final StoreDirectory directory;
    private final Checkpoint checkpoint;
    private final InstantSource clock;
    private final long checkpointBytes;
    private final Set<String> dirty = new HashSet<>();
    private Manifest manifest;
    private Journal journal;
    private long number;
    private long nextCheckpointBytes;

    private Log(
            StoreDirectory directory,
            Checkpoint checkpoint,
            InstantSource clock,
            long checkpointBytes,
            Manifest manifest,
            Journal journal,
            long number) {
        this.directory = directory;
        this.checkpoint = checkpoint;
        this.clock = clock;
        this.checkpointBytes = checkpointBytes;
        this.manifest = manifest;
        this.journal = journal;
        this.number = number;
        nextCheckpointBytes = checkpointBytes;
    }

    /** Begins a new journal behind what was found, after writing the files that are not as the state is. */
    static Log begin(StoreDirectory directory, Opening.Found found, InstantSource clock, long checkpointBytes)
            throws IOException {
        forceWhatWasRead(directory);
        long number = found.lastJournal() + 1;
        Journal journal = Journal.create(directory.disk(), directory.journal(number));
        try {
            directory.disk().forceDirectory(directory.inside());
            Checkpoint checkpoint = new Checkpoint(directory, found);
            Manifest manifest =
                    checkpoint.write(found.manifest(), found.state(), found.dirty(), clock.instant(), false, number);
            Log log = new Log(directory, checkpoint, clock, checkpointBytes, manifest, journal, number);
            log.removeOlderJournals();
            return log;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /**
     * A process that was killed may have left in the cache of the system what a loss of power still takes away. Nothing may
     * be built on it before it is on the medium.
     */
    private static void forceWhatWasRead(StoreDirectory directory) throws IOException {
        for (long number : directory.journals()) {
            directory.disk().force(directory.journal(number));
        }
        directory.disk().forceDirectory(directory.inside());
        directory.disk().forceDirectory(directory.path());
    }

    String place() {
        return directory.path().toString();
    }

    void append(List<byte[]> records, List<Draft.Written> written) throws IOException {
        journal.append(records);
        written.forEach(change -> dirty.add(change.collection()));
    }

    void force() throws IOException {
        journal.force();
    }

    boolean isForced() {
        return journal.isForced();
    }

    /**
     * Writes the files anew if the journal has grown long; if there is no room for that, the journal goes on.
     *
     * @throws IOException if the journal cannot be synced
     */
    void checkpointIfDue(StoreState state) throws IOException {
        if (journal.size() < nextCheckpointBytes) {
            return;
        }
        if (!journal.isForced()) {
            journal.force();
        }
        try {
            Journal next = startNext();
            try {
                manifest = checkpoint.write(manifest, state, dirty, clock.instant(), false, number + 1);
            } catch (OutcomeUnknownException e) {
                next.close();
                throw e;
            } catch (IOException e) {
                next.close();
                directory.disk().delete(directory.journal(number + 1));
                throw e;
            }
            Journal old = journal;
            journal = next;
            number++;
            dirty.clear();
            nextCheckpointBytes = checkpointBytes;
            old.close();
            removeOlderJournals();
        } catch (IOException e) {
            nextCheckpointBytes = journal.size() + checkpointBytes;
            LOG.log(System.Logger.Level.WARNING, "A checkpoint of " + place() + " failed; the journal goes on.", e);
        }
    }

    private Journal startNext() throws IOException {
        Path path = directory.journal(number + 1);
        directory.disk().delete(path);
        Journal next = Journal.create(directory.disk(), path);
        try {
            directory.disk().forceDirectory(directory.inside());
            return next;
        } catch (IOException e) {
            next.close();
            throw e;
        }
    }

    /** Writes the files anew and marks the store as closed; the journal, which is synced, is then not needed any more. */
    void finish(StoreState state) {
        try {
            journal.close();
            manifest = checkpoint.write(manifest, state, dirty, clock.instant(), true, number + 1);
            number++;
            removeOlderJournals();
        } catch (IOException | OutcomeUnknownException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The files of " + place() + " could not be written at closing; everything is in the journal.",
                    e);
        }
    }

    /** Lets go of the journal and leaves everything for the next opening. */
    void abandon() {
        try {
            journal.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The journal of " + place() + " could not be closed.", e);
        }
    }

    private void removeOlderJournals() throws IOException {
        for (long old : directory.journals()) {
            if (old < number) {
                directory.disk().delete(directory.journal(old));
            }
        }
    }
}
