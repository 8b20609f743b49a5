package dev.marcus.persistence.tck.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a script that shows a difference smaller, as long as it still shows one. */
final class Shrinking {
    private final Predicate<List<Step>> differs;
    private int runsLeft;

    Shrinking(int runs, Predicate<List<Step>> differs) {
        this.runsLeft = runs;
        this.differs = differs;
    }

    List<Step> shrink(List<Step> steps) {
        List<Step> smallest = steps;
        boolean smaller = true;
        while (smaller && runsLeft > 0) {
            List<Step> before = smallest;
            smallest = simplify(drop(smallest));
            smaller = smallest != before;
        }
        return smallest;
    }

    private boolean still(List<Step> steps) {
        return runsLeft-- > 0 && differs.test(steps);
    }

    /** Leaves out runs of steps, long ones first. */
    private List<Step> drop(List<Step> steps) {
        List<Step> smallest = steps;
        for (int length = smallest.size() / 2; length > 0; length /= 2) {
            int from = 0;
            while (from + length <= smallest.size()) {
                List<Step> fewer = new ArrayList<>(smallest.subList(0, from));
                fewer.addAll(smallest.subList(from + length, smallest.size()));
                if (still(fewer)) {
                    smallest = fewer;
                } else {
                    from += length;
                }
            }
        }
        return smallest;
    }

    /** Puts simpler steps in the place of steps. */
    private List<Step> simplify(List<Step> steps) {
        List<Step> smallest = steps;
        for (int i = 0; i < smallest.size(); i++) {
            boolean simpler = true;
            while (simpler) {
                simpler = false;
                for (Step candidate : smallest.get(i).simpler()) {
                    List<Step> changed = new ArrayList<>(smallest);
                    changed.set(i, candidate);
                    if (still(changed)) {
                        smallest = changed;
                        simpler = true;
                        break;
                    }
                }
            }
        }
        return smallest;
    }
}
