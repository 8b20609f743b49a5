package dev.marcus.persistence.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8, strictly; and JSON text from a Java string, which may hold unpaired surrogates. */
final class Utf8 {
    private Utf8() {}

    /** Returns the length of the well-formed sequence of two to four bytes at this place, or 0 if there is none. */
    static int sequenceLength(byte[] in, int at) {
        int first = at < in.length ? in[at] & 0xFF : 0;
        if (first >= 0xC2 && first <= 0xDF) {
            return isContinuation(in, at + 1) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            int low = first == 0xE0 ? 0xA0 : 0x80;
            int high = first == 0xED ? 0x9F : 0xBF;
            return isWithin(in, at + 1, low, high) && isContinuation(in, at + 2) ? 3 : 0;
        }
        if (first >= 0xF0 && first <= 0xF4) {
            int low = first == 0xF0 ? 0x90 : 0x80;
            int high = first == 0xF4 ? 0x8F : 0xBF;
            boolean whole = isWithin(in, at + 1, low, high) && isContinuation(in, at + 2) && isContinuation(in, at + 3);
            return whole ? 4 : 0;
        }
        return 0;
    }

    private static boolean isContinuation(byte[] in, int at) {
        return isWithin(in, at, 0x80, 0xBF);
    }

    private static boolean isWithin(byte[] in, int at, int low, int high) {
        return at < in.length && (in[at] & 0xFF) >= low && (in[at] & 0xFF) <= high;
    }

    /** Returns JSON text as bytes, with every unpaired surrogate as its escape sequence. */
    static byte[] encodeJson(String json) {
        int unpaired = firstUnpaired(json);
        if (unpaired < 0) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16).append(json, 0, unpaired);
        for (int i = unpaired; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                escaped.append(c);
            } else if (isPair(json, i)) {
                escaped.append(c).append(json.charAt(++i));
            } else {
                appendEscape(escaped, c);
            }
        }
        return escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    static void appendEscape(StringBuilder to, char c) {
        String hex = Integer.toHexString(c);
        to.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
    }

    /** Returns the index of the first unpaired surrogate, or -1. */
    static int firstUnpaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    private static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    static boolean equals(byte[] a, int from, int to, byte[] b) {
        return Arrays.equals(a, from, to, b, 0, b.length);
    }
}
