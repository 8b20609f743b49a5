package dev.marcus.persistence.tck.catalogue;

/**
 * One rule of the contract.
 *
 * @param number such as {@code 4.6}, or {@code 8.ATOMIC_COMMIT} for a promise of section 8
 * @param text what it says, in one line
 */
public record ContractRule(String number, String text) {}
