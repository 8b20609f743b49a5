package dev.marcus.persistence.cache;

/** Which entry. */
record EntryKey(String collection, String key) {}
