package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.OutcomeUnknownException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreStatus;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the child of {@link FaultsTest} does: the same commits again and again, each time with another call of the operating
 * system failing, and a look at what is there afterwards. Prints a line for each thing that is wrong, and at last how many
 * runs met a failure.
 */
final class FaultyChild {
    private static final int COMMITS = 12;
    /** Every later call fails, too. */
    private static final int STICKY = 1;
    /** Only syncs fail. */
    private static final int SYNCS = 2;

    private final MappedByteBuffer control;
    private final Path directory;
    private int met;

    private enum Fate {
        ACKNOWLEDGED,
        NOT_APPLIED,
        UNKNOWN
    }

    private FaultyChild(MappedByteBuffer control, Path directory) {
        this.control = control;
        this.directory = directory;
    }

    /** Arguments: the file that controls the failures, the directory they are for, the most runs of a kind. */
    public static void main(String[] arguments) throws IOException {
        try (FileChannel channel =
                FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer control = channel.map(FileChannel.MapMode.READ_WRITE, 0, 32);
            control.order(ByteOrder.nativeOrder());
            FaultyChild child = new FaultyChild(control, Path.of(arguments[1]));
            for (String level : List.of("disk", "process")) {
                for (int how : new int[] {0, STICKY, SYNCS}) {
                    child.sweep(level, how, how == SYNCS ? Integer.MAX_VALUE : Integer.parseInt(arguments[2]));
                }
            }
            System.out.println("met " + child.met);
        }
    }

    /** Lets each call fail, or only so many of them, evenly spread. */
    private void sweep(String level, int how, int most) throws IOException {
        arm(0, 0, how);
        long before = control.getLong(16);
        run(level, level + how + "-counting", 0);
        long calls = control.getLong(16) - before;
        long step = Math.max(1, calls / most);
        for (long n = 1; n <= calls; n += step) {
            int error = n / step % 2 == 0 ? 5 : 28; // EIO, ENOSPC
            String name = level + (how == STICKY ? "-from-call" : how == SYNCS ? "-at-sync" : "-at-call") + n + "-error"
                    + error;
            arm(n, error, how);
            long failed = control.getLong(8);
            run(level, name, n);
            if (control.getLong(8) > failed) {
                met++;
            }
        }
    }

    private void arm(long next, int error, int how) {
        control.putInt(24, error);
        control.putInt(28, how);
        control.putLong(0, next);
    }

    private void run(String level, String name, long n) throws IOException {
        Path file = Files.createDirectory(directory.resolve(name)).resolve("store.db");
        Map<Integer, Fate> fates = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        Map<Integer, Fate> known = new LinkedHashMap<>();
        Path killed = directory.resolveSibling("killed").resolve(name).resolve("store.db");
        try (Store store = Stores.open("sqlite:" + file + "?durability=" + level)) {
            for (int i = 0; i < COMMITS; i++) {
                commit(store, i, fates, wrong);
                if (known.isEmpty() && fates.get(i) != Fate.ACKNOWLEDGED) {
                    known.putAll(fates);
                    copy(file, killed);
                }
            }
        } catch (StorageException | OutcomeUnknownException e) {
            // opening or closing failed and says so; what was acknowledged must be there all the same
        } catch (PersistenceException e) {
            wrong.add("opening or closing ended with " + e);
        }
        arm(0, 0, 0);
        look(file, "reopened", fates, wrong);
        if (!known.isEmpty()) {
            look(killed, "reopened after a kill", known, wrong);
        }
        for (String line : wrong) {
            System.out.println("wrong " + name + " (call " + n + "): " + line);
        }
    }

    /** Takes what would be left if the process were killed now. */
    private static void copy(Path file, Path killed) throws IOException {
        Files.createDirectories(killed.getParent());
        for (String end : List.of("", "-wal")) {
            if (Files.exists(Path.of(file + end))) {
                Files.copy(Path.of(file + end), Path.of(killed + end));
            }
        }
    }

    private static void look(Path file, String when, Map<Integer, Fate> fates, List<String> wrong) {
        List<String> found = new ArrayList<>();
        try (Store store = Stores.open("sqlite:" + file)) {
            check(store, fates, found);
        } catch (RuntimeException e) {
            found.add(e.toString());
        }
        found.forEach(line -> wrong.add(when + ": " + line));
    }

    private static void commit(Store store, int i, Map<Integer, Fate> fates, List<String> wrong) {
        boolean broken = store.status().state() == StoreStatus.State.DOWN;
        Fate fate = commit(store, i, wrong);
        fates.put(i, fate);
        if (broken && fate != Fate.UNKNOWN) {
            wrong.add("commit " + i + " was " + fate + " although the store was down");
        }
        if (fate == Fate.UNKNOWN && store.status().state() != StoreStatus.State.DOWN) {
            wrong.add("the status is " + store.status() + " after an outcome was unknown");
        }
    }

    private static Fate commit(Store store, int i, List<String> wrong) {
        Document document = Document.builder()
                .put("n", i)
                .put("text", "x".repeat(100 + 900 * i))
                .build();
        Commit.Builder commit = Commit.builder().put("left", "k" + i, document).put("right", "k" + i, document);
        if (i % 3 == 0) {
            commit.durability(Durability.DISK);
        }
        if (i > 0 && store.retrieve("left", "k" + (i - 1)).isPresent()) {
            commit.put("last", "k", document);
        }
        try {
            store.commit(commit.build());
            return Fate.ACKNOWLEDGED;
        } catch (OutcomeUnknownException e) {
            return Fate.UNKNOWN;
        } catch (StorageException e) {
            return Fate.NOT_APPLIED;
        } catch (PersistenceException e) {
            wrong.add("commit " + i + " ended with " + e);
            return Fate.UNKNOWN;
        }
    }

    private static void check(Store store, Map<Integer, Fate> fates, List<String> wrong) {
        fates.forEach((i, fate) -> {
            boolean left = store.retrieve("left", "k" + i).isPresent();
            if (left != store.retrieve("right", "k" + i).isPresent()) {
                wrong.add("commit " + i + " (" + fate + ") is there by half");
            }
            if (fate == Fate.ACKNOWLEDGED && !left) {
                wrong.add("commit " + i + " was acknowledged and is lost");
            }
            if (fate == Fate.NOT_APPLIED && left) {
                wrong.add("commit " + i + " was not applied and is there");
            }
        });
        store.store("after", "k", Document.empty());
        if (!store.verify().isIntact()) {
            wrong.add("verify found " + store.verify().findings());
        }
    }
}
