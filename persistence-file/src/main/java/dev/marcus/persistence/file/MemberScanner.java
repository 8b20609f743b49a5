package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds the members of the outermost object of a file. Looks at strings and brackets only, so that one member that is no
 * JSON does not hide the others; what a member holds is checked by whoever reads it.
 */
final class MemberScanner {
    private final byte[] in;
    private int pos;

    /** A member: its name, the name as it was written, and the value as it was written. */
    record Member(String name, byte[] rawName, byte[] value) {}

    private MemberScanner(byte[] in) {
        this.in = in;
    }

    /**
     * Returns the members in their order.
     *
     * @throws InvalidRequestException if this is no object, or its brackets and quotes do not close
     */
    static List<Member> scan(byte[] json) {
        return new MemberScanner(json).members();
    }

    /**
     * Returns what looks like members although the whole is no object, in their order: where one breaks off, the search goes
     * on at the next line that could begin one.
     *
     * @param gaps told where something was left out
     */
    static List<Member> scanAround(byte[] json, IntConsumer gaps) {
        MemberScanner scanner = new MemberScanner(json);
        List<Member> members = new ArrayList<>();
        scanner.skipWhitespace();
        scanner.pos += scanner.pos < json.length && json[scanner.pos] == '{' ? 1 : 0;
        while (true) {
            scanner.skipWhitespace();
            if (scanner.pos >= json.length || json[scanner.pos] == '}' && scanner.pos == json.length - 1) {
                return members;
            }
            int start = scanner.pos;
            try {
                Member member = scanner.member();
                scanner.skipWhitespace();
                scanner.more();
                members.add(member);
            } catch (InvalidRequestException e) {
                gaps.accept(start);
                scanner.pos = nextLine(json, start);
            }
        }
    }

    /** Returns where the next line begins that could begin with a member, or the end. */
    private static int nextLine(byte[] json, int from) {
        for (int at = from + 1; at + 3 < json.length; at++) {
            if (json[at] == '\n' && json[at + 1] == ' ' && json[at + 2] == ' ' && json[at + 3] == '"') {
                return at + 3;
            }
        }
        return json.length;
    }

    /** Says whether the text holds this name in quotes. */
    static boolean mentions(byte[] json, String name) {
        return new String(json, StandardCharsets.ISO_8859_1).contains('"' + name + '"');
    }

    private List<Member> members() {
        List<Member> members = new ArrayList<>();
        skipWhitespace();
        expect('{');
        skipWhitespace();
        if (peek() == '}') {
            pos++;
        } else {
            do {
                skipWhitespace();
                members.add(member());
                skipWhitespace();
            } while (more());
        }
        skipWhitespace();
        if (pos != in.length) {
            throw broken("something stands behind the end of the object");
        }
        return members;
    }

    private boolean more() {
        int c = peek();
        if (c != ',' && c != '}') {
            throw broken("',' or '}' was expected");
        }
        pos++;
        return c == ',';
    }

    private Member member() {
        int start = pos;
        if (peek() != '"') {
            throw broken("a name in double quotes was expected");
        }
        skipString();
        byte[] rawName = Arrays.copyOfRange(in, start, pos);
        skipWhitespace();
        expect(':');
        skipWhitespace();
        int valueStart = pos;
        skipValue();
        int end = pos;
        while (end > valueStart && isWhitespace(in[end - 1])) {
            end--;
        }
        if (end == valueStart) {
            throw broken("a value was expected");
        }
        return new Member(name(rawName), rawName, Arrays.copyOfRange(in, valueStart, end));
    }

    /** Reads the name as JSON would; a name that is no JSON string is taken as it stands. */
    private static String name(byte[] rawName) {
        ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
        wrapped.writeBytes("{\"k\":".getBytes(StandardCharsets.US_ASCII));
        wrapped.writeBytes(rawName);
        wrapped.write('}');
        try {
            return Document.parse(wrapped.toByteArray()).text("k").orElse("");
        } catch (InvalidRequestException e) {
            return new String(rawName, StandardCharsets.UTF_8) + '\u0000'; // no key, so it is set aside
        }
    }

    private void skipValue() {
        int open = 0;
        while (true) {
            int c = peek();
            if (c == '"') {
                skipString();
                continue;
            }
            if (c == '{' || c == '[') {
                open++;
            } else if (c == '}' || c == ']' || c == ',') {
                if (open == 0) {
                    return;
                }
                open -= c == ',' ? 0 : 1;
            }
            pos++;
        }
    }

    private void skipString() {
        pos++;
        while (peek() != '"') {
            pos += in[pos] == '\\' ? 2 : 1;
        }
        pos++;
    }

    private int peek() {
        if (pos >= in.length) {
            throw broken("the text ends too early");
        }
        return in[pos];
    }

    private void expect(char c) {
        if (peek() != c) {
            throw broken("'" + c + "' was expected");
        }
        pos++;
    }

    private void skipWhitespace() {
        while (pos < in.length && isWhitespace(in[pos])) {
            pos++;
        }
    }

    private static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private InvalidRequestException broken(String what) {
        return new InvalidRequestException(
                "no JSON object of entries: at byte " + pos + " of " + in.length + " " + what);
    }
}
