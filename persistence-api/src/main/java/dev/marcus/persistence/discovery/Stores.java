package dev.marcus.persistence.discovery;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.backup.Backups;
import dev.marcus.persistence.engine.BackendStore;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.store.BackupReport;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.ExistingStore;
import dev.marcus.persistence.store.RepairReport;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.store.StoreDescription;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens stores. What decides on the backend, the first that speaks: a provider or URL given here, the system property
 * {@code persistence.url}, the environment variable {@code PERSISTENCE_URL}, and last the class path: of the backends
 * that promise what is required, the one that holds data at its default place; if none does, the only one; if all are the
 * project's own for one machine, sqlite before file before memory. Anything else is refused, because a backend that nobody chose would
 * look like lost data. One line at INFO says what was chosen and why.
 *
 * <p>A failure is a {@link dev.marcus.persistence.error.ConfigurationException} with a stable code, or what the backend
 * met at its place.
 */
public final class Stores {
    private Stores() {}

    /**
     * Returns the store over a backend that somebody made, as an opening would; the backend is closed with it.
     *
     * @param description what the store says of itself
     * @param clock tells when a backup is taken
     */
    public static Store over(PersistenceBackend backend, StoreDescription description, InstantSource clock) {
        return new BackendStore(backend, description, clock);
    }

    /** Opens the store that the environment or the class path decides on. */
    public static Store open() {
        return builder().open();
    }

    /** Opens the store with this URL, such as {@code sqlite:data/marcus_state.db} or {@code memory:}. */
    public static Store open(String url) {
        return builder().url(url).open();
    }

    /**
     * Makes the backup a store at the place that the URL names, where no store may be yet. The backup is read whole and
     * compared with its digests before the place is touched, and is left as it is. After a failure or a kill at any moment
     * the place is as it was, or restored. The store then holds what it held when the backup was taken, with its times,
     * revisions and id, and gives the revisions above them anew.
     *
     * @throws dev.marcus.persistence.error.CorruptionException if the backup is not whole, with the file that is wrong
     * @throws dev.marcus.persistence.error.ConfigurationException with the code {@code PRS-111} if a store is there, or
     *     with {@code PRS-108} if the backup is another backend's
     * @throws dev.marcus.persistence.error.UnsupportedException if the backend cannot restore
     */
    public static BackupReport restore(Path backup, String url) {
        return builder().url(url).restore(backup, ExistingStore.REFUSE);
    }

    /**
     * Reads the whole backup and compares it with its digests. Changes nothing.
     *
     * @throws dev.marcus.persistence.error.CorruptionException if it is not whole, with the file that is wrong
     */
    public static BackupReport verifyBackup(Path backup) {
        return Backups.check(backup).report();
    }

    /**
     * Restores of the closed store at this URL, which may be one that does not open any more, what can be restored, and
     * sets the rest aside. Nothing is deleted: the report names where the damaged originals are now. A store that is
     * intact is left as it is.
     *
     * @throws dev.marcus.persistence.error.StorageException if it cannot be written, or somebody has it open
     * @throws dev.marcus.persistence.error.UnsupportedException if the backend cannot repair
     */
    public static RepairReport repair(String url) {
        return builder().url(url).repair();
    }

    /** Starts an opening with settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is asked of the store; for one thread. */
    public static final class Builder {
        private final Set<Capability> required = new LinkedHashSet<>();
        private Durability durability = Durability.NONE;
        private InstantSource clock = Clock.systemUTC();
        private @Nullable String exclusiveFor;
        private @Nullable String url;
        private @Nullable PersistenceBackendProvider provider;
        private @Nullable ClassLoader loader;

        private Builder() {}

        /** Names the store: {@code scheme:location?setting=value}. */
        public Builder url(String text) {
            url = requireNonNull(text, "url");
            return this;
        }

        /** Gives the provider itself; the URL then may be left out, or has to bear its scheme. */
        public Builder provider(PersistenceBackendProvider given) {
            provider = requireNonNull(given, "provider");
            return this;
        }

        /** Demands a capability; a backend without it is not chosen, and refused if it is named. */
        public Builder require(Capability capability) {
            required.add(requireNonNull(capability, "capability"));
            return this;
        }

        /** Demands at least this durability. */
        public Builder require(Durability least) {
            durability = requireNonNull(least, "durability");
            return this;
        }

        /**
         * Refuses a store that other processes may write while this one has it open, before anything is created. Plays no
         * part in the choice of the backend.
         *
         * @param purpose what is only right if nobody else writes, such as {@code a cache}; for the message
         */
        public Builder exclusiveFor(String purpose) {
            exclusiveFor = requireNonNull(purpose, "purpose");
            return this;
        }

        /** Gives the clock that store times are taken from; the system's if not set. */
        public Builder clock(InstantSource source) {
            clock = requireNonNull(source, "clock");
            return this;
        }

        /** Gives a class loader that is asked before the thread's and the API's own. */
        public Builder classLoader(ClassLoader first) {
            loader = requireNonNull(first, "loader");
            return this;
        }

        /**
         * Opens the store.
         *
         * @throws dev.marcus.persistence.error.ConfigurationException if none can be found, chosen or configured
         */
        public Store open() {
            Choice choice = choose();
            PersistenceBackend backend = choice.open(clock, requirements());
            return new BackendStore(
                    backend,
                    new StoreDescription(
                            choice.found().scheme(),
                            choice.found().provider().artifact(),
                            StoreUrl.redact(choice.url().location()),
                            backend.storeId(),
                            choice.reason(),
                            choice.found().provider().nativeCode()),
                    clock);
        }

        /**
         * Makes the backup a store, as {@link Stores#restore} does, and says what becomes of one that is there already.
         */
        public BackupReport restore(Path backup, ExistingStore existing) {
            requireNonNull(backup, "backup");
            requireNonNull(existing, "existing");
            return choose().restore(backup, existing, clock);
        }

        /** Repairs the closed store, as {@link Stores#repair} does. */
        public RepairReport repair() {
            return choose().repair(clock);
        }

        private Choice choose() {
            return new Chooser(Catalog.load(loader), requirements(), clock).choose(provider, url);
        }

        private Requirements requirements() {
            return new Requirements(required, durability, exclusiveFor);
        }
    }
}
