package dev.marcus.persistence.spi;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.ConfigurationException;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Where a store is and how it is to behave. Immutable. */
public final class BackendConfig {
    private final String scheme;
    private final String location;
    private final Map<String, String> settings;
    private final InstantSource clock;

    private BackendConfig(String scheme, String location, Map<String, String> settings, InstantSource clock) {
        this.scheme = requireNonNull(scheme, "scheme");
        this.location = requireNonNull(location, "location");
        this.settings = Map.copyOf(settings);
        this.clock = requireNonNull(clock, "clock");
    }

    /** Returns the configuration with these values; the settings are given as text. */
    public static BackendConfig of(String scheme, String location, Map<String, String> settings, InstantSource clock) {
        return new BackendConfig(scheme, location, settings, clock);
    }

    /** Returns the scheme of the URL. */
    public String scheme() {
        return scheme;
    }

    /** Returns what stood behind the colon of the URL, without the settings. */
    public String location() {
        return location;
    }

    /** Returns where store times come from. */
    public InstantSource clock() {
        return clock;
    }

    /** Returns the settings as they were written. */
    public Map<String, String> settings() {
        return new TreeMap<>(settings);
    }

    /**
     * Returns the value of the setting.
     *
     * @throws ConfigurationException with the code {@code PRS-110} if the text cannot be turned into one
     */
    public <T> T get(Setting<T> setting) {
        String text = settings.get(setting.name());
        if (text == null) {
            return setting.defaultValue();
        }
        try {
            return setting.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "PRS-110",
                    "Setting '" + setting.name() + "' of " + scheme + ": '" + text + "' (expected: "
                            + setting.expected() + ")",
                    e);
        }
    }
}
