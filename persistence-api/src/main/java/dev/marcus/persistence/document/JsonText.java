package dev.marcus.persistence.document;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for bytes of JSON text, eight at a time. */
final class JsonText {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private JsonText() {}

    /** Returns where the next double quote or backslash stands; there has to be one. */
    static int quoteOrBackslash(byte[] in, int from) {
        int at = from;
        while (at <= in.length - Long.BYTES) {
            long eight = (long) EIGHT.get(in, at);
            long found = highBits(eight ^ QUOTES) | highBits(eight ^ BACKSLASHES);
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (in[at] != '"' && in[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Sets the high bit of the first byte that is zero, and none before it. */
    private static long highBits(long eight) {
        return (eight - ONES) & ~eight & (ONES << 7);
    }
}
