package dev.marcus.persistence.document;

import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stored JSON object that holds, beside the members of a document, some of the entry's own: {@code _key},
 * {@code _stored_at}, {@code _revision}. For backends whose format, or whose forerunner, keeps them together.
 *
 * @param document the object without the entry's own members
 * @param own the entry's own members that were there, as {@link Document#toMap} gives values
 */
public record Envelope(Document document, Map<String, @Nullable Object> own) {
    private static final Set<String> OWN = Set.of(Names.KEY, Names.STORED_AT, Names.REVISION);

    /** Copies the map, which may hold nulls. */
    public Envelope {
        own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    /**
     * Takes the JSON object in UTF-8 apart. The array is copied.
     *
     * @throws dev.marcus.persistence.error.InvalidRequestException if what is left is no valid document
     */
    public static Envelope open(byte[] utf8) {
        JsonValidator.Result checked = JsonValidator.validate(utf8.clone(), OWN);
        return checked.foundAllowed() ? split(checked) : new Envelope(new Document(checked), Map.of());
    }

    private static Envelope split(JsonValidator.Result checked) {
        byte[] in = checked.compact();
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        ByteArrayOutputStream rest = new ByteArrayOutputStream(in.length);
        rest.write('{');
        JsonReader reader = new JsonReader(in, 1);
        do {
            int start = reader.position();
            String name = reader.string();
            reader.step();
            if (OWN.contains(name)) {
                own.put(name, reader.tree());
            } else {
                reader.skipValue();
                if (rest.size() > 1) {
                    rest.write(',');
                }
                rest.write(in, start, reader.position() - start);
            }
        } while (reader.more());
        rest.write('}');
        return new Envelope(new Document(JsonValidator.validate(rest.toByteArray())), own);
    }
}
