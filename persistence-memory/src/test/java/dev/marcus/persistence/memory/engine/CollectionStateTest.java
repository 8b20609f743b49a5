package dev.marcus.persistence.memory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A collection against maps of the JDK, over random changes; what was read before stays as it was. */
class CollectionStateTest {
    private static final int CHANGES = 20_000 * Integer.getInteger("persistence.tck.scale", 1);
    private static final Comparator<Entry> OLDEST_FIRST =
            Comparator.comparing(Entry::storedAt).thenComparingLong(Entry::revision);

    private static List<Entry> list(Iterator<Entry> entries) {
        List<Entry> list = new ArrayList<>();
        entries.forEachRemaining(list::add);
        return list;
    }

    private static void assertSame(CollectionState state, Map<String, Entry> model) {
        List<Entry> expected = new ArrayList<>(model.values());
        expected.sort(OLDEST_FIRST);
        assertThat(state.size()).isEqualTo(model.size());
        assertThat(list(state.oldestFirst())).isEqualTo(expected);
        java.util.Collections.reverse(expected);
        assertThat(list(state.newestFirst())).isEqualTo(expected);
    }

    /** Names whose hashes are all alike, and some whose are not. */
    private static String key(int number, boolean alike) {
        if (!alike) {
            return "key" + number;
        }
        StringBuilder key = new StringBuilder();
        for (int bit = 0; bit < 13; bit++) {
            key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return key.toString();
    }

    @Test
    void changes_atRandom_areThoseOfTheModel() {
        for (int range : new int[] {10, 200, 5_000}) {
            check(range, false);
        }
    }

    @Test
    void changes_ofKeysWhoseHashesAreAlike_areThoseOfTheModel() {
        assertThat(key(1, true)).hasSameHashCodeAs(key(4_000, true));
        check(200, true);
        check(5_000, true);
    }

    private static void check(int range, boolean alike) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CollectionState state = CollectionState.EMPTY;
        Map<String, Entry> model = new TreeMap<>();
        CollectionState kept = state;
        Map<String, Entry> keptModel = new TreeMap<>();
        Edit edit = new Edit();
        for (int i = 1; i <= CHANGES; i++) {
            String key = key(random.nextInt(range), alike);
            boolean shrinking = i / 2_000 % 2 == 1;
            if (random.nextInt(10) < (shrinking ? 8 : 3)) {
                state = state.without(key, i, edit);
                model.remove(key);
            } else {
                Instant time = Instant.EPOCH.plusSeconds(random.nextInt(3) == 0 ? random.nextInt(50) : i);
                Entry entry = Entry.of("c", key, Document.empty(), time, i);
                state = state.with(entry, edit);
                model.put(key, entry);
            }
            assertThat(state.get(key)).as("seed %d, change %d", seed, i).isEqualTo(model.get(key));
            if (random.nextInt(50) == 0) {
                edit = new Edit();
            }
            if (i % 997 == 0) {
                assertSame(state, model);
                assertSame(kept, keptModel);
                kept = state;
                keptModel = new TreeMap<>(model);
                edit = new Edit();
            }
        }
        assertThat(state.lastChange()).isEqualTo(CHANGES);
    }

    @Test
    void growth_atEitherEnd_andShrinkingToNothing_keepTheOrder() {
        CollectionState state = CollectionState.EMPTY;
        Map<String, Entry> model = new TreeMap<>();
        for (int i = 1; i <= 3_000; i++) {
            for (int side : new int[] {1, -1}) {
                Entry entry = Entry.of(
                        "c",
                        side + "/" + i,
                        Document.empty(),
                        Instant.EPOCH.plusSeconds((long) side * i),
                        2L * i + side);
                state = state.with(entry, new Edit());
                model.put(entry.key(), entry);
            }
        }
        assertSame(state, model);
        for (String key : new ArrayList<>(model.keySet())) {
            state = state.without(key, 9_000, new Edit());
            model.remove(key);
        }
        assertSame(state, model);
        Entry last = Entry.of("c", "last", Document.empty(), Instant.EPOCH, 9_001);
        assertSame(state.with(last, new Edit()), Map.of("last", last));
    }
}
