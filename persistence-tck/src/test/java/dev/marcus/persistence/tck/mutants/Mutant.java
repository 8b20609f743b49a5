package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import java.util.function.UnaryOperator;

/**
 * A backend with one planted defect.
 *
 * @param name how it is called in URLs and in the report
 * @param defect what it does wrong, in a sentence
 * @param caughtBy the group and the beginning of the name of the test that has to reject it
 * @param opening opens it
 */
record Mutant(String name, String defect, String caughtBy, Opening opening) {
    /** Opens the broken backend. */
    interface Opening {
        PersistenceBackend open(BackendConfig config);
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
