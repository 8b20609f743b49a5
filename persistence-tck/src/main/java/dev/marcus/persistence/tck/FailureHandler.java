package dev.marcus.persistence.tck;

import dev.marcus.persistence.tck.catalogue.Catalogue;
import dev.marcus.persistence.tck.catalogue.ContractRule;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Puts the rule before the message of each failure, so that it explains itself, and lets known gaps pass until their day. */
final class FailureHandler implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    private static final Map<String, String> RULES =
            Catalogue.rules().stream().collect(Collectors.toMap(ContractRule::number, ContractRule::text));

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    private static Throwable explained(ExtensionContext context, Throwable failure) {
        if (failure instanceof TestAbortedException || failure instanceof OutOfMemoryError) {
            return failure;
        }
        String test = context.getRequiredTestMethod().getName();
        if (!test.startsWith("rule_")) {
            return failure; // a test that the author added
        }
        String rule = Catalogue.ruleOf(test);
        String message = "contract " + rule + ": " + RULES.get(rule) + "\n  " + sentence(test) + ":\n  "
                + (failure instanceof AssertionError ? failure.getMessage() : "the operation failed with " + failure);
        Optional<KnownGap> gap = gap(context, rule);
        if (gap.isPresent()) {
            return new TestAbortedException(
                    "known gap until " + gap.get().until() + ", " + gap.get().reason() + ": " + message, failure);
        }
        return failure instanceof AssertionFailedError values && values.isExpectedDefined() && values.isActualDefined()
                ? new AssertionFailedError(message, values.getExpected(), values.getActual(), failure)
                : new AssertionFailedError(message, failure);
    }

    private static Optional<KnownGap> gap(ExtensionContext context, String rule) {
        return context.getTestInstances().stream()
                .flatMap(instances -> instances.getAllInstances().stream())
                .flatMap(instance -> Stream.of(instance.getClass().getAnnotationsByType(KnownGap.class)))
                .filter(gap -> gap.rule().equals(rule))
                .filter(gap -> !LocalDate.now(java.time.ZoneOffset.UTC).isAfter(LocalDate.parse(gap.until())))
                .findFirst();
    }

    /** Turns {@code rule_4_6_aConflictChangesNothing_andSaysSo} into words. */
    private static String sentence(String test) {
        return test.replaceFirst("rule_\\d+_(\\d+|[A-Z]+(_[A-Z]+)*)_", "")
                .replace("_", ", ")
                .replaceAll("(?=[A-Z])", " ")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
