package dev.marcus.persistence.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCheckTest {
    private static final Instant BEGUN = Instant.parse("2026-10-01T12:00:00Z");

    @TempDir
    Path directory;

    private void report(String name, String verdict, Instant finished) throws IOException {
        Files.writeString(
                directory.resolve(name + ".json"),
                "{\"verdict\":\"%s\",\"test_class\":\"%s\",\"finished\":\"%s\"}".formatted(verdict, name, finished));
    }

    @Test
    void aReportOfThisRunIsTakenAtItsWord() throws IOException {
        report("a", "CONFORMS", BEGUN);
        report("b", "DOES NOT CONFORM", BEGUN.plusSeconds(60));
        assertThat(ConformanceCheck.verdicts(directory, BEGUN))
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("CONFORMS a"),
                        b -> assertThat(b).startsWith("DOES NOT CONFORM b"));
    }

    @Test
    void aReportOfAnEarlierRunDoesNotCount() throws IOException {
        report("a", "CONFORMS", BEGUN.minusSeconds(1));
        assertThat(ConformanceCheck.verdicts(directory, BEGUN))
                .singleElement()
                .asString()
                .startsWith("DOES NOT CONFORM")
                .contains("earlier run");
    }

    @Test
    void noReportIsNoVerdict() throws IOException {
        assertThat(ConformanceCheck.verdicts(directory, BEGUN)).isEmpty();
        assertThat(ConformanceCheck.verdicts(directory.resolve("absent"), BEGUN))
                .isEmpty();
    }
}
