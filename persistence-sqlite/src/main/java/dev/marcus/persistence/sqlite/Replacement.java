package dev.marcus.persistence.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts a finished database in the place of another one, which keeps all its files under another name. At every moment the
 * place holds one of the two whole, and the old one has its old name, its new one, or both: it gets the new name by a link
 * before the finished database takes the old one by renaming.
 */
final class Replacement {
    private static final List<String> COMPANIONS = List.of("-wal", "-journal", "-shm");
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Replacement() {}

    /** Says whether a database is at the place, or the log or journal of one that SQLite would take for a new one's. */
    static boolean isNeeded(Path place) {
        return Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                || !companions(place).isEmpty();
    }

    private static List<String> companions(Path place) {
        return COMPANIONS.stream()
                .filter(suffix -> Files.exists(Path.of(place + suffix), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /**
     * Replaces what is at the place, under the lock of the caller. The log of a sound database was written back into it by
     * the locking. That of a damaged one loses its old name before the database does, because SQLite would otherwise add
     * it to the finished one.
     *
     * @param finished a file in the same directory, on the medium
     * @param word what the new name of the old database says became of it
     * @return where the files of the old database are now
     */
    static List<Path> replace(Path place, Path finished, String word, InstantSource clock) throws IOException {
        Path aside = asideName(place, word, clock);
        List<Path> kept = new ArrayList<>();
        List<String> companions = companions(place);
        if (Files.exists(place)) {
            Files.createLink(aside, place);
            kept.add(aside);
        }
        for (String suffix : companions) {
            Path companion = Path.of(aside + suffix);
            Files.createLink(companion, Path.of(place + suffix));
            kept.add(companion);
        }
        DiskFiles.syncDirectoryOf(place);
        for (String suffix : companions) {
            Files.delete(Path.of(place + suffix));
        }
        DiskFiles.syncDirectoryOf(place);
        Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE);
        DiskFiles.syncDirectoryOf(place);
        return kept;
    }

    private static Path asideName(Path place, String word, InstantSource clock) {
        String name = place.getFileName() + "." + word + "-" + WHEN.format(clock.instant());
        Path aside = place.resolveSibling(name);
        for (int i = 2; isNeeded(aside); i++) {
            aside = place.resolveSibling(name + "-" + i);
        }
        return aside;
    }
}
