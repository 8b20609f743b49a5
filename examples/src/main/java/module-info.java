/** Runnable programs, each short enough to read in one sitting. */
module dev.marcus.persistence.examples {
    requires transitive dev.marcus.persistence.facade;
    requires static org.jspecify;

    exports dev.marcus.persistence.examples;
}
