package dev.marcus.persistence.tck.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.marcus.persistence.discovery.Stores;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle finds planted defects, shrinks them to a few steps, and finds the same with the same seed. */
class OracleTest {
    @TempDir
    Path directory;

    private final AtomicInteger spaces = new AtomicInteger();

    private Oracle oracle(String backend) {
        return new Oracle(true, true, false, backend.startsWith("mutant:feed"), () -> {
            String url = backend + directory.resolve("s" + spaces.incrementAndGet());
            StoreOpener opener = clock -> Stores.builder().url(url).clock(clock).open();
            return opener;
        });
    }

    private String differenceOf(String mutant, int mostSteps) {
        Throwable difference = catchThrowable(() -> {
            oracle("mutant:" + mutant + "@").checkChanges(50);
            oracle("mutant:" + mutant + "@").checkQueries(10, 400);
        });
        assertThat(difference).isInstanceOf(AssertionError.class);
        String text = difference.getMessage();
        assertThat(text).contains("Seed ").contains("-Dpersistence.tck.seed=");
        assertThat(text.lines().filter(line -> line.matches("  \\d+\\. .*")).count())
                .as(text)
                .isBetween(1L, (long) mostSteps);
        return text;
    }

    @Test
    void aSoundBackendDoesNotDiffer() {
        assertThatCode(() -> oracle("log:").checkChanges(20)).doesNotThrowAnyException();
    }

    @Test
    void aDifferenceIsShrunkToAReadableCase() {
        assertThat(differenceOf("ne-ignores-missing", 3)).contains("Ask[");
        assertThat(differenceOf("merges-documents", 3)).contains("Put[");
        assertThat(differenceOf("stale-after-delete", 4)).contains("Delete[");
        assertThat(differenceOf("numbers-compared-as-doubles", 3)).contains("Ask[");
        assertThat(differenceOf("clock-steps-back", 4)).contains("Tick[");
        assertThat(differenceOf("feed-misses-deletions", 4)).contains("Follow[");
        assertThat(differenceOf("feed-tells-ghosts", 8)).contains("Follow[");
    }

    @Test
    void theSameSeedFindsTheSame() {
        assertThat(differenceOf("drops-nulls", 3)).isEqualTo(differenceOf("drops-nulls", 3));
    }
}
