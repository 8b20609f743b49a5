package dev.marcus.persistence;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.store.Durability;

/** A program that has no Micrometer; run in a JVM of its own. */
public final class LeanProgram {
    private LeanProgram() {}

    /** Opens a store in memory, with a cache if the argument asks for one. */
    public static void main(String[] args) {
        PersistenceBuilder builder =
                Persistence.builder().url("memory:").require(Durability.NONE).meteredCollections("c");
        if (args[0].equals("cache")) {
            builder.cache(1000);
        }
        try (Persistence persistence = builder.open()) {
            persistence.store("c", "k", Document.empty());
            persistence.async().store("c", "k2", Document.empty()).join();
            System.out.println("found " + persistence.retrieve("c", "k").isPresent() + ", "
                    + persistence.health().state() + ", " + persistence.verify().entries() + " entries");
        }
    }
}
