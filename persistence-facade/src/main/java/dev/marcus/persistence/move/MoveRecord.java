package dev.marcus.persistence.move;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.Optional;

/**
 * What the target keeps of a move that has not ended.
 *
 * @param source the identity of the store that is moved
 * @param begun the revision that the source was at when the move began
 * @param reached the revision of the source up to which the target has everything
 * @param copied how many entries have been copied
 */
record MoveRecord(String source, long begun, long reached, long copied) {
    static final String COLLECTION = "_move";
    static final String KEY = "progress";

    static MoveRecord of(Document document) {
        Optional<String> source = document.text("source");
        if (source.isEmpty()) {
            throw new InvalidRequestException("move: collection '" + COLLECTION + "', key '" + KEY
                    + "' of the target is no record of a move (expected: what a move keeps there, or a new store)");
        }
        return new MoveRecord(
                source.get(), number(document, "begun"), number(document, "reached"), number(document, "copied"));
    }

    private static long number(Document document, String name) {
        return document.number(name).orElseThrow().longValueExact();
    }

    MoveRecord at(long revision, long count) {
        return new MoveRecord(source, begun, revision, count);
    }

    boolean isCopying() {
        return reached < begun;
    }

    Document toDocument() {
        return Document.builder()
                .put("source", source)
                .put("begun", begun)
                .put("reached", reached)
                .put("copied", copied)
                .build();
    }
}
