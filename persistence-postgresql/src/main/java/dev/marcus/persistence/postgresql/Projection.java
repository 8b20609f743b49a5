package dev.marcus.persistence.postgresql;

import dev.marcus.persistence.document.Document;
import java.nio.charset.StandardCharsets;

/** What {@code jsonb} can hold beside the text of a document. */
final class Projection {
    private Projection() {}

    /**
     * Says whether it can hold the document: it refuses U+0000 and unpaired surrogates, which stand in a document as
     * escapes only. A document with any escape that looks like one of these is taken for one that it cannot hold.
     */
    static boolean holds(Document document) {
        String json = document.toJson();
        for (int at = json.indexOf("\\u"); at >= 0; at = json.indexOf("\\u", at + 1)) {
            char first = Character.toLowerCase(json.charAt(at + 2));
            if (first == 'd' && json.charAt(at + 3) >= '8' || json.startsWith("0000", at + 2)) {
                return false;
            }
        }
        return true;
    }

    /** Says whether PostgreSQL can be given the text: all but U+0000 and unpaired surrogates. */
    static boolean holds(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
