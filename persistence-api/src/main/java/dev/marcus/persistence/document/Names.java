package dev.marcus.persistence.document;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.InvalidRequestException;
import java.util.Set;

/** The rules for the names of collections, for keys, and for the names that a document must leave to its entry. */
public final class Names {
    /** The longest collection name, in characters. */
    public static final int MAX_COLLECTION_LENGTH = 128;
    /** The longest key, in bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 1024;
    /** The path of an entry's own key in filters and sorts. */
    public static final String KEY = "_key";
    /** The path of an entry's own store time in filters and sorts. */
    public static final String STORED_AT = "_stored_at";
    /** The path of an entry's own revision in filters and sorts. */
    public static final String REVISION = "_revision";
    /** The top-level member names that no document may use, because they are the entry's own. */
    public static final Set<String> RESERVED = Set.of(KEY, STORED_AT, REVISION, "_meta");

    private Names() {}

    /**
     * Returns the collection name as it is.
     *
     * @throws InvalidRequestException if it does not match {@code [A-Za-z0-9_][A-Za-z0-9_-]{0,127}}
     */
    public static String checkCollection(String name) {
        requireNonNull(name, "collection");
        if (!isCollection(name)) {
            throw new InvalidRequestException("collection: '" + shorten(name)
                    + "' (expected: 1 to 128 characters of A-Z a-z 0-9 _ and -, the first no -)");
        }
        return name;
    }

    /** Says whether the text is a valid name of a collection. */
    public static boolean isCollection(String name) {
        if (name.isEmpty() || name.length() > MAX_COLLECTION_LENGTH || name.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            if (!word) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the key as it is; nothing is trimmed or normalised.
     *
     * @throws InvalidRequestException if it is empty, has U+0000 or an unpaired surrogate, or takes more than
     *     {@value #MAX_KEY_BYTES} bytes of UTF-8
     */
    public static String checkKey(String key) {
        requireNonNull(key, "key");
        if (key.isEmpty()) {
            throw new InvalidRequestException("key: empty (expected: 1 to " + MAX_KEY_BYTES + " bytes of UTF-8)");
        }
        long bytes = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == 0) {
                throw new InvalidRequestException(
                        "key: U+0000 at index " + i + " (expected: any Unicode text without it)");
            } else if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < key.length()
                    && Character.isLowSurrogate(key.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw new InvalidRequestException(
                        "key: unpaired surrogate at index " + i + " (expected: well-formed Unicode)");
            }
        }
        if (bytes > MAX_KEY_BYTES) {
            throw new InvalidRequestException("key: " + bytes + " bytes of UTF-8, beginning '" + shorten(key)
                    + "' (expected: 1 to " + MAX_KEY_BYTES + " bytes)");
        }
        return key;
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
