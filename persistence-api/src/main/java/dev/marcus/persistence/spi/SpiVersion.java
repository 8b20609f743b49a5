package dev.marcus.persistence.spi;

/**
 * The version of this SPI. Minor versions add methods with a default body; a backend of an older minor version goes on
 * working.
 */
public final class SpiVersion {
    /** The major version; a provider returns it, so that the number is compiled into it. */
    public static final int CURRENT = 1;

    private SpiVersion() {}
}
