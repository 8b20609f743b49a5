package dev.marcus.persistence.examples;

import dev.marcus.persistence.Persistence;
import java.util.Map;

/** The first five lines: open, store, find again. */
public final class Quickstart {
    private Quickstart() {}

    /** Takes the URL of the store, {@code sqlite:data/quickstart.db} if none is given. */
    public static void main(String[] args) {
        String url = args.length > 0 ? args[0] : "sqlite:data/quickstart.db";
        try (Persistence persistence = Persistence.open(url)) {
            persistence.store("notes", "first", Map.of("text", "hello", "stars", 5));
            persistence.storeEvent("note_written", "quickstart", Map.of("note", "first"));
            System.out.println(persistence
                    .retrieve("notes", "first")
                    .orElseThrow()
                    .document()
                    .toJson());
            System.out.println(
                    persistence.events().type("note_written").list().size() + " event(s) so far; run it again.");
        }
    }
}
