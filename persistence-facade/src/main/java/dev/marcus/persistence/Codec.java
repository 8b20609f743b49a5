package dev.marcus.persistence;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Turns objects into documents and back, over bytes and without a tree between. */
final class Codec {
    private final JsonMapper mapper;

    Codec(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * The mapper that is used if none is given: exact numbers, no types by name, no numbers that are not JSON, and no empty
     * document for an object that shows none of its members.
     */
    static JsonMapper defaultMapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(10_000)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    Document encode(String collection, String key, Object value) {
        if (value instanceof Document document) {
            return document;
        }
        String where = "collection '" + collection + "', key '" + key + "': ";
        byte[] json;
        try {
            json = mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new InvalidRequestException(
                    where + "value of " + value.getClass().getName() + ", at " + place(e)
                            + ": it cannot be turned into JSON (expected: a record, bean or map that Jackson can write)",
                    e);
        }
        try {
            return Document.parse(json);
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException(where + e.getMessage(), e);
        }
    }

    <T> T decode(Entry entry, Class<T> type) {
        if (type == Document.class) {
            return type.cast(entry.document());
        }
        T value;
        try {
            value = read(entry.document(), type);
        } catch (JacksonException e) {
            throw new UnreadableEntryException(entry, type, place(e));
        }
        if (value == null) {
            throw new UnreadableEntryException(entry, type, "$");
        }
        return value;
    }

    /** The parser of bytes refuses member names with unpaired surrogates; the parser of strings takes them unescaped. */
    private <T> T read(Document document, Class<T> type) {
        try {
            return mapper.readValue(document.toUtf8(), type);
        } catch (StreamReadException e) {
            return mapper.readValue(withRawSurrogates(document.toJson()), type);
        }
    }

    private static String withRawSurrogates(String json) {
        StringBuilder raw = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                raw.append(c);
            } else if (json.charAt(i + 1) == 'u' && "dD".indexOf(json.charAt(i + 2)) >= 0) {
                raw.append((char) Integer.parseInt(json.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                raw.append(c).append(json.charAt(++i));
            }
        }
        return raw.toString();
    }

    /** Returns the path of the fault, and not the message, which may hold what is stored. */
    private static String place(JacksonException e) {
        StringBuilder path = new StringBuilder("$");
        for (JacksonException.Reference step : e.getPath()) {
            path.append(step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName());
        }
        return path.toString();
    }
}
