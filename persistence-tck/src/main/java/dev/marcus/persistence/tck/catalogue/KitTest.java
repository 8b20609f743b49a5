package dev.marcus.persistence.tck.catalogue;

import java.lang.reflect.Method;

/**
 * One test of the kit.
 *
 * @param rule the number of the rule that it checks
 * @param group the simple name of its nested class in {@code PersistenceBackendTck}
 * @param method the method
 */
public record KitTest(String rule, String group, Method method) {
    /** Returns what tells the test from the others, such as {@code Commits.rule_4_6_…}. */
    public String id() {
        return group + "." + method.getName();
    }
}
