package dev.marcus.persistence.file;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.store.Finding;
import dev.marcus.persistence.store.RepairReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged directory a store again: copies every damaged file into quarantine first, then writes what could be read
 * as the files of a store that was closed. After an interruption it can be run again.
 */
final class Repair {
    private final Disk disk;
    private final Path location;
    private final InstantSource clock;

    Repair(Disk disk, Path location, InstantSource clock) {
        this.disk = disk;
        this.location = location;
        this.clock = clock;
    }

    RepairReport run() {
        if (!Files.isDirectory(location)) {
            throw new ConfigurationException(
                    "PRS-108", location + " is no directory of a store (expected: one). Nothing was changed.", null);
        }
        try {
            Path directory = location.toRealPath();
            StoreDirectory place = new StoreDirectory(disk, directory);
            RealDisk.createDirectory(place.inside());
            OwnerLock lock = OwnerLock.take(directory, place.inside());
            try {
                Opening.@Nullable Found found = intact(place);
                return found == null ? repair(place) : report(found.state(), List.of(), List.of());
            } finally {
                lock.close();
            }
        } catch (IOException e) {
            throw new StorageException(
                    location + ": repair: " + e + " (expected: a local directory that can be read and written; every"
                            + " original is still there)",
                    e);
        }
    }

    /** Returns what the directory holds, or null if anything of it is damaged. */
    private static Opening.@Nullable Found intact(StoreDirectory place) throws IOException {
        try {
            Opening.Found found = new Opening(place).read();
            return found.report().isClean() ? found : null;
        } catch (CorruptionException e) {
            return null;
        }
    }

    private static RepairReport report(StoreState state, List<Finding> findings, List<Path> kept) {
        long entries = 0;
        for (String collection : state.names()) {
            entries += state.collection(collection).size();
        }
        return new RepairReport(entries, findings, kept);
    }

    private RepairReport repair(StoreDirectory place) throws IOException {
        Salvage salvage = new Salvage(place);
        salvage.read();
        Path quarantine = place.quarantine().resolve(Restoring.aside("repair"));
        List<Path> kept = keep(salvage.damaged(), quarantine);
        List<Long> journals = place.journals();
        long next =
                Math.max(salvage.manifest().journal(), journals.isEmpty() ? 0 : journals.get(journals.size() - 1)) + 1;
        StoreState state = begunAgain(salvage.state());
        Manifest base = base(salvage, state);
        new Checkpoint(place, new Contents(), foreign(place, base, state))
                .write(base, state, state.names(), clock.instant(), true, next);
        for (long old : journals) {
            disk.delete(place.journal(old));
        }
        place.removeTombstonesBut(null);
        for (Path file : salvage.damaged()) {
            boolean isCollection = place.path().equals(file.getParent());
            if (isCollection && !isNamed(file, base, state)) {
                disk.delete(file); // nothing of it could be read, and it is in quarantine
            }
        }
        place.forceNames(place.inside());
        place.forceNames(place.path());
        return report(state, salvage.findings(), kept);
    }

    /** Nobody knows what is missing, so followers of the store compare what they hold, or begin again. */
    private static StoreState begunAgain(StoreState state) {
        long revision = state.revision() + 1;
        return state.reached(revision, state.lastTime()).since(revision);
    }

    private static Manifest base(Salvage salvage, StoreState state) {
        Manifest last = salvage.manifest();
        Map<String, Manifest.Part> parts = new HashMap<>();
        last.parts().forEach((collection, part) -> {
            if (state.names().contains(collection)) {
                parts.put(collection, part.asOwn());
            }
        });
        return new Manifest(
                last.storeId(),
                state.revision(),
                state.lastTime(),
                last.writtenAt(),
                false,
                last.journal(),
                null,
                parts);
    }

    private static boolean isNamed(Path file, Manifest base, StoreState state) {
        String name = String.valueOf(file.getFileName());
        return base.parts().values().stream().anyMatch(part -> part.file().equals(name))
                || FileNames.collection(name).filter(state.names()::contains).isPresent();
    }

    /** Files that hold something else keep their names; those of collections are written over. */
    private static Set<String> foreign(StoreDirectory place, Manifest base, StoreState state) throws IOException {
        Set<String> foreign = new java.util.HashSet<>();
        for (String file : place.disk().list(place.path())) {
            if (!isNamed(place.path().resolve(file), base, state)) {
                foreign.add(file);
            }
        }
        return foreign;
    }

    private List<Path> keep(Set<Path> damaged, Path quarantine) throws IOException {
        List<Path> kept = new ArrayList<>();
        for (Path file : damaged) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                RealDisk.createDirectory(quarantine);
                Path copy = quarantine.resolve(String.valueOf(file.getFileName()));
                try (Disk.Appender out = disk.create(copy)) {
                    out.append(disk.read(file));
                    out.force();
                }
                kept.add(copy);
            }
        }
        if (!kept.isEmpty()) {
            disk.forceDirectory(quarantine);
        }
        return kept;
    }
}
