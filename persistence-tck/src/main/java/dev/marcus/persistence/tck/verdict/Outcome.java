package dev.marcus.persistence.tck.verdict;

/**
 * What became of a test, or of all tests of a rule.
 *
 * @param kind the word for it
 * @param reason why; empty if there is nothing to say
 */
record Outcome(Kind kind, String reason) {
    /** The words, the worse the later. */
    enum Kind {
        NOT_APPLICABLE("not applicable"),
        PASSED("passed"),
        /** The instrument that would see a failure does not work on this machine. */
        NO_INSTRUMENT("not run"),
        KNOWN_GAP("known gap"),
        NOT_RUN("NOT RUN"),
        FAILED("FAILED");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Outcome of(Kind kind) {
        return new Outcome(kind, "");
    }
}
