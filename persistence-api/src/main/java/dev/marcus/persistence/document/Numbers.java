package dev.marcus.persistence.document;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact arithmetic over the numbers of documents: Long, BigInteger and BigDecimal. */
public final class Numbers {
    private Numbers() {}

    /** Compares by exact mathematical value: 1 equals 1.0, and 2^53+1 is less than 2^53+1.5. */
    public static int compare(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        return toDecimal(a).compareTo(toDecimal(b));
    }

    /**
     * Returns the exact value. A Double or Float stands for the shortest decimal that it is printed as.
     *
     * @throws NumberFormatException if the number is not finite
     */
    public static BigDecimal toDecimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return BigDecimal.valueOf(number.longValue());
        }
        return new BigDecimal(number.toString());
    }
}
