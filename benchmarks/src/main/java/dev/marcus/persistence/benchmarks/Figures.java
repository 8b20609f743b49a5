package dev.marcus.persistence.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How figures are written: three digits that count, thousands apart. */
final class Figures {
    private static final int DIGITS = 3;

    private Figures() {}

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String rounded(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "?";
        }
        BigDecimal decimal = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_UP));
        int before = decimal.precision() - decimal.scale();
        int places = Math.max(0, Math.min(DIGITS, DIGITS - before));
        return String.format(Locale.ROOT, "%,." + places + "f", decimal);
    }

    /** The figure with how far the truth may be from it, if that is known. */
    static String withError(double value, double error) {
        return Double.isNaN(error) ? rounded(value) : rounded(value) + " ± " + rounded(error);
    }

    /** A power of ten, as short as at an axis: 0.1, 100, 10k, 1M. */
    static String powerOfTen(double value) {
        String digits = new BigDecimal(value)
                .round(new MathContext(1))
                .stripTrailingZeros()
                .toPlainString();
        return digits.replaceFirst("000000$", "M").replaceFirst("000$", "k");
    }

    /** A bound, which is exact. */
    static String bound(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    static String times(double value) {
        return rounded(value) + "×";
    }
}
