package dev.marcus.persistence.tck.verdict;

import dev.marcus.persistence.tck.KnownGap;
import dev.marcus.persistence.tck.PersistenceBackendTck;
import dev.marcus.persistence.tck.catalogue.BackendUnderTest;
import dev.marcus.persistence.tck.catalogue.Catalogue;
import dev.marcus.persistence.tck.catalogue.ContractRule;
import dev.marcus.persistence.tck.catalogue.KitTest;
import dev.marcus.persistence.tck.verdict.Outcome.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;

/** What happened to the tests of the kit in one class that extends it. The catalogue says what should have happened. Tests may run side by side. */
final class KitRun {
    /** The answer to whether the backend conforms. */
    enum Verdict {
        CONFORMS("CONFORMS"),
        INCOMPLETE("INCOMPLETE"),
        CONFORMS_WITH_KNOWN_GAPS("CONFORMS WITH KNOWN GAPS"),
        DOES_NOT_CONFORM("DOES NOT CONFORM");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final Class<?> testClass;
    private final List<KitTest> catalogue = Catalogue.tests(PersistenceBackendTck.class);
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Set<BackendUnderTest> published = ConcurrentHashMap.newKeySet();

    KitRun(Class<?> testClass) {
        this.testClass = testClass;
    }

    Class<?> testClass() {
        return testClass;
    }

    void published(BackendUnderTest backend) {
        published.add(backend);
    }

    void skipped(String test, String reason) {
        outcomes.put(test, new Outcome(Kind.NOT_RUN, reason));
    }

    void finished(String test, TestExecutionResult result) {
        String message = result.getThrowable()
                .map(Throwable::getMessage)
                .orElse(result.getThrowable().map(Throwable::toString).orElse(""));
        outcomes.put(
                test,
                switch (result.getStatus()) {
                    case SUCCESSFUL -> Outcome.of(Kind.PASSED);
                    case FAILED -> new Outcome(Kind.FAILED, message);
                    case ABORTED -> aborted(message);
                });
    }

    private static Outcome aborted(String message) {
        boolean byPromise = message.endsWith(" declared"); // whether that is so is asked from the promises
        if (message.startsWith("not applicable: ") && !byPromise) {
            return new Outcome(Kind.NOT_APPLICABLE, message);
        }
        if (message.startsWith("known gap ")) {
            return new Outcome(Kind.KNOWN_GAP, message);
        }
        return new Outcome(message.startsWith("not run: ") ? Kind.NO_INSTRUMENT : Kind.NOT_RUN, message);
    }

    /** Returns the backend, if one was opened. */
    Optional<BackendUnderTest> backend() {
        return published.stream().findFirst();
    }

    Outcome outcome(KitTest test) {
        Optional<String> notApplicable =
                backend().flatMap(backend -> backend.promises().whyNotApplicable(test.method()));
        Outcome outcome = outcomes.getOrDefault(test.id(), new Outcome(Kind.NOT_RUN, "it was not part of the run"));
        boolean notDone = outcome.kind() == Kind.NOT_RUN && outcomes.containsKey(test.id());
        return notDone && notApplicable.isPresent() ? new Outcome(Kind.NOT_APPLICABLE, notApplicable.get()) : outcome;
    }

    List<KitTest> testsOf(ContractRule rule) {
        return catalogue.stream()
                .filter(test -> test.rule().equals(rule.number()))
                .toList();
    }

    /** Returns the worst that became of a test of the rule. */
    Outcome outcome(ContractRule rule) {
        return testsOf(rule).stream()
                .map(this::outcome)
                .max(Comparator.comparing(Outcome::kind))
                .orElse(new Outcome(Kind.NOT_RUN, "no test carries its number"));
    }

    /** Returns what stands against the backend, or its test class, beside the outcomes of the rules. */
    List<String> objections() {
        List<String> objections = new ArrayList<>();
        if (published.isEmpty()) {
            objections.add("no test opened a store");
        }
        if (published.size() > 1) {
            objections.add("the stores of one run say different things of themselves: " + published);
        }
        for (KnownGap gap : testClass.getAnnotationsByType(KnownGap.class)) {
            Optional<ContractRule> rule = Catalogue.rules().stream()
                    .filter(each -> each.number().equals(gap.rule()))
                    .findFirst();
            if (rule.isEmpty()) {
                objections.add("known gap: there is no rule " + gap.rule());
            } else if (outcome(rule.get()).kind().compareTo(Kind.PASSED) <= 0) {
                objections.add("known gap: rule " + gap.rule() + " is kept after all (remove the gap)");
            }
        }
        return objections;
    }

    Verdict verdict() {
        Set<Kind> kinds = new LinkedHashSet<>();
        catalogue.forEach(test -> kinds.add(outcome(test).kind()));
        if (kinds.contains(Kind.FAILED)
                || kinds.contains(Kind.NOT_RUN)
                || !objections().isEmpty()) {
            return Verdict.DOES_NOT_CONFORM;
        }
        if (kinds.contains(Kind.KNOWN_GAP)) {
            return Verdict.CONFORMS_WITH_KNOWN_GAPS;
        }
        return kinds.contains(Kind.NO_INSTRUMENT) ? Verdict.INCOMPLETE : Verdict.CONFORMS;
    }

    /** Returns how many tests came to each end. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            int count = (int) catalogue.stream()
                    .filter(test -> outcome(test).kind() == kind)
                    .count();
            if (count > 0) {
                counts.merge(
                        kind == Kind.NO_INSTRUMENT ? "not run, for lack of an instrument" : kind.toString(),
                        count,
                        Integer::sum);
            }
        }
        return counts;
    }
}
