package dev.marcus.persistence.memory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tree against the one of the JDK, over random changes; what was read before stays as it was. */
class SortedTreeTest {
    private static final int CHANGES = 20_000 * Integer.getInteger("persistence.tck.scale", 1);

    private static List<String> list(Iterator<String> values) {
        List<String> list = new ArrayList<>();
        values.forEachRemaining(list::add);
        return list;
    }

    private static void assertSame(SortedTree<Integer, String> tree, NavigableMap<Integer, String> model) {
        assertThat(tree.size()).isEqualTo(model.size());
        assertThat(list(tree.values())).isEqualTo(new ArrayList<>(model.values()));
        assertThat(list(tree.valuesBackwards()))
                .isEqualTo(new ArrayList<>(model.descendingMap().values()));
    }

    @Test
    void changes_atRandom_areThoseOfTheModel() {
        for (int range : new int[] {10, 200, 5_000}) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            SortedTree<Integer, String> tree = SortedTree.empty(Comparator.naturalOrder());
            NavigableMap<Integer, String> model = new TreeMap<>();
            SortedTree<Integer, String> kept = tree;
            NavigableMap<Integer, String> keptModel = new TreeMap<>();
            for (int i = 0; i < CHANGES; i++) {
                int key = random.nextInt(range);
                boolean shrinking = i / 2_000 % 2 == 1;
                if (random.nextInt(10) < (shrinking ? 8 : 3)) {
                    tree = tree.without(key);
                    model.remove(key);
                } else {
                    tree = tree.with(key, "v" + i);
                    model.put(key, "v" + i);
                }
                assertThat(tree.get(key)).as("seed %d, change %d", seed, i).isEqualTo(model.get(key));
                if (i % 997 == 0) {
                    assertSame(tree, model);
                    assertSame(kept, keptModel);
                    assertThat(list(tree.valuesBehind(key)))
                            .as("seed %d, change %d", seed, i)
                            .isEqualTo(new ArrayList<>(model.tailMap(key, false).values()));
                    kept = tree;
                    keptModel = new TreeMap<>(model);
                }
            }
        }
    }

    @Test
    void growth_atEitherEnd_andShrinkingToNothing_keepTheOrder() {
        SortedTree<Integer, String> tree = SortedTree.empty(Comparator.naturalOrder());
        NavigableMap<Integer, String> model = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            tree = tree.with(i, "a" + i).with(-i, "b" + i);
            model.put(i, "a" + i);
            model.put(-i, "b" + i);
        }
        assertSame(tree, model);
        for (int key : new ArrayList<>(model.keySet())) {
            tree = tree.without(key);
            model.remove(key);
        }
        assertSame(tree, model);
        assertSame(tree.with(1, "x"), new TreeMap<>(java.util.Map.of(1, "x")));
    }
}
