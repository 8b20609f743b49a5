package dev.marcus.persistence.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final String report = Report.write(Examples.results(), Examples.circumstances(true), "chart.svg");

    @Test
    void judged_comparesWithTheFasterOfHandWrittenJdbc() {
        assertThat(report)
                .contains(
                        "| Put at level DISK from 16 threads: file to hand-written JDBC | at least 5× | 6.00 ± 0.233× | yes |");
    }

    @Test
    void judged_missedButWithinTheError_saysBoth() {
        assertThat(report)
                .contains(
                        "| Put at level DISK from 16 threads: SQLite to hand-written JDBC | at least 3× | 2.80 ± 0.603× |"
                                + " **no**, within the error |");
    }

    @Test
    void judged_boundFromAbove_isReachedBelowIt() {
        assertThat(report)
                .contains("| Get by key: file | under 1.5 µs | 0.432 ± 0.010 µs | yes |")
                .contains("| Get by key: memory | under 1.5 µs | 2.50 µs | **no** |");
    }

    @Test
    void judged_putCost_isOfTheLargeStoreToTheSmall() {
        assertThat(report)
                .contains(
                        "| Put at level DISK, file: with 1,000,000 entries to with 1,000 | at most 1.2× | 1.10 ± 0.015× |"
                                + " yes |");
    }

    @Test
    void judged_whatHasNoFigure_isNotMeasured() {
        assertThat(report).contains("| Reopening, 1,000,000 entries: file | under 3000 ms | not measured | – |");
    }

    @Test
    void topic_lessIsBetter_ratioIsTurnedRound() {
        assertThat(report).contains("| file | 0.432 ± 0.010 | – | – | – | 57.9× |");
    }

    @Test
    void topic_batchLoad_isARate() {
        assertThat(report).contains("| file | 500,000 ± 50,000 | – | – | – | 1.25× |");
    }

    @Test
    void topic_whoCannotPromiseTheLevel_hasNoFigure() {
        assertThat(report).contains("| Nitrite | – | – | – | – | – |");
    }

    @Test
    void topic_whoWasToBeMeasuredAndWasNot_failed() {
        assertThat(report).contains("| H2 MVStore | **failed** | – | – | – | – |");
    }

    @Test
    void topic_ofNobody_isLeftOut() {
        assertThat(report).doesNotContain("### Delete");
    }

    @Test
    void report_ofAPart_saysThatItMeansNothing() {
        String part = Report.write(Examples.results(), Examples.circumstances(false), "chart.svg");

        assertThat(part).contains("its figures mean nothing");
        assertThat(report).doesNotContain("mean nothing");
    }

    @Test
    void topics_eachNameWhoIsMeasured() {
        for (Topic topic : List.of(
                Topic.PUT_DISK_16,
                Topic.PUT_DISK_1,
                Topic.PUT_PROCESS_16,
                Topic.PUT_PROCESS_1,
                Topic.PUT_MEMORY,
                Topic.BATCH,
                Topic.GET,
                Topic.NEWEST,
                Topic.COUNT,
                Topic.DELETE,
                Topic.reopening(10))) {
            assertThat(topic.contenders())
                    .as(topic.title())
                    .isNotEmpty()
                    .allSatisfy(kind -> assertThat(kind.promise()).isGreaterThanOrEqualTo(topic.level()));
        }
    }

    @Test
    void readme_keepsWhatIsAroundTheSection() {
        String readme = "# A\n<!-- benchmarks: written by the run, not by hand -->\nold\n<!-- /benchmarks -->\nend\n";

        String written = ReadmeSection.replace(readme, Examples.results(), Examples.circumstances(true));

        assertThat(written)
                .startsWith("# A\n<!-- benchmarks: written by the run, not by hand -->\n\nMeasured on 2026-09-28")
                .contains("| Get by key: file |")
                .endsWith("\n<!-- /benchmarks -->\nend\n")
                .doesNotContain("old");
        assertThat(ReadmeSection.replace(written, Examples.results(), Examples.circumstances(true)))
                .isEqualTo(written);
    }

    @Test
    void readme_withoutMarks_isRefused() {
        assertThatThrownBy(() -> ReadmeSection.replace("# A\n", Examples.results(), Examples.circumstances(true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("README.md: no section of the benchmarks");
    }
}
