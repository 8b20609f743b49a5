package dev.marcus.persistence.document;

import dev.marcus.persistence.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Checks that bytes are one JSON object within the contract, in one pass, and finds out what is needed to keep them:
 * their depth and whether there is white space to be taken out.
 */
final class JsonValidator {
    private final byte[] in;
    private int pos;
    private int depth;
    private int deepest;
    private boolean whitespace;

    /** Where each open level stands: the start of the member name in an object, or minus the index less one in an array. */
    private int[] place = new int[16];

    private final MemberNames names;

    /** Top-level names that are let through although they are reserved. */
    private final Set<String> allowed;

    private final int maxDepth;
    private boolean foundAllowed;

    private JsonValidator(byte[] in, Set<String> allowed, int maxDepth) {
        this.in = in;
        this.names = new MemberNames(in);
        this.allowed = allowed;
        this.maxDepth = maxDepth;
    }

    record Result(byte[] compact, int depth, boolean foundAllowed) {}

    /** Returns the text without white space; the array given itself if there was none. */
    static Result validate(byte[] json) {
        return validate(json, Set.of());
    }

    /** As {@link #validate(byte[])}, but lets some of the reserved names through. */
    static Result validate(byte[] json, Set<String> allowed) {
        return validate(json, allowed, Document.MAX_DEPTH);
    }

    /** As {@link #validate(byte[], Set)}, with another limit on the levels. */
    static Result validate(byte[] json, Set<String> allowed, int maxDepth) {
        JsonValidator validator = new JsonValidator(json, allowed, maxDepth);
        validator.document();
        return new Result(
                validator.whitespace ? JsonReader.compact(json) : json, validator.deepest, validator.foundAllowed);
    }

    private void document() {
        skipWhitespace();
        if (peek() != '{') {
            throw fail("a JSON object was expected");
        }
        object();
        skipWhitespace();
        if (pos != in.length) {
            throw fail("nothing was expected behind the end of the object");
        }
    }

    private void value() {
        switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case 'N', 'I' -> throw notFinite();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw fail("a JSON value was expected");
        }
    }

    private void object() {
        enter();
        skipWhitespace();
        if (peek() == '}') {
            pos++;
            depth--;
            return;
        }
        names.begin();
        do {
            member();
            skipWhitespace();
        } while (!more('}'));
        names.end();
    }

    private void member() {
        if (peek() != '"') {
            throw fail("a member name in double quotes was expected");
        }
        int start = pos;
        place[depth - 1] = start;
        long hash = string();
        if (depth == 1 && (in[start + 1] == '_' || in[start + 1] == '\\')) {
            checkReserved(name(start));
        }
        if (!names.add(start, hash)) {
            throw fail("the member name is given twice");
        }
        skipWhitespace();
        expect(':');
        skipWhitespace();
        value();
    }

    private void array() {
        enter();
        skipWhitespace();
        if (peek() == ']') {
            pos++;
            depth--;
            return;
        }
        place[depth - 1] = -1;
        while (true) {
            value();
            skipWhitespace();
            if (more(']')) {
                return;
            }
            place[depth - 1]--;
        }
    }

    private void enter() {
        if (depth == maxDepth) {
            throw fail("nesting: more than " + maxDepth + " levels (expected: at most " + maxDepth + ")");
        }
        pos++;
        depth++;
        deepest = Math.max(deepest, depth);
        if (depth > place.length) {
            place = Arrays.copyOf(place, place.length * 2);
        }
        place[depth - 1] = 0;
    }

    /** Takes a comma and what is behind it up to the next value, or the closing bracket. */
    private boolean more(char close) {
        int c = peek();
        if (c == ',') {
            pos++;
            skipWhitespace();
            return false;
        }
        if (c != close) {
            throw fail("',' or '" + close + "' was expected");
        }
        pos++;
        depth--;
        return true;
    }

    private void checkReserved(String name) {
        if (allowed.contains(name)) {
            foundAllowed = true;
        } else if (Names.RESERVED.contains(name)) {
            throw fail("the member name is reserved for the entry itself (expected: any top-level name but "
                    + "_key, _stored_at, _revision and _meta)");
        }
    }

    private String name(int start) {
        return JsonReader.decode(in, start);
    }

    /** Checks a string and returns a hash of its content that does not depend on how it is escaped. */
    private long string() {
        int start = pos++;
        long hash = 1125899906842597L;
        boolean escaped = false;
        while (true) {
            int c = peek();
            if (c == '"') {
                pos++;
                return escaped ? hash(JsonReader.decode(in, start)) : hash;
            }
            if (c == '\\') {
                escaped = true;
                escape();
            } else if (c >= 0x20 && c < 0x80) {
                hash = hash * 31 + c;
                pos++;
            } else if (c >= 0) {
                throw fail("a control character in a string must be escaped");
            } else {
                int length = Utf8.sequenceLength(in, pos);
                if (length == 0) {
                    throw fail(pos >= in.length ? "the end was not expected" : "not valid UTF-8");
                }
                for (int i = 0; i < length; i++) {
                    hash = hash * 31 + in[pos++];
                }
            }
        }
    }

    private static long hash(String text) {
        long hash = 1125899906842597L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = hash * 31 + b;
        }
        return hash;
    }

    private void escape() {
        pos++;
        switch (peek()) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> pos++;
            case 'u' -> {
                pos++;
                for (int i = 0; i < 4; i++) {
                    if (Character.digit(peek(), 16) < 0) {
                        throw fail("four hexadecimal digits were expected behind \\u");
                    }
                    pos++;
                }
            }
            default -> throw fail("not an escape sequence of JSON");
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                throw fail("a JSON value was expected");
            }
            pos++;
        }
    }

    private void number() {
        int start = pos;
        if (peek() == '-') {
            pos++;
        }
        if (peek() == 'I') {
            throw notFinite();
        }
        if (peek() == '0') {
            pos++;
        } else {
            digits();
        }
        if (peek() == '.') {
            pos++;
            digits();
        }
        boolean exponent = peek() == 'e' || peek() == 'E';
        if (exponent) {
            pos++;
            if (peek() == '+' || peek() == '-') {
                pos++;
            }
            digits();
        }
        if (exponent || pos - start > NumberLimits.SHORT) {
            String problem = NumberLimits.problem(in, start, pos);
            if (problem != null) {
                throw fail(problem);
            }
        }
    }

    private void digits() {
        if (!isDigit(peek())) {
            throw fail("a digit was expected");
        }
        while (isDigit(peek())) {
            pos++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private void expect(char c) {
        if (peek() != c) {
            throw fail("'" + c + "' was expected");
        }
        pos++;
    }

    /** Returns the byte here, negative beyond ASCII and at the end. */
    private int peek() {
        return pos < in.length ? in[pos] : -1;
    }

    private void skipWhitespace() {
        while (pos < in.length && JsonReader.isWhitespace(in[pos])) {
            whitespace = true;
            pos++;
        }
    }

    private InvalidRequestException notFinite() {
        return fail("NaN and infinities are not JSON (expected: a finite number, or null, or a text)");
    }

    private InvalidRequestException fail(String problem) {
        return new InvalidRequestException("document, at " + path() + " (byte " + pos + "): " + problem);
    }

    private String path() {
        StringBuilder path = new StringBuilder("$");
        for (int level = 0; level < depth; level++) {
            if (place[level] < 0) {
                path.append('[').append(-place[level] - 1).append(']');
            } else if (place[level] > 0 && place[level] < pos) {
                String name = safeName(place[level]);
                path.append('.').append(name.length() <= 60 ? name : name.substring(0, 60) + "…");
            }
        }
        return path.toString();
    }

    /** The name that begins here, or a mark if the text breaks off or is damaged inside it. */
    private String safeName(int start) {
        int end = start + 1;
        while (end < pos && in[end] != '"') {
            end += in[end] == '\\' ? 2 : 1;
        }
        return end < pos && in[end] == '"' ? name(start) : "?";
    }
}
