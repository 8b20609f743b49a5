package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Numbers;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The smallest or the largest number; of equal ones the first. */
final class ExtremeFold implements FigureFold {
    private final int sign;
    private @Nullable Number extreme;

    /**
     * Begins without a number.
     *
     * @param sign -1 for the smallest, 1 for the largest
     */
    ExtremeFold(int sign) {
        this.sign = sign;
    }

    @Override
    public void add(Number number) {
        if (extreme == null || Integer.signum(Numbers.compare(number, extreme)) == sign) {
            extreme = number;
        }
    }

    @Override
    public @Nullable BigDecimal figure() {
        return extreme == null ? null : Numbers.toDecimal(extreme);
    }
}
