package dev.marcus.persistence.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What a repair found and did.
 *
 * @param entries how many entries the store holds afterwards
 * @param findings what was damaged, each with what became of it
 * @param kept where the damaged originals are now; nothing is ever deleted
 */
public record RepairReport(long entries, List<Finding> findings, List<Path> kept) {
    /** Copies the lists. */
    public RepairReport {
        findings = List.copyOf(findings);
        kept = List.copyOf(kept);
    }

    /** Says whether there was nothing to repair. */
    public boolean wasIntact() {
        return findings.isEmpty();
    }
}
