package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** An exact sum or the average: integers as a long for as long as they fit, and everything else beside it. */
final class SumFold implements FigureFold {
    private final boolean average;
    private long integers;
    private BigDecimal others = BigDecimal.ZERO;
    private long count;

    SumFold(boolean average) {
        this.average = average;
    }

    @Override
    public void add(Number number) {
        count++;
        if (number instanceof Long integer) {
            long more = integer;
            long sum = integers + more;
            if (((integers ^ sum) & (more ^ sum)) >= 0) {
                integers = sum;
                return;
            }
        }
        others = others.add(Numbers.toDecimal(number));
    }

    @Override
    public @Nullable BigDecimal figure() {
        if (count == 0) {
            return null;
        }
        BigDecimal sum = others.add(BigDecimal.valueOf(integers));
        return average ? sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128) : sum;
    }
}
