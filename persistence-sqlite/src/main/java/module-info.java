/** The backend that keeps a store in one SQLite database file. */
module dev.marcus.persistence.sqlite {
    requires transitive dev.marcus.persistence.api;
    requires java.sql;
    requires static transitive org.jspecify;
    requires org.xerial.sqlitejdbc;

    exports dev.marcus.persistence.sqlite;

    provides dev.marcus.persistence.spi.PersistenceBackendProvider with
            dev.marcus.persistence.sqlite.SqliteBackendProvider;
}
