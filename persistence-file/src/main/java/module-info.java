/** The backend that keeps a store in a directory of readable JSON files and a journal. */
module dev.marcus.persistence.file {
    requires transitive dev.marcus.persistence.api;
    requires dev.marcus.persistence.memory;
    requires static transitive org.jspecify;

    exports dev.marcus.persistence.file;

    provides dev.marcus.persistence.spi.PersistenceBackendProvider with
            dev.marcus.persistence.file.FileBackendProvider;
}
