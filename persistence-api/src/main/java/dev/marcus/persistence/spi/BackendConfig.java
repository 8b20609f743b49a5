package dev.marcus.persistence.spi;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

    /**
     * Returns the location as a path, for a backend whose stores are files.
     *
     * @throws ConfigurationException with the code {@code PRS-110} if it is none, or begins with two slashes and no third:
     *     {@code sqlite://data/app.db} would lie at the root
     */
    public Path path() {
        if (location.startsWith("//") && !location.startsWith("///")) {
            throw noPath("// names a host", null);
        }
        try {
            return Path.of(location);
        } catch (InvalidPathException e) {
            throw noPath(e.getReason(), e);
        }
    }

    private ConfigurationException noPath(String reason, @Nullable InvalidPathException cause) {
        return new ConfigurationException(
                "PRS-110",
                "The location of " + scheme + ": " + reason + " (expected: a path, as in " + scheme + ":data/store, or "
                        + scheme + ":/data/store from the root)",
                cause);
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
