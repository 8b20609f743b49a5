package dev.marcus.persistence.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * A named value that the URL of a store may set, {@code scheme:location?name=value}, with the value that holds if it does
 * not.
 *
 * @param <T> what the text is turned into
 */
public final class Setting<T> {
    private final String name;
    private final T defaultValue;
    private final String expected;
    private final Function<String, T> parser;

    private Setting(String name, T defaultValue, String expected, Function<String, T> parser) {
        this.name = requireNonNull(name, "name");
        this.defaultValue = requireNonNull(defaultValue, "defaultValue");
        this.expected = expected;
        this.parser = parser;
    }

    /** Takes a whole number between two, both included. */
    public static Setting<Integer> ofInt(String name, int defaultValue, int least, int most) {
        return new Setting<>(name, defaultValue, least + " to " + most, text -> {
            int value = Integer.parseInt(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException("out of range");
            }
            return value;
        });
    }

    /** Takes {@code true} or {@code false}. */
    public static Setting<Boolean> ofBoolean(String name, boolean defaultValue) {
        return new Setting<>(name, defaultValue, "true or false", text -> {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("neither");
            }
            return text.equals("true");
        });
    }

    /** Takes one of the constants, in lower case. */
    public static <E extends Enum<E>> Setting<E> ofEnum(String name, E defaultValue, Class<E> type) {
        String names = String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList());
        return new Setting<>(name, defaultValue, names, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    /** Takes a time such as {@code 200ms}, {@code 5s}, {@code 2m}, {@code 12h} or {@code 7d}. */
    public static Setting<Duration> ofDuration(String name, Duration defaultValue) {
        return new Setting<>(name, defaultValue, "a time such as 200ms, 5s, 2m, 12h or 7d", text -> {
            int digits = 0;
            while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
                digits++;
            }
            long amount = Long.parseLong(text.substring(0, digits));
            long millis = switch (text.substring(digits)) {
                case "ms" -> 1;
                case "s" -> 1000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                case "d" -> 86_400_000;
                default -> throw new IllegalArgumentException("no unit");
            };
            if (amount > Long.MAX_VALUE / millis) {
                throw new IllegalArgumentException("out of range");
            }
            return Duration.ofMillis(amount * millis);
        });
    }

    /** Takes any text. */
    public static Setting<String> ofText(String name, String defaultValue) {
        return new Setting<>(name, defaultValue, "a text", Function.identity());
    }

    /** Returns the name, as it stands in the URL. */
    public String name() {
        return name;
    }

    /** Returns the value that holds if the URL does not set it. */
    public T defaultValue() {
        return defaultValue;
    }

    /** Returns what may be written, for messages. */
    public String expected() {
        return expected;
    }

    /**
     * Returns what the text stands for.
     *
     * @throws IllegalArgumentException if it stands for nothing
     */
    public T parse(String text) {
        return parser.apply(text);
    }
}
