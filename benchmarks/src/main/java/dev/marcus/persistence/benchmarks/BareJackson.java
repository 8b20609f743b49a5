package dev.marcus.persistence.benchmarks;

import dev.marcus.persistence.document.Document;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads with Jackson alone what {@link TypedGet} reads: the same bytes, in the same order, to the same record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BareJackson {
    /** How many texts there are. */
    @Param("100000")
    public int entries;

    /** As the facade sets it for reading. */
    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxNumberLength(10_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @SuppressWarnings("NullAway.Init")
    private byte[][] texts;

    private int next;

    /** Makes the texts. */
    @Setup
    public void prepare() {
        texts = new byte[entries][];
        for (int i = 0; i < entries; i++) {
            texts[i] = Document.parse(Events.json(Stage.number(i, entries))).toUtf8();
        }
    }

    /** Reads one. */
    @Benchmark
    public EventRecord readValue() {
        next = next + 1 == texts.length ? 0 : next + 1;
        return mapper.readValue(texts[next], EventRecord.class);
    }
}
