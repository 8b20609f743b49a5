package dev.marcus.persistence.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fold, which keeps numbers as small as it can, gives what decimals give. */
class AggregationFoldTest {
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0.0",
            "1",
            "1.0",
            "-7",
            "0.1",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "4611686018427387904",
            "-4611686018427387905",
            "1e30",
            "-1e30",
            "1e-30",
            "123456789.987654321",
            "999999999999999999");
    private static final double[] PERCENTS = {0, 12.5, 50, 99.9, 100};

    private static Aggregation aggregation() {
        Aggregation aggregation = Aggregation.of("c")
                .compute("count", Aggregate.count())
                .compute("sum", Aggregate.sum("n"))
                .compute("avg", Aggregate.avg("n"))
                .compute("min", Aggregate.min("n"))
                .compute("max", Aggregate.max("n"));
        for (double percent : PERCENTS) {
            aggregation = aggregation.compute("p" + percent, Aggregate.percentile("n", percent));
        }
        return aggregation;
    }

    @Test
    void fold_drawnNumbers_givesWhatDecimalsGive() {
        Random random = new Random(5);
        for (int run = 0; run < 2_000; run++) {
            boolean integersOnly = random.nextInt(3) == 0;
            int groups = random.nextInt(1, 4);
            Map<Long, List<BigDecimal>> expected = new LinkedHashMap<>();
            List<Entry> entries = new ArrayList<>();
            for (int i = random.nextInt(1, 30); i > 0; i--) {
                String number = integersOnly ? Long.toString(random.nextLong()) : number(random);
                long group = random.nextInt(groups);
                String json = "{\"g\":" + group + ",\"h\":\"x\",\"n\":" + number + "}";
                entries.add(Entry.of("c", "k" + i, Document.parse(json), Entries.START, i));
                expected.computeIfAbsent(group, g -> new ArrayList<>()).add(new BigDecimal(number));
            }
            check(aggregation().groupBy("g").fold(entries), expected);
            check(aggregation().groupBy("g").groupBy("h").fold(entries), expected);
        }
    }

    private static String number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 1 -> Integer.toString(random.nextInt(-3, 4));
            case 2 -> new BigDecimal(new BigInteger(80, random), random.nextInt(40)).toString();
            default -> Long.toString(random.nextLong());
        };
    }

    private static void check(List<Group> answer, Map<Long, List<BigDecimal>> expected) {
        assertThat(answer).hasSize(expected.size());
        for (Group group : answer) {
            List<BigDecimal> numbers = expected.get((Long) group.key("g"));
            numbers.sort(null);
            BigDecimal count = BigDecimal.valueOf(numbers.size());
            BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            assertFigure(group, "count", count);
            assertFigure(group, "sum", sum);
            assertFigure(group, "avg", sum.divide(count, MathContext.DECIMAL128));
            assertFigure(group, "min", numbers.get(0));
            assertFigure(group, "max", numbers.get(numbers.size() - 1));
            for (double percent : PERCENTS) {
                assertFigure(group, "p" + percent, percentile(numbers, percent));
            }
        }
    }

    private static void assertFigure(Group group, String name, BigDecimal expected) {
        assertThat(group.figure(name).orElseThrow()).as(name).isEqualByComparingTo(expected);
    }

    private static BigDecimal percentile(List<BigDecimal> sorted, double percent) {
        BigDecimal rank = BigDecimal.valueOf(percent)
                .multiply(BigDecimal.valueOf(sorted.size() - 1L))
                .movePointLeft(2);
        int below = rank.setScale(0, RoundingMode.FLOOR).intValueExact();
        int above = Math.min(below + 1, sorted.size() - 1);
        BigDecimal share = rank.subtract(BigDecimal.valueOf(below));
        BigDecimal step = sorted.get(above).subtract(sorted.get(below));
        return share.signum() == 0
                ? sorted.get(below)
                : sorted.get(below).add(step.multiply(share)).round(MathContext.DECIMAL128);
    }
}
