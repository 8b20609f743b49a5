package dev.marcus.persistence.move;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a move has come.
 *
 * @param phase what is being done
 * @param done how many entries or changes this phase has dealt with, those before a resumption included
 * @param total how many there are to deal with, as far as is known: while copying and comparing, the entries that there
 *     were at the beginning; while following, at most so many changes
 * @param perSecond how many a second, since this phase was begun or resumed; 0 if that is not known yet
 */
public record MoveProgress(Phase phase, long done, long total, double perSecond) {
    /** What a move does, in this order; copying comes once, the others as often as it is asked to. */
    public enum Phase {
        /** Copies what was there when the move began. */
        COPYING,
        /** Applies what has changed since. */
        FOLLOWING,
        /** Compares the two stores. */
        COMPARING
    }

    /** Refuses numbers that cannot be. */
    public MoveProgress {
        requireNonNull(phase, "phase");
        if (done < 0 || total < 0 || !(perSecond >= 0)) {
            throw new IllegalArgumentException(
                    "progress: " + done + " of " + total + ", " + perSecond + " a second (expected: none negative)");
        }
    }

    /** Returns how much of this phase is done, 0 to 100. */
    public double percent() {
        return done >= total ? 100 : 100.0 * done / total;
    }

    /** Returns how long the rest of this phase takes if it goes on so; empty if that is not known yet. */
    public Optional<Duration> timeLeft() {
        if (done >= total) {
            return Optional.of(Duration.ZERO);
        }
        return perSecond == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(1000 * (total - done) / perSecond)));
    }
}
