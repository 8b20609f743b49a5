package dev.marcus.persistence.backup;

import dev.marcus.persistence.error.StorageException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is in the directory that a backend wrote. Names are relative, with slashes between their parts.
 *
 * @param files each file with its length and digest
 * @param directories each directory below the one that the backend wrote
 */
record Content(SortedMap<String, Digested> files, SortedSet<String> directories) {
    private static final int MAX_NAME = 1024;

    /** The length and the SHA-256 of a file. */
    record Digested(long bytes, String sha256) {}

    Content {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        directories = Collections.unmodifiableSortedSet(new TreeSet<>(directories));
    }

    /** Forces everything below the directory to the medium and returns what it is. */
    static Content forced(Path root) throws IOException {
        Listing found = Listing.of(root);
        String fault = found.others.isEmpty() ? faultOf(found.names()) : found.others.first();
        if (fault != null) {
            throw new StorageException("backup: the backend wrote " + root.resolve(fault)
                    + ", which cannot be in a backup (expected: files and directories with plain names)");
        }
        TreeMap<String, Digested> files = new TreeMap<>();
        for (String name : found.files) {
            Path file = root.resolve(name);
            Medium.sync(file);
            files.put(name, Medium.digest(file));
        }
        for (String name : found.directories) {
            Medium.sync(root.resolve(name));
        }
        Medium.sync(root);
        return new Content(files, found.directories);
    }

    /** Refuses whatever is beside the list and the directory of the backend. */
    static void checkTop(Path directory) throws IOException {
        try (var children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = String.valueOf(child.getFileName());
                if (!name.equals(Manifest.FILE) && !name.equals(Backups.SNAPSHOT)) {
                    throw Backups.damaged(child, "is not listed");
                }
            }
        }
    }

    /** Compares the directory with this, and refuses the first difference. */
    void checkAgainst(Path root) throws IOException {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            throw Backups.damaged(root, "is missing, or no directory");
        }
        Listing found = Listing.of(root);
        if (!found.others.isEmpty()) {
            throw Backups.damaged(root.resolve(found.others.first()), "is neither a file nor a directory");
        }
        for (String name : found.names()) {
            boolean listed = found.files.contains(name) ? files.containsKey(name) : directories.contains(name);
            if (!listed) {
                throw Backups.damaged(root.resolve(name), "is not listed");
            }
        }
        for (String name : names()) {
            if (!found.names().contains(name)) {
                throw Backups.damaged(root.resolve(name), "is missing");
            }
        }
        for (var file : files.entrySet()) {
            check(root.resolve(file.getKey()), file.getValue());
        }
    }

    private static void check(Path file, Digested expected) throws IOException {
        long length = Files.size(file);
        if (length != expected.bytes()) {
            throw Backups.damaged(file, "has " + length + " bytes and not " + expected.bytes());
        }
        if (!Medium.digest(file).equals(expected)) {
            throw Backups.damaged(file, "does not have its digest");
        }
    }

    private SortedSet<String> names() {
        TreeSet<String> names = new TreeSet<>(files.keySet());
        names.addAll(directories);
        return names;
    }

    /** Returns a name that could lead elsewhere or could not stand beside the others on some disk, or null. */
    @Nullable
    String faultyName() {
        return faultOf(names());
    }

    private static @Nullable String faultOf(SortedSet<String> names) {
        Set<String> folded = new HashSet<>();
        for (String name : names) {
            String fold = Normalizer.normalize(name, Normalizer.Form.NFC)
                    .toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT);
            if (!isPlain(name) || !folded.add(fold)) {
                return name;
            }
        }
        return null;
    }

    private static boolean isPlain(String name) {
        if (name.length() > MAX_NAME
                || name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':' || Character.isSurrogate((char) c))) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.endsWith(".") || part.endsWith(" ")) { // the dots that lead upwards, too
                return false;
            }
        }
        return true;
    }

    /** What there is below a directory, by kind. */
    private static final class Listing {
        private final SortedSet<String> files = new TreeSet<>();
        private final SortedSet<String> directories = new TreeSet<>();
        private final SortedSet<String> others = new TreeSet<>();

        static Listing of(Path root) throws IOException {
            Listing listing = new Listing();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (!directory.equals(root)) {
                        listing.directories.add(name(root, directory));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    (attributes.isRegularFile() ? listing.files : listing.others).add(name(root, file));
                    return FileVisitResult.CONTINUE;
                }
            });
            return listing;
        }

        private static String name(Path root, Path path) {
            return root.relativize(path).toString().replace(root.getFileSystem().getSeparator(), "/");
        }

        SortedSet<String> names() {
            TreeSet<String> names = new TreeSet<>(files);
            names.addAll(directories);
            return names;
        }
    }
}
