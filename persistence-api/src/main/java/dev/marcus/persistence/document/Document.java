package dev.marcus.persistence.document;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.error.InvalidRequestException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON object, kept as compact JSON text in UTF-8.
 *
 * <p>Whoever holds a document holds a valid one: strict JSON and UTF-8, no member name twice, no number beyond 1,000
 * significant digits or a decimal exponent of ±1,000, at most {@value #MAX_DEPTH} levels, and none of the top-level names
 * {@code _key}, {@code _stored_at}, {@code _revision}, {@code _meta}. Every other text is refused with an
 * {@link InvalidRequestException} that names the path of the fault.
 *
 * <p>Two documents are equal if they are as JSON values: the order of members and the way of writing a number or a string
 * do not count, but {@code 1} and {@code 1.0} differ. Numbers keep their exact value.
 */
public final class Document {
    /** How many objects and arrays may stand one inside the other, the document itself counted. */
    public static final int MAX_DEPTH = 200;

    private static final int UNKNOWN = -1;
    private static final Document EMPTY = parse("{}");

    private final byte[] utf8;

    /** How deep, or that nobody has asked yet; counting twice does no harm. */
    private int depth;

    Document(JsonValidator.Result checked) {
        utf8 = checked.compact();
        depth = checked.depth();
    }

    private Document(byte[] trusted) {
        utf8 = trusted;
        depth = UNKNOWN;
    }

    /** Returns the document that this JSON text stands for. */
    public static Document parse(String json) {
        return new Document(JsonValidator.validate(Utf8.encodeJson(json)));
    }

    /** Returns the document that this JSON text in UTF-8 stands for. The array is copied. */
    public static Document parse(byte[] utf8) {
        return new Document(JsonValidator.validate(utf8.clone()));
    }

    /**
     * Returns the document that {@link #toUtf8} gave this text of, without looking at it. For backends only, and only for a
     * text whose checksum shows that it is what was stored: with any other, later operations fail or lie. The array is not
     * copied, and must not be changed any more.
     */
    public static Document trusted(byte[] stored) {
        return new Document(requireNonNull(stored, "stored"));
    }

    /**
     * Returns the document with these members. Values may be null, Boolean, String, the numbers of {@code java.lang} and
     * {@code java.math}, and maps, lists and documents of these.
     *
     * @throws InvalidRequestException also if a value has no exact JSON form, such as a date or a set of bytes
     */
    public static Document of(Map<String, ? extends @Nullable Object> members) {
        return parse(JsonWriter.write(members));
    }

    /** Returns the document without members. */
    public static Document empty() {
        return EMPTY;
    }

    /** Starts a document that is put together member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the value at a path given as text with dots, as {@link #get(FieldPath)} does. */
    public Optional<Object> get(String dottedPath) {
        return get(FieldPath.parse(dottedPath));
    }

    /**
     * Returns the value at this path: String, Boolean, Long or BigInteger for an integer, BigDecimal for any other number,
     * and for arrays and objects a list or map that cannot be changed. Empty where there is nothing, or null.
     */
    public Optional<Object> get(FieldPath path) {
        Object value = toMap();
        for (String name : path.names()) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return Optional.ofNullable(value);
    }

    /** Returns the text at this path; empty if there is none or something else. */
    public Optional<String> text(String dottedPath) {
        return get(dottedPath).filter(String.class::isInstance).map(String.class::cast);
    }

    /** Returns the exact number at this path; empty if there is none or something else. */
    public Optional<BigDecimal> number(String dottedPath) {
        return get(dottedPath).filter(Number.class::isInstance).map(value -> Numbers.toDecimal((Number) value));
    }

    /** Returns the boolean at this path; empty if there is none or something else. */
    public Optional<Boolean> bool(String dottedPath) {
        return get(dottedPath).filter(Boolean.class::isInstance).map(Boolean.class::cast);
    }

    /** Returns the members, values as {@link #get(FieldPath)} describes them and null for null. It cannot be changed. */
    public Map<String, @Nullable Object> toMap() {
        return new JsonReader(utf8, 0).object();
    }

    /** Returns the JSON text without white space; unpaired surrogates stand in it as escape sequences. */
    public String toJson() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Returns a copy of the JSON text without white space, in UTF-8. */
    public byte[] toUtf8() {
        return utf8.clone();
    }

    /** Writes the JSON text without white space, in UTF-8. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(utf8);
    }

    /** Returns the length of the JSON text without white space, in bytes of UTF-8. */
    public int size() {
        return utf8.length;
    }

    /** Returns how many objects and arrays stand one inside the other, at least 1. */
    public int depth() {
        if (depth == UNKNOWN) {
            depth = JsonValidator.validate(utf8.clone()).depth();
        }
        return depth;
    }

    byte[] bytes() {
        return utf8;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Document that
                && (Arrays.equals(utf8, that.utf8) || JsonEquality.equal(toMap(), that.toMap()));
    }

    @Override
    public int hashCode() {
        return JsonEquality.hash(toMap());
    }

    /** Says how large the document is; never what is in it. */
    @Override
    public String toString() {
        return "Document(" + utf8.length + " bytes)";
    }

    /** Puts a document together; for one thread. */
    public static final class Builder {
        private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a member; values as in {@link Document#of}.
         *
         * @throws InvalidRequestException if the name is there already
         */
        public Builder put(String name, @Nullable Object value) {
            if (members.containsKey(requireNonNull(name, "name"))) {
                throw new InvalidRequestException(
                        "document, at $." + name + ": the member name is given twice (expected: once)");
            }
            members.put(name, value);
            return this;
        }

        /** Returns the document with the members added so far. */
        public Document build() {
            return Document.of(members);
        }
    }
}
