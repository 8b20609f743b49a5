package dev.marcus.persistence.examples;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.TypedCollection;
import dev.marcus.persistence.TypedEntry;
import dev.marcus.persistence.error.ConflictException;
import java.util.List;
import java.util.Map;

/**
 * Cards of three boards with the state of their synchronisation. When two sides update a card at once, the revision tells
 * the later one, which then reads again and merges.
 */
public final class BoardSync {
    /**
     * A card of a board.
     *
     * @param board which board: planka, linear or github
     * @param title its title
     * @param status the column that it is in
     * @param labels its labels
     * @param sync whether the board knows this state
     */
    public record Card(String board, String title, String status, List<String> labels, String sync) {
        Card withStatus(String newStatus) {
            return new Card(board, title, newStatus, labels, "pending");
        }

        Card withLabel(String label) {
            List<String> more = new java.util.ArrayList<>(labels);
            more.add(label);
            return new Card(board, title, status, more, "pending");
        }

        Card synced() {
            return new Card(board, title, status, labels, "synced");
        }
    }

    private BoardSync() {}

    /** Takes the URL of the store, {@code sqlite:data/boards.db} if none is given. */
    public static void main(String[] args) {
        String url = args.length > 0 ? args[0] : "sqlite:data/boards.db";
        try (Persistence persistence = Persistence.open(url)) {
            TypedCollection<Card> cards = persistence.collection("cards", Card.class);
            Map.of(
                            "planka/17", new Card("planka", "Write the store", "todo", List.of(), "synced"),
                            "linear/MAR-3", new Card("linear", "Design the API", "doing", List.of("api"), "synced"),
                            "github/42", new Card("github", "Fix the build", "todo", List.of("ci"), "synced"))
                    .forEach(cards::store);

            TypedEntry<Card> seenByAgent = cards.entry("planka/17").orElseThrow();
            TypedEntry<Card> seenByBoard = cards.entry("planka/17").orElseThrow();
            cards.replace(seenByAgent, seenByAgent.value().withStatus("doing"));
            System.out.println("The agent moved the card to 'doing'.");
            try {
                cards.replace(seenByBoard, seenByBoard.value().withLabel("urgent"));
            } catch (ConflictException e) {
                System.out.println("The board came second: " + e.getMessage());
                TypedEntry<Card> now = cards.entry("planka/17").orElseThrow();
                cards.replace(now, now.value().withLabel("urgent"));
            }

            for (TypedEntry<Card> entry :
                    cards.where(where("sync").eq("pending")).entries()) {
                cards.replace(entry, entry.value().synced());
            }
            cards.query().entries().forEach(entry -> System.out.println(entry.key() + "  " + entry.value()));
        }
    }
}
