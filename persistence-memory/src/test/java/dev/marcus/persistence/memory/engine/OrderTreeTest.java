package dev.marcus.persistence.memory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The tree against a set of the JDK; what was read before stays as it was. */
class OrderTreeTest {
    private static final int CHANGES = 20_000;

    private static List<Integer> list(Iterator<Integer> items) {
        List<Integer> list = new ArrayList<>();
        items.forEachRemaining(list::add);
        return list;
    }

    private static void assertSame(OrderTree<Integer> tree, NavigableSet<Integer> model, Random random) {
        List<Integer> expected = new ArrayList<>(model);
        assertThat(tree.size()).isEqualTo(expected.size());
        assertThat(list(tree.between(0, tree.size()))).isEqualTo(expected);
        int from = random.nextInt(expected.size() + 1);
        int to = from + random.nextInt(expected.size() - from + 1);
        assertThat(list(tree.between(from, to))).isEqualTo(expected.subList(from, to));
        List<Integer> reversed = new ArrayList<>(expected.subList(from, to));
        java.util.Collections.reverse(reversed);
        assertThat(list(tree.backwards(from, to))).isEqualTo(reversed);
        for (int i = 0; i < 20; i++) {
            int place = random.nextInt(12_000) - 1_000;
            assertThat(tree.rank(item -> Integer.compare(place, item)))
                    .as("items before %d", place)
                    .isEqualTo(model.headSet(place).size());
            assertThat(tree.rank(item -> place < item ? -1 : 1))
                    .as("items up to %d", place)
                    .isEqualTo(model.headSet(place, true).size());
        }
        for (int i = 0; i < expected.size(); i += 1 + expected.size() / 50) {
            assertThat(tree.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void changes_atRandom_areThoseOfTheModel() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        OrderTree<Integer> tree = OrderTree.empty(Comparator.naturalOrder());
        TreeSet<Integer> model = new TreeSet<>();
        OrderTree<Integer> kept = tree;
        TreeSet<Integer> keptModel = new TreeSet<>();
        Edit edit = new Edit();
        for (int i = 1; i <= CHANGES; i++) {
            int item = random.nextInt(i / 5_000 % 2 == 0 ? 10_000 : 50);
            boolean remove = random.nextInt(10) < (i / 3_000 % 2 == 1 ? 7 : 3);
            if (remove && model.remove(item)) {
                tree = tree.without(item, edit);
            } else if (!remove && model.add(item)) {
                tree = tree.with(item, edit);
            }
            if (random.nextInt(50) == 0) {
                edit = new Edit();
            }
            if (i % 499 == 0) {
                assertThat(tree.size()).as("seed %d, change %d", seed, i).isEqualTo(model.size());
                assertSame(tree, model, random);
                assertSame(kept, keptModel, random);
                kept = tree;
                keptModel = new TreeSet<>(model);
                edit = new Edit();
            }
        }
    }

    @Test
    void of_sortedItems_isTheSameTree_andCanBeChanged() {
        Random random = new Random(1);
        for (int size : new int[] {0, 1, 31, 32, 33, 1_024, 1_025, 40_000}) {
            TreeSet<Integer> model = new TreeSet<>();
            for (int i = 0; i < size; i++) {
                model.add(2 * i);
            }
            OrderTree<Integer> tree = OrderTree.of(Comparator.naturalOrder(), new ArrayList<>(model));
            assertSame(tree, model, random);
            Edit edit = new Edit();
            for (int i = 0; i < Math.min(size, 500); i++) {
                int item = 2 * random.nextInt(size) + 1;
                if (model.add(item)) {
                    tree = tree.with(item, edit);
                }
                int other = model.first();
                model.remove(other);
                tree = tree.without(other, edit);
            }
            assertSame(tree, model, random);
        }
    }
}
