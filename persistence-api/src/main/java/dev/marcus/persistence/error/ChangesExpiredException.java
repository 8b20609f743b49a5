package dev.marcus.persistence.error;

/**
 * The feed of a store cannot be followed from the revision asked for: deletions after it are not kept any more, or the
 * store was put back to an earlier state and never came so far. Begin again at revision 0 with nothing, or compare what
 * you hold with the store.
 */
public class ChangesExpiredException extends PersistenceException {
    private static final long serialVersionUID = 1L;

    /** What was asked for. */
    private final long after;
    /** From where on the feed can be followed. */
    private final long oldest;

    private ChangesExpiredException(String message, long after, long oldest) {
        super(message, null);
        this.after = after;
        this.oldest = oldest;
    }

    /** Deletions are kept from a later revision on. */
    public static ChangesExpiredException tooLate(long after, long oldest) {
        return new ChangesExpiredException(
                "changes after revision " + after + ": deletions are kept only after revision " + oldest
                        + " (expected: a reader that comes back sooner, or a longer retention of tombstones;"
                        + " begin again at revision 0 with nothing)",
                after,
                oldest);
    }

    /** The store never gave this revision. */
    public static ChangesExpiredException neverReached(long after, long last) {
        return new ChangesExpiredException(
                "changes after revision " + after + ": the store is at revision " + last
                        + " (expected: a revision that it has given; it was restored to an earlier state, or it is another"
                        + " store; begin again at revision 0 with nothing)",
                after,
                0);
    }

    /** Returns the revision that was asked for. */
    public long after() {
        return after;
    }

    /** Returns the earliest revision, beside 0, from which the feed can be followed; 0 if any up to the last. */
    public long oldest() {
        return oldest;
    }
}
