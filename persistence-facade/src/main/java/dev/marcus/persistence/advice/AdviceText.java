package dev.marcus.persistence.advice;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Index;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes advice for a person. */
final class AdviceText {
    private final StringBuilder text = new StringBuilder();

    private AdviceText() {}

    static String of(Advice advice) {
        AdviceText text = new AdviceText();
        text.line(
                "Watched for %s: %,d reads by key, %,d queries, %,d entries written.",
                time(advice.observed()), advice.reads(), advice.queries(), advice.writes());
        if (advice.indexes().isEmpty()) {
            text.line("Indexes: none to make.");
        } else {
            text.line("Indexes, the one that spares the most reading first:");
            advice.indexes().forEach(text::index);
        }
        advice.remarks().forEach(remark -> text.line("  - %s", remark));
        text.backend(advice.backend());
        return text.text.toString().stripTrailing();
    }

    private void index(Advice.ProposedIndex proposed) {
        line("  %s: %s", proposed.collection(), code(proposed.index()));
        line(
                "    %s; %,d entries, and each of the %,d writes would keep it",
                proposed.spared() == 0
                        ? "what it spares cannot be told, but the time says that it is much"
                        : String.format(Locale.ROOT, "spares about %,d entries", proposed.spared()),
                proposed.entries(),
                proposed.writes());
        for (Advice.Asked asked : proposed.queries()) {
            line(
                    "    %,d times %s: matched %,d, read about %,d, took %s; now %s",
                    asked.asked(), asked.shape(), asked.matched(), asked.read(), time(asked.time()), asked.now());
        }
    }

    /** Returns what to write in a program. */
    private static String code(Index index) {
        String paths = index.paths().stream()
                .map(FieldPath::toString)
                .map(path -> '"' + path + '"')
                .collect(Collectors.joining(", "));
        return (index.kind() == Index.Kind.TEXT ? "Index.text(" : "Index.on(") + paths + ")";
    }

    private void backend(Advice.BackendAdvice backend) {
        line("Backend: %s.", judgement(backend));
        line(
                "  %,d entries, about %,d KiB of %,d MiB of memory; %.0f %% reads; callers waited %.1f %% of the time",
                backend.entries(),
                backend.bytes() >> 10,
                backend.heapBytes() >> 20,
                100 * backend.shareOfReads(),
                100 * backend.shareWaited());
        backend.reasons().forEach(reason -> line("  - %s", reason));
    }

    private static String judgement(Advice.BackendAdvice backend) {
        if (!backend.enough()) {
            return "nothing to say about " + backend.current() + " yet";
        }
        return backend.suited().equals(backend.current())
                ? "stay with " + backend.current()
                : backend.suited() + " instead of " + backend.current();
    }

    private static String time(Duration time) {
        if (time.compareTo(Duration.ofMinutes(2)) >= 0) {
            return time.toMinutes() + " min";
        }
        return time.compareTo(Duration.ofSeconds(2)) >= 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
