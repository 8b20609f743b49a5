package dev.marcus.persistence.store;

import java.util.List;

/**
 * What a verification read and found wrong. Nothing was changed by it.
 *
 * @param collections how many collections were read
 * @param entries how many entries were read and are as they were stored
 * @param findings what is damaged, each with its place and reason
 */
public record VerifyReport(long collections, long entries, List<Finding> findings) {
    /** Copies the list. */
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** Says whether nothing is wrong. */
    public boolean isIntact() {
        return findings.isEmpty();
    }
}
