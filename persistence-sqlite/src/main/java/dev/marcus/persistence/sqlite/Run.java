package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.ValueReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of an index, brought to the exact order. Where a number is one that SQLite rounds, it and what follows
 * it closely are gathered and sorted; what came before is smaller, because an index keeps such a number below its double.
 */
final class Run {
    private final ValueReader reader;
    private final Comparator<Entry> order;
    private final List<Entry> gathered = new ArrayList<>();
    /** By the place of a path among the sorts, the last row gathered whose number there is a rounded one. */
    private final Map<Integer, List<Object>> rounded = new HashMap<>();

    Run(List<Sort> sorts) {
        reader = new ValueReader(sorts.stream().map(Sort::path).toList());
        order = Sort.comparator(sorts);
    }

    /**
     * Says whether the row belongs to what is gathered; if not, that is to be taken first.
     *
     * @param keys rank and value of each path as the index has them
     */
    boolean takes(Entry entry, List<Object> keys) {
        if (!gathered.isEmpty() && rounded.values().stream().allMatch(last -> isBehind(keys, last))) {
            return false;
        }
        noteRounded(entry, keys);
        return gathered.add(entry);
    }

    /** Says whether more may belong to what is gathered. */
    boolean isOpen() {
        return gathered.isEmpty() || !rounded.isEmpty();
    }

    /** Ends it and returns what was gathered. */
    List<Entry> end() {
        gathered.sort(order);
        List<Entry> sorted = List.copyOf(gathered);
        gathered.clear();
        rounded.clear();
        return sorted;
    }

    private void noteRounded(Entry entry, List<Object> keys) {
        boolean real = false;
        for (int i = 1; i < keys.size(); i += 2) {
            real |= keys.get(i) instanceof Double;
        }
        if (real) {
            @Nullable Object[] values = reader.read(entry);
            for (int i = 0; i < values.length; i++) {
                if (keys.get(2 * i + 1) instanceof Double kept
                        && values[i] instanceof Number exact
                        && Numbers.toDecimal(exact).doubleValue() != kept) {
                    rounded.put(i, keys);
                }
            }
        }
    }

    /** Says whether the first lies behind the second by more than what rounding explains. */
    private static boolean isBehind(List<Object> keys, List<Object> last) {
        for (int i = 0; i < keys.size(); i += 2) {
            if (!keys.get(i).equals(last.get(i))) {
                return true;
            }
            Object a = keys.get(i + 1);
            Object b = last.get(i + 1);
            if (a instanceof Number x && b instanceof Number y) {
                double distance = Math.abs(x.doubleValue() - y.doubleValue());
                double size = Math.max(Math.abs(x.doubleValue()), Math.abs(y.doubleValue()));
                if (distance > size * 2e-14 + 2e-289) {
                    return true;
                }
                if (a instanceof Double || b instanceof Double || !a.equals(b)) {
                    return false;
                }
            } else if (!a.equals(b)) {
                return true;
            }
        }
        return false;
    }
}
