package dev.marcus.persistence.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the class that extends the kit: this backend is known not to keep a rule, for the time being. Failures of the rule's
 * tests are then reported as known and do not fail the build, until the day is over. A gap that has expired, or whose
 * rule is kept after all, makes the verdict negative.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(KnownGap.List.class)
public @interface KnownGap {
    /** Returns the number of the rule, such as {@code 3.1} or {@code 8.DISK}. */
    String rule();

    /** Returns why it is not kept, and where that is followed up. */
    String reason();

    /** Returns the last day on which the gap counts as known, such as {@code 2027-06-30}. */
    String until();

    /** Holds several gaps. */
    @Documented
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface List {
        /** Returns the gaps. */
        KnownGap[] value();
    }
}
