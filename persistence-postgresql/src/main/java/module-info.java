/** The backend that keeps a store in a schema of a PostgreSQL database. */
@SuppressWarnings("requires-automatic") // the driver is no module of its own yet
module dev.marcus.persistence.postgresql {
    requires transitive dev.marcus.persistence.api;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires static transitive org.jspecify;
    requires org.postgresql.jdbc;

    exports dev.marcus.persistence.postgresql;

    provides dev.marcus.persistence.spi.PersistenceBackendProvider with
            dev.marcus.persistence.postgresql.PostgresqlBackendProvider;
}
