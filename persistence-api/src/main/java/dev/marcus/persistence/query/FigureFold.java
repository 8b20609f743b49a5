package dev.marcus.persistence.query;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What one figure of one group is computed from, gathered number by number. */
interface FigureFold {
    /** Takes one more number. */
    void add(Number number);

    /** Returns the figure of the numbers so far; null if there were none. */
    @Nullable
    BigDecimal figure();

    /** Returns the fold for a figure over numbers; null for the count, which is of entries. */
    static @Nullable FigureFold of(Aggregate figure) {
        return switch (figure.kind()) {
            case COUNT -> null;
            case SUM -> new SumFold(false);
            case AVG -> new SumFold(true);
            case MIN -> new ExtremeFold(-1);
            case MAX -> new ExtremeFold(1);
            case PERCENTILE -> new PercentileFold(figure.percent());
        };
    }
}
