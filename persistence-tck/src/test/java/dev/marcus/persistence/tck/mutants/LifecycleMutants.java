package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Defects of opening, closing, reopening, and of damaged files. */
final class LifecycleMutants {
    private static final Set<String> LEFT_LOCKED = ConcurrentHashMap.newKeySet();

    private LifecycleMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        reopening(all);
        closing(all);
        return all;
    }

    private static void reopening(List<Mutant> all) {
        all.add(new Mutant(
                "revisions-reused",
                "after reopening, revisions go on behind the highest that an entry has",
                "Lifecycle.rule_6_5_revisionsGoOn",
                config -> new RevisionsReused(Sound.open(config))));
        all.add(Mutant.of(
                "identity-changes",
                "the store gets another identity at each opening",
                "Lifecycle.rule_6_5_theStoreKeepsItsIdentity",
                sound -> new Broken(sound) {
                    private final String id = UUID.randomUUID().toString();

                    @Override
                    public String storeId() {
                        return id;
                    }
                }));
        all.add(Mutant.of(
                "deletions-forgotten",
                "what was deleted is there again after reopening",
                "Lifecycle.rule_6_5_aReopenedStoreHoldsExactly",
                sound -> new Broken(sound) {
                    private final Set<String> gone = ConcurrentHashMap.newKeySet();

                    @Override
                    public Optional<Entry> retrieve(String collection, String key) {
                        return sound.retrieve(collection, key).filter(this::isThere);
                    }

                    @Override
                    public BackendCursor query(QueryRequest request) {
                        return BackendCursor.of(Sound.entries(sound, request.collection()).stream()
                                .filter(this::isThere)
                                .iterator());
                    }

                    private boolean isThere(Entry entry) {
                        return !gone.contains(entry.collection() + " " + entry.key());
                    }

                    @Override
                    public Set<String> collections() {
                        Set<String> names = new HashSet<>(sound.collections());
                        names.removeIf(
                                name -> Sound.entries(sound, name).stream().noneMatch(this::isThere));
                        return names;
                    }

                    @Override
                    public CommitResult commit(Commit commit) {
                        if (commit.changes().size() == 1 && commit.changes().get(0) instanceof Change.Delete delete) {
                            Optional<Entry> there = retrieve(delete.collection(), delete.key());
                            gone.add(delete.collection() + " " + delete.key());
                            return new CommitResult(
                                    List.of(there.map(entry -> new CommitResult.Outcome(1, entry.revision(), null))
                                            .orElse(new CommitResult.Outcome(0, 0, null))));
                        }
                        return sound.commit(commit);
                    }
                }));
        all.add(new Mutant("second-owner", "a second opening gets a copy of its own", "Lifecycle.rule_6_4", config -> {
            try {
                return Sound.open(config);
            } catch (StorageException locked) {
                return Sound.open(copyOf(config), config.clock());
            }
        }));
        all.add(new Mutant(
                "damage-becomes-empty",
                "a damaged store is opened as an empty one",
                "Damage.rule_9_4_aFileOfGarbage",
                config -> {
                    try {
                        return Sound.open(config);
                    } catch (CorruptionException damaged) {
                        Path path = Path.of(config.location());
                        LifecycleMutants.<Void>io(() -> {
                            Files.move(path, path.resolveSibling(path.getFileName() + ".old"));
                            return null;
                        });
                        return Sound.open(config);
                    }
                }));
        all.add(new Mutant(
                "refusal-keeps-lock",
                "an opening that was refused leaves the store locked",
                "Damage.rule_9_4_aStoreThatWasRefused",
                config -> {
                    if (LEFT_LOCKED.contains(config.location())) {
                        throw new StorageException("open: this process has it open");
                    }
                    try {
                        return Sound.open(config);
                    } catch (CorruptionException damaged) {
                        LEFT_LOCKED.add(config.location());
                        throw damaged;
                    }
                }));
        all.add(new Mutant(
                "damage-cut-off",
                "everything behind a damaged place is dropped without a word",
                "Damage.rule_7_3_damageIsTold",
                config -> {
                    try {
                        return Sound.open(config);
                    } catch (CorruptionException damaged) {
                        keepSoundLines(Path.of(config.location()));
                        return Sound.open(config);
                    }
                }));
    }

    private interface Io<T> {
        T run() throws IOException;
    }

    private static <T> T io(Io<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String copyOf(BackendConfig config) {
        Path path = Path.of(config.location());
        return io(() -> Files.copy(path, path.resolveSibling(path.getFileName() + "-copy")))
                .toString();
    }

    /** Keeps the lines of the file that can be read, up to the first that cannot. */
    private static void keepSoundLines(Path path) {
        io(() -> {
            List<String> lines =
                    new ArrayList<>(List.of(Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .split("\n")));
            for (int keep = lines.size(); keep > 0; keep--) {
                Path attempt = path.resolveSibling(path.getFileName() + "-attempt");
                String text = String.join("\n", lines.subList(0, keep)) + "\n";
                Files.writeString(attempt, text, java.nio.charset.StandardCharsets.ISO_8859_1);
                try {
                    Sound.open(attempt.toString(), java.time.InstantSource.system())
                            .close();
                    return Files.move(attempt, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                } catch (PersistenceException e) {
                    Files.delete(attempt);
                }
            }
            return Files.writeString(path, "");
        });
    }

    private static void closing(List<Mutant> all) {
        all.add(Mutant.of(
                "close-drops-queue",
                "closing drops what was handed in and not yet done",
                "Lifecycle.rule_6_3_closeWaitsForWhatWasHandedIn",
                sound -> new Broken(sound) {
                    private final List<Commit> queue = new ArrayList<>();

                    @Override
                    public CompletableFuture<CommitResult> commitAsync(Commit commit) {
                        queue.add(commit);
                        return CompletableFuture.completedFuture(new CommitResult(java.util.Collections.nCopies(
                                commit.changes().size(), new CommitResult.Outcome(1, queue.size(), null))));
                    }
                }));
        all.add(Mutant.of(
                "interrupt-closes",
                "an interrupt closes the file for everybody",
                "Concurrency.rule_6_2_interruptsHarmNeither",
                sound -> new Broken(sound) {
                    private volatile boolean broken;

                    @Override
                    public CommitResult commit(Commit commit) {
                        broken |= Thread.currentThread().isInterrupted();
                        if (broken) {
                            throw new StorageException("commit: the channel is closed");
                        }
                        return sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "interrupt-cleared",
                "the interrupt flag is cleared",
                "Concurrency.rule_6_2_theInterruptFlagStaysSet",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        boolean ignored = Thread.interrupted();
                        return sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "interrupt-half-done",
                "an interrupted commit reports a failure and is done all the same",
                "Concurrency.rule_6_2_aCommitThatAnInterruptStoppedDidNothing",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        CommitResult result = sound.commit(commit);
                        if (Thread.currentThread().isInterrupted()) {
                            throw new StorageException("commit: interrupted");
                        }
                        return result;
                    }
                }));
    }

    /** Numbers what is stored after an opening from the highest revision that an entry had at it. */
    private static final class RevisionsReused extends Broken {
        private final long highest;
        private final long given;

        RevisionsReused(PersistenceBackend sound) {
            super(sound);
            highest = sound.collections().stream()
                    .flatMap(name -> Sound.entries(sound, name).stream())
                    .mapToLong(Entry::revision)
                    .max()
                    .orElse(0);
            sound.commit(Commit.builder().put("_probe", "k", Document.empty()).build());
            given = sound.commit(Commit.builder().delete("_probe", "k").build()).revision();
        }

        private long shown(long revision) {
            return revision <= given ? revision : revision - given + highest;
        }

        @Override
        public CommitResult commit(Commit commit) {
            return outcomes(
                    sound.commit(commit),
                    outcome -> new CommitResult.Outcome(
                            outcome.affected(),
                            shown(outcome.revision()),
                            outcome.entry()
                                    .map(entry -> Entry.of(
                                            entry.collection(),
                                            entry.key(),
                                            entry.document(),
                                            entry.storedAt(),
                                            shown(entry.revision())))
                                    .orElse(null)));
        }
    }
}
