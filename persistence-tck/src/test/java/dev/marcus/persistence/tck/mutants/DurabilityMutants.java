package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Defects that only a kill or a trace of the operating system can see. */
final class DurabilityMutants {
    private static final String KILLED = "Durability.rule_8_PROCESS";

    private DurabilityMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "acknowledges-early",
                        "a commit is acknowledged before it is written",
                        KILLED,
                        WriteBehind::new),
                Mutant.of(
                        "writes-at-close",
                        "commits are kept in memory and written when the store closes",
                        KILLED,
                        AtClose::new),
                Mutant.of(
                        "torn-by-kill", "a commit over two collections is written in two steps", KILLED, TwoSteps::new),
                new Mutant(
                        "never-synced",
                        "nothing is ever synced, although DISK is declared",
                        "Durability.rule_8_DISK",
                        Unsynced::new));
    }

    private static CommitResult invented(Commit commit, AtomicLong revisions) {
        List<CommitResult.Outcome> outcomes = new ArrayList<>();
        for (Change change : commit.changes()) {
            long revision = revisions.incrementAndGet();
            Entry entry = change instanceof Change.Put put
                    ? Entry.of(put.collection(), put.key(), put.document(), Entry.MIN_STORED_AT, revision)
                    : null;
            outcomes.add(new CommitResult.Outcome(1, revision, entry));
        }
        return new CommitResult(outcomes);
    }

    private static final class WriteBehind extends Broken {
        private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        });
        private final AtomicLong revisions = new AtomicLong();

        WriteBehind(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public CommitResult commit(Commit commit) {
            writer.execute(() -> sound.commit(commit));
            return invented(commit, revisions);
        }

        @Override
        public void close() {
            writer.shutdown();
            try {
                writer.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.close();
        }
    }

    private static final class AtClose extends Broken {
        private final List<Commit> kept = Collections.synchronizedList(new ArrayList<>());
        private final AtomicLong revisions = new AtomicLong();

        AtClose(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public CommitResult commit(Commit commit) {
            kept.add(commit);
            return invented(commit, revisions);
        }

        @Override
        public void close() {
            kept.forEach(sound::commit);
            super.close();
        }
    }

    private static final class TwoSteps extends Broken {
        TwoSteps(PersistenceBackend sound) {
            super(sound);
        }

        @Override
        public synchronized CommitResult commit(Commit commit) {
            List<CommitResult.Outcome> outcomes = new ArrayList<>();
            for (Change change : commit.changes()) {
                outcomes.addAll(sound.commit(Broken.rebuilt(Commit.builder().build(), List.of(change)))
                        .outcomes());
            }
            return new CommitResult(outcomes);
        }
    }

    /** Keeps entries in memory and adds a line a commit to a file, which reaches the disk when it may. */
    private static final class Unsynced extends Broken {
        private final FileOutputStream file;

        Unsynced(BackendConfig config) {
            super(Sound.open(config.location() + ".sound", config.clock()));
            try {
                file = new FileOutputStream(config.location(), true);
            } catch (IOException e) {
                throw new StorageException("open " + config.location(), e);
            }
        }

        @Override
        public CommitResult commit(Commit commit) {
            CommitResult result = sound.commit(commit);
            try {
                file.write(Document.empty().toUtf8());
            } catch (IOException e) {
                throw new StorageException("write", e);
            }
            return result;
        }
    }
}
