package dev.marcus.persistence.transaction;

import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.PersistenceException;
import dev.marcus.persistence.error.TransientException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does something that others may get in the way of again, until it succeeds or {@link #MOST} attempts were made. The pauses
 * between are drawn at random, from next to nothing up to a bound that doubles until it is 50 ms.
 */
public final class Attempts {
    /** How often something is tried. */
    public static final int MOST = 100;

    private static final long FIRST_MICROS = 50;
    private static final long LONGEST_MICROS = 50_000;

    private Attempts() {}

    /** What is tried. */
    public interface Attempt<T extends @Nullable Object> {
        /** Does it once, or says that it is worth another attempt. */
        T once() throws Again;
    }

    /** Nothing was changed, and another attempt may succeed. */
    public static final class Again extends Exception {
        private static final long serialVersionUID = 1L;

        private final PersistenceException reason;

        private Again(PersistenceException reason) {
            super(null, reason, false, false);
            this.reason = reason;
        }

        /** Takes why it did not succeed. */
        public static Again after(TransientException reason) {
            return new Again(reason);
        }

        /** Takes the conflict after which to try again; one with a unique index, which would recur, is thrown instead. */
        public static Again after(ConflictException reason) {
            if (reason.conflicts().stream().anyMatch(conflict -> conflict.index() != null)) {
                throw reason;
            }
            return new Again(reason);
        }
    }

    /** Is told of every attempt that did not succeed and is followed by another. */
    public interface Listener {
        /** Notes it. */
        void retried();
    }

    /**
     * Returns what the first attempt that succeeds returns.
     *
     * @param what begins the message if none does
     * @throws ConflictException if all attempts met conflicts, or the thread was interrupted between two; its interrupt
     *     flag is then set
     */
    public static <T extends @Nullable Object> T repeat(String what, Attempt<T> attempt, Listener listener) {
        for (int number = 1; ; number++) {
            try {
                return attempt.once();
            } catch (Again again) {
                if (number == MOST) {
                    throw ended(what + ": given up after " + MOST + " attempts", again.reason);
                }
                if (!pause(number)) {
                    throw ended(what + ": interrupted after attempt " + number, again.reason);
                }
                listener.retried();
            }
        }
    }

    private static PersistenceException ended(String message, PersistenceException reason) {
        return reason instanceof ConflictException conflict
                ? new ConflictException(message, conflict.conflicts())
                : reason;
    }

    /** Waits after this attempt; returns false, with the interrupt flag set, if the thread is told to stop. */
    private static boolean pause(int number) {
        long bound = Math.min(LONGEST_MICROS, FIRST_MICROS << Math.min(number, 20));
        try {
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(bound));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
