/** The backend that keeps a store in the memory of the process. */
@SuppressWarnings("module") // the file backend builds on the engine, and is not there when this is compiled
module dev.marcus.persistence.memory {
    requires transitive dev.marcus.persistence.api;
    requires static transitive org.jspecify;

    exports dev.marcus.persistence.memory;
    exports dev.marcus.persistence.memory.engine to
            dev.marcus.persistence.file;

    provides dev.marcus.persistence.spi.PersistenceBackendProvider with
            dev.marcus.persistence.memory.MemoryBackendProvider;
}
