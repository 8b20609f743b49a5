package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;

/**
 * One figure over many entries. All but the count look at the numbers at a path and pass over everything else; of no
 * numbers there is no figure.
 */
public final class Aggregate {
    /** What is computed. */
    public enum Kind {
        /** How many entries. */
        COUNT,
        /** The exact sum. */
        SUM,
        /** The exact sum divided by the number of numbers, rounded once to 34 digits. */
        AVG,
        /** The smallest number. */
        MIN,
        /** The largest number. */
        MAX,
        /** The number below which a share of them lies, between two neighbours in proportion, rounded to 34 digits. */
        PERCENTILE
    }

    private final Kind kind;
    private final FieldPath path;
    private final double percent;

    private Aggregate(Kind kind, FieldPath path, double percent) {
        this.kind = kind;
        this.path = requireNonNull(path, "path");
        this.percent = percent;
    }

    /** Counts the entries. */
    public static Aggregate count() {
        return new Aggregate(Kind.COUNT, FieldPath.of("_key"), 0);
    }

    /** Adds up the numbers at the path. */
    public static Aggregate sum(String dottedPath) {
        return new Aggregate(Kind.SUM, FieldPath.parse(dottedPath), 0);
    }

    /** Averages the numbers at the path. */
    public static Aggregate avg(String dottedPath) {
        return new Aggregate(Kind.AVG, FieldPath.parse(dottedPath), 0);
    }

    /** Finds the smallest number at the path. */
    public static Aggregate min(String dottedPath) {
        return new Aggregate(Kind.MIN, FieldPath.parse(dottedPath), 0);
    }

    /** Finds the largest number at the path. */
    public static Aggregate max(String dottedPath) {
        return new Aggregate(Kind.MAX, FieldPath.parse(dottedPath), 0);
    }

    /** Finds the middle of the numbers at the path, or the mean of the two in the middle. */
    public static Aggregate median(String dottedPath) {
        return percentile(dottedPath, 50);
    }

    /**
     * Finds the number below which so many of a hundred numbers at the path lie.
     *
     * @throws InvalidRequestException if {@code percent} is not within 0 to 100
     */
    public static Aggregate percentile(String dottedPath, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new InvalidRequestException("percent: " + percent + " (expected: 0 to 100)");
        }
        return new Aggregate(Kind.PERCENTILE, FieldPath.parse(dottedPath), percent);
    }

    /** Returns what is computed. */
    public Kind kind() {
        return kind;
    }

    /** Returns the path that is looked at; of no meaning for the count. */
    public FieldPath path() {
        return path;
    }

    /** Returns the share of a percentile, 0 to 100; of no meaning otherwise. */
    public double percent() {
        return percent;
    }
}
