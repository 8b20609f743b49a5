package dev.marcus.persistence.tck.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.marcus.persistence.tck.PersistenceBackendTck;
import dev.marcus.persistence.tck.catalogue.Catalogue;
import dev.marcus.persistence.tck.catalogue.KitTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The kit rejects every backend with a planted defect, each by the test that is there for it. */
class MutantsTest {
    private static final Path REPORT = Path.of("..", "docs", "mutants.md");

    @BeforeAll
    static void bePatientForASecond() {
        System.setProperty("persistence.tck.patience", "1"); // some mutants never answer
    }

    @AfterAll
    static void bePatientAgain() {
        System.clearProperty("persistence.tck.patience");
    }

    static List<Mutant> mutants() {
        return Mutants.ALL;
    }

    private static KitTest testFor(Mutant mutant) {
        List<KitTest> tests = Catalogue.tests(PersistenceBackendTck.class).stream()
                .filter(test -> test.id().startsWith(mutant.caughtBy()))
                .toList();
        assertThat(tests).as("tests that begin with " + mutant.caughtBy()).isNotEmpty();
        return tests.get(0);
    }

    private static DiscoverySelector selector(KitTest test) {
        for (Class<?> group : PersistenceBackendTck.class.getDeclaredClasses()) {
            if (group.getSimpleName().equals(test.group())) {
                return selectNestedMethod(List.of(MutantKit.class), group, test.method());
            }
        }
        throw new AssertionError("no group " + test.group());
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isRejected_byATestWhoseMessageExplainsTheDefect(Mutant mutant) {
        KitTest test = testFor(mutant);
        MutantKit.mutant = mutant.name();
        List<Event> failed = EngineTestKit.engine("junit-jupiter")
                .selectors(selector(test))
                .execute()
                .testEvents()
                .failed()
                .list();
        assertThat(failed).as(mutant.defect() + ": failures of " + test.id()).hasSize(1);
        Throwable failure = failed.get(0)
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        assertThat(failure).isInstanceOf(AssertionError.class);
        assertThat(failure.getMessage()).contains("contract " + test.rule());
    }

    @Test
    void theBackendThatTheMutantsOfIndexesAreMadeOf_passes() {
        passes(Mutants.INDEXING, "(Unique)?Indexes");
    }

    @Test
    void theBackendThatTheMutantsOfFeedsAreMadeOf_passes() {
        passes(Mutants.FEEDING, "Feed|Following|Differential");
    }

    private static void passes(Mutant sound, String groups) {
        bePatientAgain(); // a sound backend answers, however busy the machine
        try {
            passesPatiently(sound, groups);
        } finally {
            bePatientForASecond();
        }
    }

    private static void passesPatiently(Mutant sound, String groups) {
        MutantKit.mutant = sound.name();
        List<KitTest> tests = Catalogue.tests(PersistenceBackendTck.class).stream()
                .filter(test -> test.group().matches(groups))
                .toList();
        assertThat(tests).isNotEmpty();
        List<Event> events = EngineTestKit.engine("junit-jupiter")
                .selectors(tests.stream().map(MutantsTest::selector).toArray(DiscoverySelector[]::new))
                .execute()
                .testEvents()
                .finished()
                .list();
        assertThat(events).hasSameSizeAs(tests);
        assertThat(events)
                .filteredOn(event ->
                        event.getRequiredPayload(TestExecutionResult.class).getStatus()
                                == TestExecutionResult.Status.FAILED)
                .isEmpty();
    }

    @Test
    void areReportedWithTheTestThatCatchesEach() throws IOException {
        StringBuilder report = new StringBuilder("""
                # Broken backends

                Each of these is a sound backend with one planted defect. The build runs the kit on each, and fails unless the
                test beside it rejects it. Made by `MutantsTest`.

                | mutant | what it does wrong | rule | rejected by |
                |---|---|---|---|
                """);
        for (Mutant mutant : Mutants.ALL) {
            KitTest test = testFor(mutant);
            report.append(
                    "| `%s` | %s | %s | `%s` |%n".formatted(mutant.name(), mutant.defect(), test.rule(), test.id()));
        }
        report.append("\n").append(Mutants.ALL.size()).append(" mutants.\n");
        if (Boolean.getBoolean("persistence.docs.write")) {
            Files.writeString(REPORT, report);
        }
        assertThat(Files.readString(Path.of("..", "README.md"))).contains(Mutants.ALL.size() + " broken backends");
        assertThat(Files.readString(REPORT))
                .as("docs/mutants.md (write it with -Dpersistence.docs.write=true)")
                .isEqualTo(report.toString());
    }

    @Test
    void areManyAndHaveNamesOfTheirOwn() {
        assertThat(Mutants.ALL).hasSizeGreaterThanOrEqualTo(50);
        assertThat(Mutants.ALL.stream().map(Mutant::name).distinct()).hasSameSizeAs(Mutants.ALL);
    }
}
