package dev.marcus.persistence.cache;

import dev.marcus.persistence.document.Entry;

/** An entry as it was read, and how often its collection had been cleared by then. */
record Cached(Entry entry, long clearings) {
    /** About what the objects around a document take. */
    private static final int OVERHEAD = 256;

    int weight(EntryKey key) {
        long bytes = (long) entry.document().size() + key.key().length() + OVERHEAD;
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
}
