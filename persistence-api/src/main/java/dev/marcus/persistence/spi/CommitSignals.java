package dev.marcus.persistence.spi;

/**
 * Tells that something was committed, by whomever, other processes included. An
 * {@link PersistenceBackend#extension extension} of backends that come to know of it without asking. It saves those who
 * follow the feed time, and no more: a signal may be lost, so they go on asking at an interval.
 */
public interface CommitSignals {
    /**
     * Has the callback run soon after each commit, when reads see it already; one signal may stand for several commits or
     * for none. Whoever looks once after this has returned, and then after each signal, is as a rule behind for some
     * milliseconds only. Returns at once, and never fails: what keeps the signals from coming is logged, and tried again.
     *
     * @param callback runs on a thread of the backend, so it must be quick and must not call the store
     */
    Listening listen(Runnable callback);

    /** Somebody who listens. */
    interface Listening extends AutoCloseable {
        /** Ends the signals; one that is on its way may still come. May be called twice, and after the store was closed. */
        @Override
        void close();
    }
}
