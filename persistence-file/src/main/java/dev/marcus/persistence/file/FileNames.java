package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file names of collections: different ones for different collections, also where case does not count and some names
 * are devices. A name in lower case is its own file name, so that other programs find it.
 */
final class FileNames {
    static final String SUFFIX = ".json";
    private static final int LONGEST = 120;
    private static final Pattern ESCAPE = Pattern.compile("%([0-9a-f]{2})");
    private static final Pattern STEM = Pattern.compile("(.*?)(?:\\.[0-9]+)?");
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private FileNames() {}

    /** Returns the name for the file of the collection; the number counts up where a name is taken by something else. */
    static String of(String collection, int number) {
        String stem = stem(collection);
        return (number == 1 ? stem : stem + "." + number) + SUFFIX;
    }

    private static String stem(String collection) {
        StringBuilder stem = new StringBuilder();
        for (int i = 0; i < collection.length(); i++) {
            char c = collection.charAt(i);
            boolean escape = c >= 'A' && c <= 'Z' || i == 0 && DEVICES.contains(collection);
            stem.append(escape ? "%" + Integer.toHexString(c) : String.valueOf(c));
        }
        return stem.length() <= LONGEST ? stem.toString() : "~" + hash(collection);
    }

    private static String hash(String collection) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(collection.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 20));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the collection that a file of this name would hold; empty if it is no such name. */
    static Optional<String> collection(String file) {
        if (!file.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        Matcher stem = STEM.matcher(file.substring(0, file.length() - SUFFIX.length()));
        if (!stem.matches()) {
            return Optional.empty();
        }
        String name = ESCAPE.matcher(stem.group(1))
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
        return Names.isCollection(name) ? Optional.of(name) : Optional.empty();
    }
}
