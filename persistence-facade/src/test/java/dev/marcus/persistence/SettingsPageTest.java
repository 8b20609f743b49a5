package dev.marcus.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/discovery.md says of places and settings is what the backends have. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "discovery.md");

    private static List<PersistenceBackendProvider> ofTheProject() {
        return ServiceLoader.load(PersistenceBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider ->
                        provider.artifact().startsWith("dev.marcus.persistence:persistence-" + provider.scheme()))
                .toList();
    }

    @Test
    void settings_ofEveryBackend_areListedWithTheBackendsThatHaveThem() throws IOException {
        Map<String, TreeSet<String>> expected = new TreeMap<>();
        for (PersistenceBackendProvider provider : ofTheProject()) {
            for (Setting<?> setting : provider.settings()) {
                expected.computeIfAbsent(setting.name(), any -> new TreeSet<>()).add(provider.scheme());
            }
        }
        Map<String, String> listed = new TreeMap<>();
        Matcher rows = Pattern.compile("(?m)^\\| `([a-zA-Z]+)` \\| ([a-z, ]+) \\| [^|]+ \\| [^|]+ \\|$")
                .matcher(Files.readString(PAGE));
        while (rows.find()) {
            listed.put(rows.group(1), rows.group(2));
        }
        Map<String, String> names = new TreeMap<>();
        expected.forEach((setting, schemes) -> names.put(setting, String.join(", ", schemes)));
        assertThat(listed).isEqualTo(names);
    }

    @Test
    void defaultPlaces_areThoseOfTheBackends() throws IOException {
        String page = Files.readString(PAGE);
        for (PersistenceBackendProvider provider : ofTheProject()) {
            String place = provider.defaultLocation().isEmpty() ? "–" : "`" + provider.defaultLocation() + "`";
            assertThat(page).containsPattern("(?m)^\\| `" + provider.scheme() + "` \\| [^|]+ \\| " + place + " \\|$");
        }
    }
}
