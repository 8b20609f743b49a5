package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A percentile: all numbers, integers of 64 bits in an array of their own. */
final class PercentileFold implements FigureFold {
    private static final int FEW = 8;

    private final double percent;
    private final List<BigDecimal> others = new ArrayList<>(0);
    private long[] integers = {};
    private int length;

    PercentileFold(double percent) {
        this.percent = percent;
    }

    @Override
    public void add(Number number) {
        if (number instanceof Long integer) {
            if (length == integers.length) {
                integers = Arrays.copyOf(integers, Math.max(FEW, length + (length >> 1)));
            }
            integers[length++] = integer;
        } else {
            others.add(Numbers.toDecimal(number));
        }
    }

    @Override
    public @Nullable BigDecimal figure() {
        long last = (long) length + others.size() - 1;
        if (last < 0) {
            return null;
        }
        sort();
        BigDecimal rank =
                BigDecimal.valueOf(percent).multiply(BigDecimal.valueOf(last)).divide(BigDecimal.valueOf(100));
        BigInteger floor = rank.setScale(0, RoundingMode.FLOOR).toBigInteger();
        int below = floor.intValueExact();
        BigDecimal share = rank.subtract(new BigDecimal(floor));
        BigDecimal low = number(below);
        if (share.signum() == 0) {
            return low;
        }
        BigDecimal high = number(below + 1);
        return low.add(high.subtract(low).multiply(share)).round(MathContext.DECIMAL128);
    }

    /** Sorts the numbers; if they are not all integers of 64 bits, then all as decimals. */
    private void sort() {
        if (others.isEmpty()) {
            Arrays.sort(integers, 0, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            others.add(BigDecimal.valueOf(integers[i]));
        }
        length = 0;
        others.sort(null);
    }

    private BigDecimal number(int at) {
        return others.isEmpty() ? BigDecimal.valueOf(integers[at]) : others.get(at);
    }
}
