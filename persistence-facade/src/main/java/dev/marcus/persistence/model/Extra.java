package dev.marcus.persistence.model;

/** Under its own name Jackson would keep a member called {@code extra} out of the rest; nobody's member is called this. */
final class Extra {
    static final String NAME = "\0extra";

    private Extra() {}
}
