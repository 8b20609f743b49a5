package dev.marcus.persistence.tck.catalogue;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a test of the kit: it applies to backends that declare all of these, and to no others. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {
    /** Returns names of capabilities, and of durability levels, which stand for that level or a higher one. */
    String[] value();
}
