package dev.marcus.persistence.document;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** How large a number may be, so that comparing and adding stay exact and cheap. */
final class NumberLimits {
    static final int MAX_DIGITS = 1000;
    static final int MAX_EXPONENT = 1000;

    /** A number of at most this many characters and without an exponent is within the limits. */
    static final int SHORT = 300;

    private NumberLimits() {}

    /** Returns what is wrong with the well-formed number between the two positions, or null. */
    static @Nullable String problem(byte[] in, int from, int to) {
        int significant = 0;
        int point = -1;
        int integerDigits = 0;
        int leadingZeros = 0;
        int i = in[from] == '-' ? from + 1 : from;
        for (; i < to && in[i] != 'e' && in[i] != 'E'; i++) {
            if (in[i] == '.') {
                point = i;
                continue;
            }
            if (significant > 0 || in[i] != '0') {
                significant++;
            } else {
                leadingZeros++;
            }
            if (point < 0) {
                integerDigits++;
            }
        }
        if (significant > MAX_DIGITS) {
            return "a number of " + significant + " significant digits (expected: at most " + MAX_DIGITS + ")";
        }
        long exponent = i < to ? exponent(in, i + 1, to) : 0;
        long adjusted = significant == 0 ? exponent : exponent + integerDigits - leadingZeros - 1;
        if (Math.abs(exponent) > MAX_EXPONENT || Math.abs(adjusted) > MAX_EXPONENT) {
            return exponentProblem();
        }
        return null;
    }

    static @Nullable String problem(BigDecimal number) {
        if (number.precision() > MAX_DIGITS) {
            return "a number of " + number.precision() + " significant digits (expected: at most " + MAX_DIGITS + ")";
        }
        long adjusted = (long) number.precision() - number.scale() - 1;
        return Math.abs(adjusted) > MAX_EXPONENT || Math.abs((long) number.scale()) > 2L * MAX_EXPONENT
                ? exponentProblem()
                : null;
    }

    private static String exponentProblem() {
        return "a number with a decimal exponent beyond ±" + MAX_EXPONENT + " (expected: at most " + MAX_EXPONENT
                + " either way)";
    }

    private static long exponent(byte[] in, int from, int to) {
        boolean negative = in[from] == '-';
        long value = 0;
        for (int i = negative || in[from] == '+' ? from + 1 : from; i < to; i++) {
            value = Math.min(value * 10 + in[i] - '0', 1_000_000_000L);
        }
        return negative ? -value : value;
    }
}
