package dev.marcus.persistence.store;

import java.util.List;

/**
 * What was found at opening that this store did not write or cannot serve. All of it was left where it is and is never
 * written over; everything beside it is readable and writable.
 *
 * @param adopted how many entries without a revision were taken over and given one
 * @param ownMembers how many of those held {@code _key} or {@code _stored_at} as members, which are now the entry's
 * @param findings what is not served, each with its place and reason
 */
public record AdoptionReport(long adopted, long ownMembers, List<Finding> findings) {
    /** The report that there is nothing to report. */
    public static final AdoptionReport EMPTY = new AdoptionReport(0, 0, List.of());

    /** Copies the list. */
    public AdoptionReport {
        findings = List.copyOf(findings);
    }

    /** Says whether everything found is served. */
    public boolean isClean() {
        return findings.isEmpty();
    }
}
