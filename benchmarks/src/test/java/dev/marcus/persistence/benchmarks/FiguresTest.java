package dev.marcus.persistence.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1234567  | 1,230,000
                    48213.7  | 48,200
                    999.6    | 1,000
                    417.4    | 417
                    41.74    | 41.7
                    4.174    | 4.17
                    0.4174   | 0.417
                    0.00417  | 0.004
                    -0.2     | -0.200
                    NaN      | ?
                    """)
    void rounded_keepsThreeDigitsThatCount(double value, String text) {
        assertThat(Figures.rounded(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.01, 0.01", "0.1, 0.1", "1, 1", "100, 100", "10000, 10k", "1000000, 1M"})
    void powerOfTen_isShort(double value, String text) {
        assertThat(Figures.powerOfTen(value)).isEqualTo(text);
    }

    @Test
    void ratio_errorsAddAsIfTheyHadNothingToDoWithEachOther() {
        Ratio ratio = Ratio.of(
                new Measured("Read.get", "file", "", 1, 30, 0.9), new Measured("Read.get", "jdbc", "", 1, 10, 0.4));

        assertThat(ratio).isEqualTo(new Ratio(3, 3 * Math.hypot(0.03, 0.04)));
    }

    @Test
    void median_ofSeveralJvms_hasHalfOfTheirSpreadAsError() {
        Measured measured = Reopening.median("Reopening.open", Kind.FILE, 10, List.of(9.0, 3.0, 4.0, 5.0));

        assertThat(measured).isEqualTo(new Measured("Reopening.open", "file", "", 10, 4.5, 3));
    }

    @Test
    void options_withoutArguments_areOfACompleteRun() {
        assertThat(RunOptions.parse().isComplete()).isTrue();
    }

    @Test
    void options_anyOther_areOfAPart() {
        assertThat(RunOptions.parse("--quick").isComplete()).isFalse();
        assertThat(RunOptions.parse("--only", "Read").isComplete()).isFalse();
        assertThat(RunOptions.parse("--prof", "gc").isComplete()).isFalse();
    }

    @Test
    void options_unknown_areRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> RunOptions.parse("--fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("argument: --fast (expected: as follows)")
                .hasMessageContaining("--quick");
    }

    @Test
    void events_areTheSameInEveryRun() {
        assertThat(Events.json(7)).isEqualTo(Events.json(7)).isNotEqualTo(Events.json(8));
        assertThat(Events.json(123_456).length).isBetween(370, 450);
    }
}
