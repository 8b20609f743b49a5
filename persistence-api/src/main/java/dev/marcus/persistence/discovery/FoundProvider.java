package dev.marcus.persistence.discovery;

import dev.marcus.persistence.spi.PersistenceBackendProvider;
import java.net.URI;
import java.security.CodeSource;

/** A provider that can be used, and the jar or directory that it was loaded from. */
record FoundProvider(PersistenceBackendProvider provider, String source) {
    static FoundProvider of(PersistenceBackendProvider provider) {
        return new FoundProvider(provider, source(provider.getClass()));
    }

    String scheme() {
        return provider.scheme();
    }

    /** Says whether this is one of the project's own backends, whose rank is fixed. */
    boolean isOwn() {
        return provider.getClass().getName().startsWith("dev.marcus.persistence.")
                && KnownBackends.RANK.contains(scheme());
    }

    private static String source(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "an unknown place";
        }
        String path = URI.create(source.getLocation().toString()).getSchemeSpecificPart();
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
