package dev.marcus.persistence.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The events that everybody stores: about 400 bytes, the same ones under the same number in every run. */
final class Events {
    static final String COLLECTION = "events";
    static final List<String> TYPES = List.of(
            "task_created",
            "task_assigned",
            "task_started",
            "task_progress",
            "task_completed",
            "task_blocked",
            "agent_registered",
            "decision_logged",
            "context_updated",
            "health_checked");
    static final List<String> SOURCES = List.of("marcus", "mcp_client", "kanban", "scheduler", "monitor");

    private static final long SEED = 20_260_928;
    private static final List<String> WORDS = List.of(
            "wrote",
            "the",
            "first",
            "tests",
            "for",
            "repository",
            "layer",
            "and",
            "moved",
            "schema",
            "behind",
            "queue",
            "found",
            "slow",
            "query",
            "reading",
            "board");

    private Events() {}

    static String key(int number) {
        return "evt_" + number + "_" + (1_790_582_400L + number);
    }

    static byte[] json(int number) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        StringBuilder message = new StringBuilder();
        while (message.length() < 60) {
            message.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        int agent = random.nextInt(12);
        return String.format(
                        Locale.ROOT,
                        "{\"event_id\":\"%s\",\"timestamp\":\"2026-09-28T%02d:%02d:%02d.%06d+00:00\",\"event_type\":\"%s\","
                                + "\"source\":\"%s\",\"data\":{\"task_id\":\"task-%06d\",\"agent_id\":\"agent_unicorn_%d\","
                                + "\"status\":\"in_progress\",\"progress\":%d,\"hours\":%d.%d,\"message\":\"%s\","
                                + "\"labels\":[\"backend\",\"python\"],\"blocked\":%b},"
                                + "\"metadata\":{\"project_id\":\"project-%d\",\"tries\":%d}}",
                        key(number),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60),
                        random.nextInt(1_000_000),
                        TYPES.get(random.nextInt(TYPES.size())),
                        SOURCES.get(random.nextInt(SOURCES.size())),
                        random.nextInt(1_000_000),
                        agent,
                        random.nextInt(101),
                        random.nextInt(40),
                        1 + random.nextInt(9),
                        message.toString().strip(),
                        random.nextBoolean(),
                        random.nextInt(20),
                        random.nextInt(4))
                .getBytes(UTF_8);
    }
}
