package dev.marcus.persistence;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;

/** With a cache, metrics and an adviser between, nothing is different. */
class LayeredPersistenceTest extends PersistenceTest {
    @Override
    String url(Path space) {
        return "file:" + space;
    }

    @Override
    PersistenceBuilder configured(PersistenceBuilder builder) {
        return builder.cache(1 << 16)
                .metrics(new SimpleMeterRegistry())
                .meteredCollections("events")
                .adviser();
    }
}
