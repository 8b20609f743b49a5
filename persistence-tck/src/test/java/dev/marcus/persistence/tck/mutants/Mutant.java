package dev.marcus.persistence.tck.mutants;

import com.acme.logstore.LogStoreProvider;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.ExistingStore;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A backend with one planted defect.
 *
 * @param name how it is called in URLs and in the report
 * @param defect what it does wrong, in a sentence
 * @param caughtBy the group and the beginning of the name of the test that has to reject it
 * @param opening opens it
 * @param restoring restores a backup of it
 */
record Mutant(String name, String defect, String caughtBy, Opening opening, Restoring restoring) {
    /** A mutant that restores as it should. */
    Mutant(String name, String defect, String caughtBy, Opening opening) {
        this(name, defect, caughtBy, opening, new LogStoreProvider()::restore);
    }

    /** Opens the broken backend. */
    interface Opening {
        PersistenceBackend open(BackendConfig config);
    }

    /** Makes a store of a snapshot. */
    interface Restoring {
        void restore(Path snapshot, BackendConfig target, ExistingStore existing);
    }

    /** Plants the defect in the restoring of the sound backend. */
    static Mutant restoring(String name, String defect, String caughtBy, Restoring restoring) {
        return new Mutant(name, defect, caughtBy, Sound::open, restoring);
    }

    /** Plants the defect in a wrapper of the sound backend. */
    static Mutant of(String name, String defect, String caughtBy, UnaryOperator<PersistenceBackend> wrapper) {
        return new Mutant(name, defect, caughtBy, config -> wrapper.apply(Sound.open(config)));
    }

    @Override
    public String toString() {
        return name;
    }
}
