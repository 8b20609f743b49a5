package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Draws scripts from a seed and runs them. The seed stands in each failure; {@code -Dpersistence.tck.seed} replays it, and
 * {@code -Dpersistence.tck.scale} multiplies the number of scripts.
 */
public final class Oracle {
    private static final List<String> KEYS =
            List.of("k", "K", "a/b", "\u00e9", "e\u0301", "\ud83e\udd84", "\uffff", "%", "'", " ", "k1", "k2", "k3");
    private static final List<String> COLLECTIONS = List.of("c", "C");
    private static final int SHRINKING_RUNS = 600;

    private final boolean atomic;
    private final boolean kept;
    private final boolean indexing;
    private final boolean feeding;
    private final Supplier<StoreOpener> spaces;

    /**
     * Prepares runs on stores of one backend.
     *
     * @param atomic whether commits may hold several changes
     * @param kept whether a store may be reopened
     * @param indexing whether there may be indexes
     * @param feeding whether there is a feed to be followed
     * @param spaces gives an opener of a new store each time
     */
    public Oracle(boolean atomic, boolean kept, boolean indexing, boolean feeding, Supplier<StoreOpener> spaces) {
        this.atomic = atomic;
        this.kept = kept;
        this.indexing = indexing;
        this.feeding = feeding;
        this.spaces = spaces;
    }

    /** Runs sequences of changes with looks in between, and fails at the first difference. */
    public void checkChanges(int scripts) {
        check("changes", scripts, this::changes);
    }

    /** Runs many questions of every kind on a few documents, and fails at the first difference. */
    public void checkQueries(int scripts, int questions) {
        check("queries", scripts, draw -> questions(draw, questions, false));
    }

    /** Runs many aggregations on a few documents, and fails at the first difference. */
    public void checkFigures(int scripts, int questions) {
        check("figures", scripts, draw -> questions(draw, questions, true));
    }

    private void check(String kind, int scripts, Function<Draw, List<Step>> drawing) {
        Long replayed = Long.getLong("persistence.tck.seed");
        int scale = Integer.getInteger("persistence.tck.scale", 1);
        long first = replayed != null ? replayed : 1;
        long count = replayed != null ? 1 : (long) scripts * scale;
        for (long seed = first; seed < first + count; seed++) {
            List<Step> steps = drawing.apply(new Draw(seed));
            if (Script.run(steps, spaces.get()).isPresent()) {
                throw new AssertionError(explain(kind, seed, steps));
            }
        }
    }

    private String explain(String kind, long seed, List<Step> steps) {
        Shrinking shrinking = new Shrinking(
                SHRINKING_RUNS, fewer -> Script.run(fewer, spaces.get()).isPresent());
        List<Step> smallest = shrinking.shrink(steps);
        String difference = Script.run(smallest, spaces.get())
                .orElse("it does not show each time (a race, or a state that outlives a store)");
        StringBuilder text = new StringBuilder("the store and the contract differ. Seed " + seed + " of the " + kind
                + " (replay: -Dpersistence.tck.seed=" + seed + "); " + steps.size() + " steps shrunk to "
                + smallest.size() + ":");
        for (int i = 0; i < smallest.size(); i++) {
            text.append("\n  ").append(i + 1).append(". ").append(smallest.get(i));
        }
        return text.append("\n  ").append(difference).toString();
    }

    private List<Step> changes(Draw draw) {
        QueryDraw queries = new QueryDraw(draw);
        List<Step> steps = new ArrayList<>();
        for (int left = 20 + draw.random.nextInt(30); left > 0; left--) {
            steps.add(change(draw, queries));
            if (feeding && draw.oneIn(6)) {
                steps.add(new Step.Follow(draw.oneIn(2) ? Integer.MAX_VALUE : 1 + draw.random.nextInt(8)));
            }
        }
        if (feeding) {
            steps.add(new Step.Follow(Integer.MAX_VALUE));
        }
        steps.add(new Step.Look());
        return steps;
    }

    private Step change(Draw draw, QueryDraw queries) {
        return switch (draw.random.nextInt(20)) {
            case 0, 1 -> new Step.Delete(draw.oneOf(COLLECTIONS), draw.oneOf(KEYS));
            case 2 -> new Step.ClearOld(draw.oneOf(COLLECTIONS), age(draw));
            case 3, 4, 5, 6 -> new Step.Tick(Duration.ofNanos((draw.random.nextInt(40) - 8) * 250L));
            case 7 -> new Step.Tick(Duration.ofMinutes(draw.random.nextInt(5000) - 500));
            case 8 -> kept ? new Step.Reopen() : new Step.Look();
            case 9, 10, 11, 12 -> together(draw, queries);
            case 13 -> ask(draw, queries);
            case 14 -> indexing ? index(draw) : new Step.Look();
            default -> put(draw, queries, draw.oneOf(COLLECTIONS), draw.oneOf(KEYS));
        };
    }

    private static Step put(Draw draw, QueryDraw queries, String collection, String key) {
        Document document = draw.document();
        queries.remember(document);
        return new Step.Put(collection, key, document, draw.oneIn(5) ? Optional.of(age(draw)) : Optional.empty());
    }

    /** Returns how old an import is, or a retention keeps: often a few microseconds, and now and then in the future. */
    private static Duration age(Draw draw) {
        return draw.oneIn(4)
                ? Duration.ofMinutes(draw.random.nextInt(4000) - 200)
                : Duration.ofNanos(draw.random.nextInt(40) * 250L);
    }

    private Step together(Draw draw, QueryDraw queries) {
        List<Step> changes = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (int left = atomic ? draw.random.nextInt(5) : draw.random.nextInt(2); left > 0; left--) {
            String collection = draw.oneOf(COLLECTIONS);
            String key = draw.oneOf(KEYS);
            if (named.add(collection + " " + key)) {
                changes.add(draw.oneIn(3) ? new Step.Delete(collection, key) : put(draw, queries, collection, key));
            }
        }
        List<Step.Condition> conditions = new ArrayList<>();
        for (int left = draw.random.nextInt(3); left > 0; left--) {
            Step.Condition.Kind kind = draw.oneOf(List.of(Step.Condition.Kind.values()));
            conditions.add(new Step.Condition(kind, draw.oneOf(COLLECTIONS), draw.oneOf(KEYS)));
        }
        return new Step.Together(changes, conditions);
    }

    private static Step index(Draw draw) {
        String collection = draw.oneOf(COLLECTIONS);
        Index index = draw.index();
        return draw.oneIn(4) ? new Step.DropIndex(collection, index.name()) : new Step.MakeIndex(collection, index);
    }

    private static Step ask(Draw draw, QueryDraw queries) {
        Filter filter = draw.oneIn(6) ? Filter.all() : queries.filter(0);
        int limit = draw.oneIn(2) ? -1 : draw.random.nextInt(7);
        Step.Ask.Way way = draw.oneOf(List.of(Step.Ask.Way.values()));
        return new Step.Ask(way, draw.oneOf(COLLECTIONS), filter, queries.sorts(), limit);
    }

    private List<Step> questions(Draw draw, int count, boolean figures) {
        QueryDraw queries = new QueryDraw(draw);
        List<Step> steps = new ArrayList<>();
        int indexes = indexing ? draw.random.nextInt(5) : 0;
        for (int i = 0; i < 30; i++) {
            if (i % 8 == 7 && indexes-- > 0) {
                Index index = draw.index();
                steps.add(new Step.MakeIndex(draw.oneOf(COLLECTIONS), index));
            }
            steps.add(put(draw, queries, draw.oneOf(COLLECTIONS), KEYS.get(i % KEYS.size()) + i));
            if (draw.oneIn(3)) {
                steps.add(new Step.Tick(Duration.ofNanos(draw.random.nextInt(5) * 500L)));
            }
        }
        for (int i = 0; i < count; i++) {
            steps.add(figures ? new Step.Compute(queries.figures(draw.oneOf(COLLECTIONS))) : ask(draw, queries));
        }
        return steps;
    }
}
