package dev.marcus.persistence.tck.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.tck.ForeignEntry;
import dev.marcus.persistence.tck.KnownGap;
import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The verdict tells what happened, however green the build. */
class VerdictTest {
    @TempDir
    Path reports;

    /** The smallest backend, which conforms. */
    static class Honest extends PersistenceBackendTck {
        @Override
        protected String url(Path space) {
            return "minimal:" + space;
        }
    }

    @Disabled("for the time being")
    static class DisabledWhole extends Honest {}

    static class Hiding extends Honest {
        @Nested
        class Commits {
            @Test
            void nothing() {}
        }
    }

    static class WithOwnTests extends Honest {
        @Test
        void anAuthorsOwn() {}
    }

    static class Broken extends PersistenceBackendTck {
        @Override
        protected String url(Path space) {
            return "mutant:no-store-time@" + space;
        }
    }

    static class Drifting extends PersistenceBackendTck {
        private static int opened;

        @Override
        protected String url(Path space) {
            return (opened++ % 2 == 0 ? "minimal:" : "log:") + space;
        }
    }

    @KnownGap(rule = "2.2", reason = "keys are trimmed", until = "2999-12-31")
    @KnownGap(rule = "5.7", reason = "long done", until = "2999-12-31")
    @KnownGap(rule = "12.9", reason = "no such rule", until = "2999-12-31")
    static class WithGaps extends PersistenceBackendTck {
        @Override
        protected String url(Path space) {
            return "mutant:trims-keys@" + space;
        }

        @Override
        protected boolean plantForeign(Path space, List<ForeignEntry> entries) {
            return false;
        }
    }

    @KnownGap(rule = "2.2", reason = "keys are trimmed", until = "2026-01-31")
    static class WithExpiredGap extends WithGaps {}

    private Document run(Class<?> testClass, PostDiscoveryFilter... filters) throws IOException {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .filters(ClassNameFilter.includeClassNamePatterns(".*"))
                .filters(filters)
                .build();
        LauncherConfig config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(config).execute(request, new KitListener(reports));
        assertThat(Files.readString(reports.resolve(testClass.getName() + ".md")))
                .startsWith("# ");
        return Document.parse(Files.readAllBytes(reports.resolve(testClass.getName() + ".json")));
    }

    /** Leaves in the tests of these groups, so that the run is short; the others count as not run. */
    private static PostDiscoveryFilter only(String... groups) {
        return descriptor -> org.junit.platform.engine.FilterResult.includedIf(!descriptor.isTest()
                || List.of(groups).stream()
                        .anyMatch(
                                group -> descriptor.getUniqueId().toString().contains("nested-class:" + group + "]")));
    }

    private static long count(Document report, String outcome) {
        return report.get("counts")
                .map(counts -> ((Map<?, ?>) counts).get(outcome))
                .map(count -> (long) count)
                .orElse(0L);
    }

    private static String outcome(Document report, String rule) {
        return ((List<?>) report.get("rules").orElseThrow())
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .filter(each -> rule.equals(each.get("rule")))
                        .map(each -> String.valueOf(each.get("outcome")))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aBackendThatPassesEverythingConforms_andWhatItDoesNotPromiseIsNotApplicable() throws IOException {
        Document report = run(Honest.class);
        assertThat(report.text("verdict")).as(report.toJson()).hasValue("CONFORMS");
        assertThat(report.text("backend")).hasValue("minimal");
        assertThat(report.text("promises")).hasValue("durability NONE");
        assertThat(count(report, "passed")).isGreaterThan(80);
        assertThat(count(report, "not applicable")).isGreaterThan(10);
        assertThat(count(report, "NOT RUN")).isZero();
        assertThat(outcome(report, "8.DISK")).isEqualTo("not applicable");
        assertThat(outcome(report, "5.7")).isEqualTo("passed");
    }

    @Test
    void aDisabledClassDoesNotConform() throws IOException {
        Document report = run(DisabledWhole.class);
        assertThat(report.text("verdict")).hasValue("DOES NOT CONFORM");
        assertThat(count(report, "passed")).isZero();
        assertThat(count(report, "NOT RUN")).isGreaterThan(100);
        assertThat(String.valueOf(report.get("objections").orElseThrow())).contains("no test opened a store");
    }

    @Test
    void aClassThatHidesAGroupOfTheKitDoesNotConform() throws IOException {
        Document report = run(Hiding.class, only("Commits", "Numbers"));
        assertThat(outcome(report, "5.4")).isEqualTo("passed");
        Document whole = run(Hiding.class);
        assertThat(whole.text("verdict")).hasValue("DOES NOT CONFORM");
        assertThat(outcome(whole, "4.6")).isEqualTo("NOT RUN");
        assertThat(outcome(whole, "5.4")).isEqualTo("passed");
    }

    @Test
    void aRunOfSomeTestsDoesNotConform() throws IOException {
        Document report = run(WithOwnTests.class, only("Numbers"));
        assertThat(report.text("verdict")).hasValue("DOES NOT CONFORM");
        assertThat(count(report, "passed")).isEqualTo(2);
        assertThat(count(report, "FAILED")).isZero();
    }

    @Test
    void aFailureDoesNotConform_andItsReasonIsTold() throws IOException {
        Document report = run(Broken.class, only("TimeAndOrder"));
        assertThat(report.text("verdict")).hasValue("DOES NOT CONFORM");
        assertThat(outcome(report, "3.1")).isEqualTo("FAILED");
        assertThat(Files.readString(reports.resolve(Broken.class.getName() + ".md")))
                .contains("contract 3.1: The store sets `storedAt` from its clock");
    }

    @Test
    void storesThatSayDifferentThingsOfThemselvesDoNotConform() throws IOException {
        Document report = run(Drifting.class, only("Numbers", "Paging"));
        assertThat(String.valueOf(report.get("objections").orElseThrow())).contains("different things");
    }

    @Test
    void aKnownGapIsToldAsOne_untilItIsClosedOrItsDayIsOver() throws IOException {
        Document report = run(WithGaps.class, only("NamesAndKeys", "Queries"));
        assertThat(outcome(report, "2.2")).isEqualTo("known gap");
        assertThat(String.valueOf(report.get("objections").orElseThrow()))
                .contains("rule 5.7 is kept after all")
                .contains("there is no rule 12.9")
                .doesNotContain("2.2");
        Document expired = run(WithExpiredGap.class, only("NamesAndKeys", "Queries"));
        assertThat(outcome(expired, "2.2")).isEqualTo("FAILED");
    }
}
