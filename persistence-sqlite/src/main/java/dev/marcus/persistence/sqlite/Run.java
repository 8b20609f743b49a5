package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Numbers;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.ValueReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of an index, brought to the exact order. Where a number is one that SQLite rounds, it and what follows
 * it closely are gathered and sorted; what came before is smaller, because an index keeps such a number below its double.
 * In descending order such a number comes too late: numbers are held back until one follows that is clearly smaller, or it
 * is known that no others lie closely below.
 */
final class Run {
    private static final int MANY = 16;

    private final ValueReader reader;
    private final Comparator<Entry> order;
    private final List<Entry> gathered = new ArrayList<>();
    /** By the place of a path among the sorts, the last row gathered whose number there is a rounded one. */
    private final Map<Integer, List<Object>> rounded = new HashMap<>();

    private final boolean descending;
    private final Below below;
    private List<Object> last = List.of();
    /** The keys below which no other number lies closely, as was looked up. */
    private List<Object> sure = List.of();

    /** Tells what the index holds. */
    interface Below {
        /** Says whether there is a number from the first up to but without the second. */
        boolean holdsNumber(double least, Number most) throws SQLException;
    }

    /** Begins; a descending order is by one path. */
    Run(List<Sort> sorts, Below below) {
        this.below = below;
        descending = sorts.size() == 1 && sorts.get(0).descending();
        reader = new ValueReader(sorts.stream().map(Sort::path).toList());
        order = Sort.comparator(sorts);
    }

    /**
     * Says whether the row belongs to what is gathered; if not, that is to be taken first.
     *
     * @param keys rank and value of each path as the index has them
     */
    boolean takes(Entry entry, List<Object> keys) {
        if (!gathered.isEmpty() && (descending ? isBehind(keys, last) : isBehindRounded(keys))) {
            return false;
        }
        noteRounded(entry, keys);
        last = keys;
        return gathered.add(entry);
    }

    private boolean isBehindRounded(List<Object> keys) {
        return rounded.values().stream().allMatch(other -> isBehind(keys, other));
    }

    /** Says whether more may belong to what is gathered. */
    boolean isOpen() throws SQLException {
        if (gathered.isEmpty() || !rounded.isEmpty()) {
            return true;
        }
        return descending && last.size() > 1 && last.get(1) instanceof Number number && !isLast(number);
    }

    /** Says whether no number that follows can be larger than what is gathered; looked up only where many are alike. */
    private boolean isLast(Number number) throws SQLException {
        if (!last.equals(sure) && gathered.size() >= MANY) {
            double nearest = number.doubleValue();
            double margin = Math.abs(nearest) * 1e-14 + 1e-289;
            if (!below.holdsNumber(nearest - margin, number)) {
                sure = last;
            }
        }
        return last.equals(sure);
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
