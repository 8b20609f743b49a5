package dev.marcus.persistence.spi;

/** What a look at a location showed. */
public enum Evidence {
    /** A store of this backend is there. */
    HOLDS_DATA,
    /** Nothing of this backend is there. */
    EMPTY,
    /** It cannot be told without opening it. */
    UNKNOWN
}
