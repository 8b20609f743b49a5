package dev.marcus.persistence.tck.catalogue;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules of the contract, read from the contract itself, and the tests of the kit. A test carries the number of its rule
 * at the beginning of its name: {@code rule_4_6_…}, {@code rule_8_ATOMIC_COMMIT_…}.
 */
public final class Catalogue {
    private static final Pattern NUMBERED =
            Pattern.compile("(?m)^- \\*\\*(\\d+\\.\\d+)\\*\\* ((?s:.*?))(?=\\n- \\*\\*|\\n\\n|\\s*\\z)");
    private static final Pattern PROMISE = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]+?) \\|");
    private static final Pattern TEST_NAME = Pattern.compile("rule_(\\d+)_(\\d+|[A-Z]+(?:_[A-Z]+)*)_[a-z]\\w*");

    private Catalogue() {}

    /** Returns the rules in the order of the contract. */
    public static List<ContractRule> rules() {
        String contract = contract();
        List<ContractRule> rules = new ArrayList<>();
        Matcher numbered = NUMBERED.matcher(contract);
        while (numbered.find()) {
            rules.add(new ContractRule(numbered.group(1), oneLine(numbered.group(2))));
        }
        Matcher promises = PROMISE.matcher(contract);
        while (promises.find()) {
            rules.add(new ContractRule("8." + promises.group(1), oneLine(promises.group(2))));
        }
        rules.sort(Comparator.comparingInt(rule -> rule.number().charAt(0)));
        return rules;
    }

    /** Returns the tests in the nested classes of the kit, by group and then by name. */
    public static List<KitTest> tests(Class<?> kit) {
        List<KitTest> tests = new ArrayList<>();
        for (Class<?> group : kit.getDeclaredClasses()) {
            if (group.isAnnotationPresent(Nested.class)) {
                for (Class<?> type = group; type != null; type = type.getSuperclass()) {
                    addTests(group, type, tests);
                }
            }
        }
        tests.sort(Comparator.comparing(KitTest::group).thenComparing(KitTest::id));
        return tests;
    }

    private static void addTests(Class<?> group, Class<?> declaring, List<KitTest> tests) {
        for (Method method : declaring.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                tests.add(new KitTest(ruleOf(method.getName()), group.getSimpleName(), method));
            }
        }
    }

    /** Returns the number of the rule that the name of a test carries. */
    public static String ruleOf(String testName) {
        Matcher name = TEST_NAME.matcher(testName);
        if (!name.matches()) {
            throw new IllegalArgumentException(
                    "test '" + testName + "' (expected: a name that begins with its rule, such as rule_4_6_what)");
        }
        return name.group(1) + "." + name.group(2);
    }

    private static String contract() {
        try (InputStream text = requireNonNull(Catalogue.class.getResourceAsStream("contract.md"), "contract.md")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the contract in the kit's jar cannot be read", e);
        }
    }

    private static String oneLine(String text) {
        return String.join(" ", Arrays.asList(text.strip().split("\\s+")));
    }
}
