package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.document.PathReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values at paths out of entries: the entry's own ones, and those of the document in one pass. For any number of
 * threads.
 */
public final class ValueReader {
    private final List<FieldPath> paths;
    private final int[] slots;
    private final PathReader documentReader;
    private final boolean readsDocument;

    /** Prepares the reading of these paths. */
    public ValueReader(List<FieldPath> paths) {
        this.paths = List.copyOf(paths);
        slots = new int[paths.size()];
        List<FieldPath> inDocument = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            slots[i] = paths.get(i).isEntryOwn() ? -1 : inDocument.size();
            if (slots[i] >= 0) {
                inDocument.add(paths.get(i));
            }
        }
        documentReader = PathReader.of(inDocument);
        readsDocument = !inDocument.isEmpty();
    }

    private static final @Nullable Object[] NOTHING = {};

    /** Returns one value a path, as {@link PathReader#read} does; an Instant for the store time. */
    @Nullable
    public Object[] read(Entry entry) {
        @Nullable Object[] found = readsDocument ? documentReader.read(entry.document()) : NOTHING;
        if (found.length == slots.length) {
            return found;
        }
        @Nullable Object[] values = new @Nullable Object[slots.length];
        for (int i = 0; i < slots.length; i++) {
            values[i] = slots[i] >= 0
                    ? found[slots[i]]
                    : own(entry, paths.get(i).names().get(0));
        }
        return values;
    }

    private static Object own(Entry entry, String name) {
        return switch (name) {
            case Names.KEY -> entry.key();
            case Names.REVISION -> entry.revision();
            default -> entry.storedAt();
        };
    }
}
