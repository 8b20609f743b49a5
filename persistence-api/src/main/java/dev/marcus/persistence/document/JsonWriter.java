package dev.marcus.persistence.document;

import dev.marcus.persistence.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns maps, lists and scalars into JSON text; what has no exact JSON form is refused, never converted. */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private int depth;

    static String write(Map<?, ?> members) {
        JsonWriter writer = new JsonWriter();
        writer.object(members, "$");
        return writer.out.toString();
    }

    private void value(@Nullable Object value, String path) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Number number) {
            number(number, path);
        } else if (value instanceof Document document) {
            out.append(document.toJson());
        } else if (value instanceof Map<?, ?> map) {
            object(map, path);
        } else if (value instanceof Iterable<?> elements) {
            array(elements, path);
        } else {
            throw new InvalidRequestException(
                    "document, at " + path + ": a value of " + value.getClass().getName()
                            + " (expected: null, Boolean, String, a number, Map, List or Document; turn it into one of these)");
        }
    }

    private void object(Map<?, ?> members, String path) {
        enter(path);
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (!(member.getKey() instanceof String name)) {
                throw new InvalidRequestException("document, at " + path + ": a member name that is no String but "
                        + (member.getKey() == null
                                ? "null"
                                : member.getKey().getClass().getName())
                        + " (expected: String)");
            }
            if (!first) {
                out.append(',');
            }
            first = false;
            string(name);
            out.append(':');
            value(member.getValue(), path + "." + name);
        }
        out.append('}');
        depth--;
    }

    private void array(Iterable<?> elements, String path) {
        enter(path);
        out.append('[');
        int index = 0;
        for (Object element : elements) {
            if (index > 0) {
                out.append(',');
            }
            value(element, path + "[" + index++ + "]");
        }
        out.append(']');
        depth--;
    }

    private void enter(String path) {
        if (++depth > Document.MAX_DEPTH) {
            String shown = path.length() <= 200 ? path : path.substring(0, 200) + "…";
            throw new InvalidRequestException("document, at " + shown + ": nesting: more than " + Document.MAX_DEPTH
                    + " levels (expected: at most " + Document.MAX_DEPTH + ")");
        }
    }

    private void number(Number number, String path) {
        if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new InvalidRequestException("document, at " + path
                        + ": NaN and infinities are not JSON (expected: a finite number, or null, or a text)");
            }
            out.append(number);
        } else if (number instanceof BigDecimal decimal) {
            if (decimal.signum() == 0) {
                out.append(decimal.scale() == 0 ? "0" : "0.0"); // its exponent means nothing
                return;
            }
            String problem = NumberLimits.problem(decimal);
            if (problem != null) {
                throw new InvalidRequestException("document, at " + path + ": " + problem);
            }
            out.append(decimal);
        } else if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger) {
            out.append(number);
        } else {
            throw new InvalidRequestException("document, at " + path + ": a number of "
                    + number.getClass().getName() + " (expected: a number of java.lang or java.math)");
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        Utf8.appendEscape(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
