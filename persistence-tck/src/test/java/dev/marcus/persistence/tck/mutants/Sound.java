package dev.marcus.persistence.tck.mutants;

import com.acme.logstore.LogStoreProvider;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.QueryRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The backend that all mutants are made of, which passes the kit. */
final class Sound {
    private Sound() {}

    static PersistenceBackend open(BackendConfig config) {
        return open(config.location(), config.clock());
    }

    static PersistenceBackend open(String location, InstantSource clock) {
        return new LogStoreProvider().open(BackendConfig.of("log", location, Map.of(), clock));
    }

    /** Returns all entries of a collection. */
    static List<Entry> entries(PersistenceBackend backend, String collection) {
        List<Entry> entries = new ArrayList<>();
        QueryRequest everything = QueryRequest.of(collection, Filter.all(), List.of(), -1, null);
        try (BackendCursor cursor = backend.query(everything)) {
            for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
