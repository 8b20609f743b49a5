package dev.marcus.persistence;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Collects what is asked of a {@link Persistence} and opens it; for one thread. */
public final class PersistenceBuilder {
    private final Stores.Builder stores = Stores.builder();
    private final Retention.Builder retention = new Retention.Builder();
    private InstantSource clock = Clock.systemUTC();
    private @Nullable JsonMapper mapper;

    PersistenceBuilder() {}

    /** Names the store: {@code scheme:location?setting=value}. */
    public PersistenceBuilder url(String url) {
        stores.url(url);
        return this;
    }

    /** Demands a guarantee of the backend. */
    public PersistenceBuilder require(Capability capability) {
        stores.require(capability);
        return this;
    }

    /** Demands at least this durability. */
    public PersistenceBuilder require(Durability least) {
        stores.require(least);
        return this;
    }

    /** Gives the provider itself instead of looking for one. */
    public PersistenceBuilder provider(PersistenceBackendProvider provider) {
        stores.provider(provider);
        return this;
    }

    /** Gives the clock that times are taken from. */
    public PersistenceBuilder clock(InstantSource source) {
        clock = requireNonNull(source, "clock");
        stores.clock(source);
        return this;
    }

    /** Gives the mapper that turns objects into JSON and back. */
    public PersistenceBuilder mapper(JsonMapper given) {
        mapper = requireNonNull(given, "mapper");
        return this;
    }

    /**
     * Keeps the entries of a collection for so long; {@link Persistence#cleanup()} removes them afterwards.
     *
     * @throws InvalidRequestException if the time is negative
     */
    public PersistenceBuilder retention(String collection, Duration age) {
        retention.keep(Persistence.own(collection), age);
        return this;
    }

    /** Opens the store. */
    public Persistence open() {
        Codec codec = new Codec(mapper == null ? Codec.defaultMapper() : mapper);
        return new Persistence(stores.open(), codec, retention.build(), clock);
    }
}
