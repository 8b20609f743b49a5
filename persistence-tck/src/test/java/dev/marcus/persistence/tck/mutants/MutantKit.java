package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.nio.file.Path;

/** The kit on one mutant; run by {@link MutantsTest}. */
class MutantKit extends PersistenceBackendTck {
    static volatile String mutant = "none";

    @Override
    protected String url(Path space) {
        return "mutant:" + mutant + "@" + space;
    }
}
