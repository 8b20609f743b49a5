/**
 * Values, errors and the store as an application sees them; the SPI that a backend implements; discovery; and the reference
 * evaluation of queries that every backend inherits. Depends on the JDK alone.
 */
module dev.marcus.persistence.api {
    requires static transitive org.jspecify;

    exports dev.marcus.persistence.discovery;
    exports dev.marcus.persistence.document;
    exports dev.marcus.persistence.error;
    exports dev.marcus.persistence.query;
    exports dev.marcus.persistence.spi;
    exports dev.marcus.persistence.store;

    uses dev.marcus.persistence.spi.PersistenceBackendProvider;
}
