package dev.marcus.persistence.benchmarks;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Looks for a member of a JSON text without building anything, as one would over a store that only knows bytes. */
final class TopLevelText {
    private final JsonFactory factory = new JsonFactory();

    /** Says whether the member of the object that begins at the offset is this text. */
    boolean is(byte[] value, int offset, String member, String text) {
        try (JsonParser parser =
                factory.createParser(ObjectReadContext.empty(), value, offset, value.length - offset)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(member);
                JsonToken first = parser.nextToken();
                if (wanted) {
                    return first == JsonToken.VALUE_STRING && parser.getString().equals(text);
                }
                parser.skipChildren();
            }
            return false;
        }
    }
}
