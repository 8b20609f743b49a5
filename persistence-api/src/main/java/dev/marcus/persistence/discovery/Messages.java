package dev.marcus.persistence.discovery;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.spi.Evidence;
import dev.marcus.persistence.spi.SpiVersion;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is said when no store can be opened; the codes are stable. */
final class Messages {
    private Messages() {}

    static ConfigurationException nothingFound(Catalog catalog) {
        return failure(
                "PRS-101",
                "No persistence backend found.",
                "Searched: " + String.join(", ", catalog.searched()) + ".",
                "Set aside: " + list(catalog.setAside()) + ".",
                "Add one of these dependencies:",
                "  dev.marcus.persistence:persistence-sqlite    one database file (a good first choice)",
                "  dev.marcus.persistence:persistence-file      readable JSON files",
                "  dev.marcus.persistence:persistence-memory    for tests; nothing survives the process",
                "  dev.marcus.persistence:persistence-postgresql    a server, for several machines",
                "In a fat jar the service files must be merged, or all but one are lost:",
                "  Maven shade: ServicesResourceTransformer    Gradle shadow: mergeServiceFiles()");
    }

    static ConfigurationException several(Map<FoundProvider, Evidence> candidates) {
        String names = candidates.keySet().stream().map(FoundProvider::scheme).collect(Collectors.joining(", "));
        String lines = candidates.entrySet().stream()
                .map(candidate -> candidate.getKey().scheme() + "    "
                        + candidate.getKey().provider().artifact() + "    " + state(candidate))
                .collect(Collectors.joining("\n  "));
        FoundProvider first = candidates.keySet().iterator().next();
        String url = first.scheme() + ":" + first.provider().defaultLocation();
        return failure(
                "PRS-102",
                "Several backends could be meant: " + names
                        + ". None was chosen, because choosing another store than last time would look like lost data.",
                lines,
                "Say which:  Persistence.open(\"" + url + "\")   or   -Dpersistence.url=" + url
                        + "   or   PERSISTENCE_URL",
                "or remove the others from the class path.");
    }

    private static String state(Map.Entry<FoundProvider, Evidence> candidate) {
        String place = candidate.getKey().provider().defaultLocation();
        return switch (candidate.getValue()) {
            case HOLDS_DATA -> "holds data" + (place.isEmpty() ? "" : " at " + place);
            case EMPTY -> "empty";
            case UNKNOWN -> "not known to hold data";
        };
    }

    static ConfigurationException unknownScheme(String scheme, String url, Catalog catalog) {
        TreeSet<String> known = new TreeSet<>(KnownBackends.schemes());
        known.addAll(catalog.schemes());
        String meant = KnownBackends.artifact(scheme).isPresent()
                ? ""
                : KnownBackends.nearest(scheme, known)
                        .map(name -> "   Did you mean '" + name + "'?")
                        .orElse("");
        String provided = KnownBackends.artifact(scheme)
                .or(() -> KnownBackends.nearest(scheme, known)
                        .filter(name -> !catalog.schemes().contains(name))
                        .flatMap(KnownBackends::artifact))
                .map(artifact -> "It is provided by " + artifact + ", which is not on the class path.")
                .orElse("A backend is found if its jar is on the class path or module path.");
        return failure(
                "PRS-103",
                "Unknown backend '" + scheme + "' in \"" + StoreUrl.redact(url) + "\"." + meant,
                provided,
                "Found: " + names(catalog.schemes()) + ".   Set aside: " + list(catalog.setAside()) + ".");
    }

    static ConfigurationException wrongVersion(FoundProvider found) {
        return failure(
                "PRS-104",
                "Backend '" + found.scheme() + "' (" + found.provider().artifact() + ", from " + found.source()
                        + ") was built for SPI " + found.provider().spiVersion()
                        + "; this persistence-api supports SPI "
                        + SpiVersion.CURRENT + ".",
                "Use a version of the backend that was built for SPI " + SpiVersion.CURRENT
                        + ", or the persistence-api that it was built for.");
    }

    static ConfigurationException builtForAnother(FoundProvider found, LinkageError cause) {
        return new ConfigurationException(
                "PRS-104",
                "Backend '" + found.scheme() + "' (" + found.provider().artifact() + ", from " + found.source()
                        + ") was built for another version of persistence-api than this one, SPI " + SpiVersion.CURRENT
                        + ": " + cause + ".\n  Use versions that belong together; the BOM persistence-bom names them.",
                cause);
    }

    static ConfigurationException notLoaded(SetAside provider) {
        return failure(
                "PRS-105",
                "Backend provider " + provider.name() + " could not be loaded: " + provider.reason() + ".",
                "Mend or remove its jar, or add what it needs.");
    }

    static ConfigurationException twoForOneScheme(String scheme, List<FoundProvider> claiming) {
        String both = claiming.stream()
                .map(found -> found.provider().getClass().getName() + " (" + found.source() + ")")
                .collect(Collectors.joining(" and "));
        return failure(
                "PRS-106",
                "Two providers claim the scheme '" + scheme + "': " + both
                        + ". Remove one, or pass the provider object to the builder.");
    }

    static ConfigurationException missing(String scheme, String what, Collection<String> with) {
        String known = with.isEmpty() ? "none of those found" : names(with) + " (found)";
        String text = "'" + scheme + "' lacks " + what + ", which this application requires.   With it: " + known + ".";
        return new ConfigurationException("PRS-107", text, new UnsupportedException(what));
    }

    static ConfigurationException otherStore(String location, String writtenBy, String asked) {
        return failure(
                "PRS-108",
                StoreUrl.redact(location) + " was written by '" + writtenBy + "', not '" + asked
                        + "'. Nothing was changed.",
                "Open it with " + writtenBy + ":" + StoreUrl.redact(location) + ", or name another place.");
    }

    static ConfigurationException unknownSetting(String name, String scheme, Collection<String> known) {
        String meant = KnownBackends.nearest(name, known)
                .map(near -> " Did you mean '" + near + "'?")
                .orElse("");
        return failure(
                "PRS-109",
                "Unknown setting '" + name + "' of " + scheme + " (expected: " + names(known) + ")." + meant);
    }

    static ConfigurationException otherBackup(Path backup, String of, String asked) {
        return failure(
                "PRS-108",
                "The backup " + backup + " is of '" + of + "', not of '" + asked + "'. Nothing was changed.",
                "Restore it to " + of + ":…, and copy the entries from there.");
    }

    static UnsupportedException cannot(String operation, String what, FoundProvider found) {
        return new UnsupportedException(
                operation + ": '" + found.scheme() + "' (" + found.provider().artifact() + ") cannot " + what
                        + " (expected: a backend that can). Nothing was changed.");
    }

    static ConfigurationException shared(String scheme, Requirements requirements, Collection<String> others) {
        return failure(
                "PRS-120",
                "'" + scheme + "' lets several processes write at once, and " + requirements.exclusiveFor()
                        + " would not be told what the others write.",
                "Leave it out, or choose a backend for one process: "
                        + (others.isEmpty() ? "none found beside it" : names(others) + " (found)") + ".");
    }

    private static String names(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
    }

    private static String list(List<SetAside> setAside) {
        return setAside.isEmpty()
                ? "none"
                : setAside.stream().map(SetAside::toString).collect(Collectors.joining("; "));
    }

    private static ConfigurationException failure(String code, String first, String... more) {
        return new ConfigurationException(code, String.join("\n  ", prepend(first, more)), null);
    }

    private static List<String> prepend(String first, String... more) {
        List<String> lines = new java.util.ArrayList<>(List.of(first));
        lines.addAll(List.of(more));
        return lines;
    }
}
