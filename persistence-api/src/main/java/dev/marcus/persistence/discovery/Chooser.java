package dev.marcus.persistence.discovery;

import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.Evidence;
import dev.marcus.persistence.spi.PersistenceBackendProvider;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides which backend a store is opened with. */
final class Chooser {
    private static final System.Logger LOG = System.getLogger(Stores.class.getName());
    private static final String PROPERTY = "persistence.url";
    private static final String ENVIRONMENT = "PERSISTENCE_URL";

    private final Catalog catalog;
    private final Requirements requirements;
    private final InstantSource clock;

    Chooser(Catalog catalog, Requirements requirements, InstantSource clock) {
        this.catalog = catalog;
        this.requirements = requirements;
        this.clock = clock;
    }

    Choice choose(@Nullable PersistenceBackendProvider given, @Nullable String url) {
        Choice choice = given != null ? byProvider(given, url) : byUrl(url);
        checkRequirements(choice.found());
        checkPlace(choice);
        return choice;
    }

    private Choice byProvider(PersistenceBackendProvider given, @Nullable String url) {
        FoundProvider found = FoundProvider.of(given);
        StoreUrl place = url == null
                ? new StoreUrl(given.scheme(), given.defaultLocation(), Map.of())
                : located(StoreUrl.parse(url), found);
        if (!place.scheme().equals(given.scheme())) {
            throw new ConfigurationException(
                    "PRS-100",
                    "\"" + StoreUrl.redact(String.valueOf(url))
                            + "\" does not belong to the given provider: its scheme is '" + given.scheme() + "'.",
                    null);
        }
        return new Choice(found, place, "its provider was given");
    }

    private Choice byUrl(@Nullable String url) {
        String property = System.getProperty(PROPERTY);
        String environment = System.getenv(ENVIRONMENT);
        if (url != null) {
            tellOverruled("the URL given", PROPERTY, url, property);
            tellOverruled("the URL given", ENVIRONMENT, url, environment);
            return byUrl(url, "its URL was given");
        }
        if (property != null) {
            tellOverruled("the system property", ENVIRONMENT, property, environment);
            return byUrl(property, "the system property " + PROPERTY + " names it");
        }
        if (environment != null) {
            return byUrl(environment, "the environment variable " + ENVIRONMENT + " names it");
        }
        return byClassPath();
    }

    private static void tellOverruled(String winner, String loser, String won, @Nullable String lost) {
        if (lost != null && !lost.equals(won)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Persistence: {0} ({1}) comes before {2} ({3}).",
                    winner,
                    StoreUrl.redact(won),
                    loser,
                    StoreUrl.redact(lost));
        }
    }

    private Choice byUrl(String url, String reason) {
        StoreUrl parsed = StoreUrl.parse(url);
        List<FoundProvider> claiming = catalog.claiming(parsed.scheme());
        if (claiming.size() > 1) {
            throw Messages.twoForOneScheme(parsed.scheme(), claiming);
        }
        if (claiming.isEmpty()) {
            throw notFound(parsed.scheme(), url);
        }
        return new Choice(claiming.get(0), located(parsed, claiming.get(0)), reason);
    }

    /** A URL without a location means the default place. */
    private static StoreUrl located(StoreUrl url, FoundProvider found) {
        return url.location().isEmpty()
                ? new StoreUrl(url.scheme(), found.provider().defaultLocation(), url.settings())
                : url;
    }

    private ConfigurationException notFound(String scheme, String url) {
        FoundProvider wrongVersion = catalog.wrongVersion(scheme);
        if (wrongVersion != null) {
            return Messages.wrongVersion(wrongVersion);
        }
        for (SetAside provider : catalog.setAside()) {
            String simpleName = provider.name().substring(provider.name().lastIndexOf('.') + 1);
            if (simpleName.toLowerCase(Locale.ROOT).startsWith(scheme)) {
                return Messages.notLoaded(provider);
            }
        }
        return Messages.unknownScheme(scheme, url, catalog);
    }

    private Choice byClassPath() {
        List<FoundProvider> candidates = catalog.all().stream()
                .filter(found -> requirements.met(found.provider().capabilities()))
                .toList();
        if (candidates.isEmpty()) {
            throw noCandidate();
        }
        Map<FoundProvider, Evidence> evidence = new LinkedHashMap<>();
        candidates.forEach(found -> evidence.put(found, probeDefault(found)));
        List<FoundProvider> holding = candidates.stream()
                .filter(found -> evidence.get(found) == Evidence.HOLDS_DATA)
                .toList();
        if (holding.size() == 1) {
            return atDefault(holding.get(0), "it holds data at its default place");
        }
        if (holding.size() > 1) {
            throw Messages.several(evidence);
        }
        if (candidates.size() == 1) {
            return atDefault(candidates.get(0), "it is the only backend found");
        }
        List<FoundProvider> ranked = new ArrayList<>(candidates);
        if (!ranked.stream().allMatch(FoundProvider::isOwn) || hasTwins(ranked)) {
            throw Messages.several(evidence);
        }
        ranked.sort(Comparator.comparingInt(found -> KnownBackends.RANK.indexOf(found.scheme())));
        return atDefault(ranked.get(0), "it comes first of " + KnownBackends.RANK);
    }

    private static boolean hasTwins(List<FoundProvider> candidates) {
        return candidates.stream().map(FoundProvider::scheme).distinct().count() < candidates.size();
    }

    private Choice atDefault(FoundProvider found, String reason) {
        if (found.scheme().equals("memory")) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Persistence: memory was chosen; nothing stored will survive this process.");
        }
        return new Choice(found, new StoreUrl(found.scheme(), found.provider().defaultLocation(), Map.of()), reason);
    }

    private ConfigurationException noCandidate() {
        List<FoundProvider> all = catalog.all();
        if (all.isEmpty()) {
            return Messages.nothingFound(catalog);
        }
        FoundProvider first = all.get(0);
        return Messages.missing(
                first.scheme(), requirements.missing(first.provider().capabilities()), List.of());
    }

    private Evidence probeDefault(FoundProvider found) {
        PersistenceBackendProvider provider = found.provider();
        return provider.probe(BackendConfig.of(provider.scheme(), provider.defaultLocation(), Map.of(), clock));
    }

    /** Refuses before opening what the provider's defaults already rule out and no setting was given to change. */
    private void checkRequirements(FoundProvider found) {
        String missing = requirements.missing(found.provider().capabilities());
        if (!missing.isEmpty()) {
            List<String> with = catalog.all().stream()
                    .filter(other -> requirements.met(other.provider().capabilities()))
                    .map(FoundProvider::scheme)
                    .toList();
            throw Messages.missing(found.scheme(), missing, with);
        }
        if (requirements.sharedAgainstWill(found.provider().capabilities())) {
            List<String> exclusive = catalog.all().stream()
                    .filter(other ->
                            !requirements.sharedAgainstWill(other.provider().capabilities()))
                    .map(FoundProvider::scheme)
                    .toList();
            throw Messages.shared(found.scheme(), requirements, exclusive);
        }
    }

    /** A location that is none to a backend was not written by it. */
    private static boolean holdsData(FoundProvider found, BackendConfig there) {
        try {
            return found.provider().probe(there) == Evidence.HOLDS_DATA;
        } catch (ConfigurationException e) {
            return false;
        }
    }

    /** Refuses a place that holds another backend's store. */
    private void checkPlace(Choice choice) {
        if (choice.url().location().isEmpty()
                || choice.found().provider().probe(choice.config(clock)) == Evidence.HOLDS_DATA) {
            return;
        }
        for (FoundProvider other : catalog.all()) {
            BackendConfig there = BackendConfig.of(other.scheme(), choice.url().location(), Map.of(), clock);
            if (!other.scheme().equals(choice.found().scheme()) && holdsData(other, there)) {
                throw Messages.otherStore(
                        choice.url().location(), other.scheme(), choice.found().scheme());
            }
        }
    }
}
