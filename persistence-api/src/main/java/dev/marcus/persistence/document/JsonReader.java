package dev.marcus.persistence.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks over JSON text that {@link JsonValidator} has passed. */
final class JsonReader {
    /** So many digits fit a long whatever they are. */
    private static final int MOST_DIGITS = 18;

    private final byte[] in;
    private int pos;

    JsonReader(byte[] in, int pos) {
        this.in = in;
        this.pos = pos;
    }

    static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Returns the content of the string that begins at this double quote. */
    static String decode(byte[] in, int start) {
        return new JsonReader(in, start).string();
    }

    /** Returns the text without the white space between its tokens. */
    static byte[] compact(byte[] json) {
        byte[] out = new byte[json.length];
        int length = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (inString) {
                out[length++] = b;
                if (b == '\\') {
                    out[length++] = json[++i];
                } else if (b == '"') {
                    inString = false;
                }
            } else if (!isWhitespace(b)) {
                out[length++] = b;
                inString = b == '"';
            }
        }
        return Arrays.copyOf(out, length);
    }

    int position() {
        return pos;
    }

    byte peek() {
        return in[pos];
    }

    /** Goes one byte on. */
    void step() {
        pos++;
    }

    /** Goes behind a comma if there is one, else behind the closing bracket; says whether there was a comma. */
    boolean more() {
        return in[pos++] == ',';
    }

    String string() {
        int start = pos + 1;
        boolean escaped = skipString();
        int end = pos - 1;
        return escaped ? unescape(start, end) : new String(in, start, end - start, StandardCharsets.UTF_8);
    }

    private String unescape(int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int plain = start;
        for (int i = start; i < end; i++) {
            if (in[i] != '\\') {
                continue;
            }
            text.append(new String(in, plain, i - plain, StandardCharsets.UTF_8));
            char c = (char) in[++i];
            switch (c) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(new String(in, i + 1, 4, StandardCharsets.US_ASCII), 16));
                    i += 4;
                }
                default -> text.append(c);
            }
            plain = i + 1;
        }
        return text.append(new String(in, plain, end - plain, StandardCharsets.UTF_8))
                .toString();
    }

    /** Goes behind the value that begins here. */
    void skipValue() {
        switch (in[pos]) {
            case '"' -> skipString();
            case '{', '[' -> skipContainer();
            default -> pos = scalarEnd();
        }
    }

    /** Goes behind the string that begins here, and says whether there are escapes in it. */
    boolean skipString() {
        boolean escaped = false;
        int at = JsonText.quoteOrBackslash(in, pos + 1);
        while (in[at] != '"') {
            escaped = true;
            at = JsonText.quoteOrBackslash(in, at + 2);
        }
        pos = at + 1;
        return escaped;
    }

    private void skipContainer() {
        int open = 0;
        do {
            switch (in[pos]) {
                case '"' -> skipString();
                case '{', '[' -> {
                    open++;
                    pos++;
                }
                case '}', ']' -> {
                    open--;
                    pos++;
                }
                default -> pos++;
            }
        } while (open > 0);
    }

    private int scalarEnd() {
        int end = pos;
        while (end < in.length && in[end] != ',' && in[end] != '}' && in[end] != ']') {
            end++;
        }
        return end;
    }

    /** Reads a string, number, boolean or null. */
    @Nullable
    Object scalar() {
        switch (in[pos]) {
            case '"':
                return string();
            case 't':
                pos += 4;
                return true;
            case 'f':
                pos += 5;
                return false;
            case 'n':
                pos += 4;
                return null;
            default:
                return number();
        }
    }

    private Number number() {
        boolean negative = in[pos] == '-';
        long value = 0;
        int end = negative ? pos + 1 : pos;
        int longest = Math.min(in.length, end + MOST_DIGITS);
        while (end < longest && in[end] >= '0' && in[end] <= '9') {
            value = value * 10 + in[end++] - '0';
        }
        if (end < in.length && in[end] != ',' && in[end] != '}' && in[end] != ']') {
            return otherNumber();
        }
        pos = end;
        return negative ? -value : value;
    }

    /** Reads a number that is no integer, or perhaps too large for a long. */
    private Number otherNumber() {
        int end = scalarEnd();
        boolean integer = true;
        for (int i = pos; i < end; i++) {
            integer &= in[i] == '-' || in[i] >= '0' && in[i] <= '9';
        }
        String text = new String(in, pos, end - pos, StandardCharsets.US_ASCII);
        pos = end;
        return integer ? integer(new BigInteger(text)) : new BigDecimal(text);
    }

    private static Number integer(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    /** Reads any value: maps, lists and scalars, none of which can be changed. */
    @Nullable
    Object tree() {
        if (in[pos] == '{') {
            return object();
        }
        if (in[pos] != '[') {
            return scalar();
        }
        List<@Nullable Object> elements = new ArrayList<>();
        step();
        if (in[pos] == ']') {
            step();
        } else {
            do {
                elements.add(tree());
            } while (more());
        }
        return Collections.unmodifiableList(elements);
    }

    Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        step();
        if (in[pos] == '}') {
            step();
        } else {
            do {
                String name = string();
                step();
                members.put(name, tree());
            } while (more());
        }
        return Collections.unmodifiableMap(members);
    }
}
