package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

/**
 * Where a page ended, as opaque text that may be kept or sent elsewhere. It stays valid when the store is reopened; it
 * holds the sort values of the last entry of its page.
 *
 * @param text what to keep
 */
public record PageCursor(String text) {
    /** Refuses null. Whether the text is a cursor of the query is checked when the query is asked. */
    public PageCursor {
        requireNonNull(text, "text");
    }

    /** Returns the opaque text. */
    @Override
    public String toString() {
        return text;
    }
}
