package dev.marcus.persistence.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The member names of all objects that are open while a text is read, to find one that is given twice. A few names are
 * compared by their hashes, without making strings of them; many are kept in a set.
 */
final class MemberNames {
    private static final int FEW = 24;

    private final byte[] in;
    private final List<Frame> open = new ArrayList<>();
    private long[] hashes = new long[32];
    private int[] starts = new int[32];
    private int count;

    /** An open object: where its names begin, and all of them once they are many. */
    private static final class Frame {
        private final int base;
        private @Nullable Set<String> many;

        private Frame(int base) {
            this.base = base;
        }
    }

    MemberNames(byte[] in) {
        this.in = in;
    }

    /** Begins an object inside the one before. */
    void begin() {
        open.add(new Frame(count));
    }

    /** Ends the innermost object. */
    void end() {
        count = open.remove(open.size() - 1).base;
    }

    /** Adds the name that begins at this double quote to the innermost object; says whether it is new. */
    boolean add(int start, long hash) {
        Frame frame = open.get(open.size() - 1);
        Set<String> many = frame.many;
        if (many == null && count - frame.base >= FEW) {
            many = new HashSet<>();
            for (int i = frame.base; i < count; i++) {
                many.add(name(starts[i]));
            }
            frame.many = many;
        }
        return many != null ? many.add(name(start)) : addToFew(frame.base, start, hash);
    }

    private boolean addToFew(int base, int start, long hash) {
        for (int i = base; i < count; i++) {
            if (hashes[i] == hash && name(starts[i]).equals(name(start))) {
                return false;
            }
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
        }
        hashes[count] = hash;
        starts[count++] = start;
        return true;
    }

    private String name(int start) {
        return JsonReader.decode(in, start);
    }
}
