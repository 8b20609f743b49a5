package dev.marcus.persistence.discovery;

import dev.marcus.persistence.spi.PersistenceBackendProvider;
import dev.marcus.persistence.spi.SpiVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All backends that can be seen. No single class loader sees them everywhere, in containers, in fat jars and on threads of
 * pools, so the union of three is taken.
 */
final class Catalog {
    private static final int MAX_FAILURES = 32;

    private final Map<String, List<FoundProvider>> found = new TreeMap<>();
    private final Map<String, FoundProvider> wrongVersion = new TreeMap<>();
    private final Set<SetAside> setAside = new LinkedHashSet<>();
    private final Set<String> searched = new LinkedHashSet<>();

    private Catalog() {}

    static Catalog load(@Nullable ClassLoader given) {
        Catalog catalog = new Catalog();
        Map<Class<?>, PersistenceBackendProvider> providers = new LinkedHashMap<>();
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        if (given != null) {
            loaders.add(given);
            catalog.searched.add("the given loader");
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && loaders.add(context)) {
            catalog.searched.add(
                    "the context loader of thread '" + Thread.currentThread().getName() + "'");
        }
        ClassLoader own = Catalog.class.getClassLoader();
        if (own != null && loaders.add(own)) {
            catalog.searched.add("the loader of persistence-api");
        }
        for (ClassLoader loader : loaders) {
            catalog.collect(ServiceLoader.load(PersistenceBackendProvider.class, loader), providers);
        }
        ModuleLayer layer = Catalog.class.getModule().getLayer();
        if (layer != null) {
            catalog.searched.add("the module path");
            catalog.collect(ServiceLoader.load(layer, PersistenceBackendProvider.class), providers);
        }
        providers.values().forEach(catalog::add);
        return catalog;
    }

    /** A broken provider may be thrown by either step of the iteration, which then can go on. */
    private void collect(
            ServiceLoader<PersistenceBackendProvider> services, Map<Class<?>, PersistenceBackendProvider> providers) {
        Iterator<PersistenceBackendProvider> iterator = services.iterator();
        int failures = 0;
        while (failures < MAX_FAILURES) {
            try {
                if (!iterator.hasNext()) {
                    return;
                }
                PersistenceBackendProvider provider = iterator.next();
                providers.putIfAbsent(provider.getClass(), provider);
                failures = 0;
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                setAside.add(SetAside.of(e));
            }
        }
    }

    private void add(PersistenceBackendProvider provider) {
        try {
            String scheme = provider.scheme();
            FoundProvider entry = FoundProvider.of(provider);
            if (!StoreUrl.SCHEME.matcher(scheme).matches()) {
                setAside.add(new SetAside(
                        provider.getClass().getName(),
                        "its scheme '" + scheme + "' is none (expected: " + StoreUrl.SCHEME.pattern() + ")"));
            } else if (provider.spiVersion() != SpiVersion.CURRENT) {
                wrongVersion.put(scheme, entry);
            } else {
                found.computeIfAbsent(scheme, s -> new ArrayList<>()).add(entry);
            }
        } catch (LinkageError e) {
            setAside.add(new SetAside(
                    provider.getClass().getName(), "it was built for another version of persistence-api: " + e));
        }
    }

    /** Returns the schemes that can be opened. */
    Collection<String> schemes() {
        return found.keySet();
    }

    /** Returns who claims the scheme. */
    List<FoundProvider> claiming(String scheme) {
        return found.getOrDefault(scheme, List.of());
    }

    /** Returns everything that can be opened. */
    List<FoundProvider> all() {
        return found.values().stream().flatMap(List::stream).toList();
    }

    @Nullable
    FoundProvider wrongVersion(String scheme) {
        return wrongVersion.get(scheme);
    }

    /** Returns what cannot be used, providers for another version of the SPI included. */
    List<SetAside> setAside() {
        List<SetAside> all = new ArrayList<>(setAside);
        wrongVersion.forEach((scheme, entry) -> all.add(new SetAside(
                entry.provider().getClass().getName(),
                "it was built for SPI " + entry.provider().spiVersion() + "; this is SPI " + SpiVersion.CURRENT)));
        return all;
    }

    Set<String> searched() {
        return searched;
    }
}
