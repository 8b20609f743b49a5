package dev.marcus.persistence.advice;

import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Works out which indexes would have spared the most reading, and counts what it leaves out and why. */
final class IndexProposals {
    /** What was asked less often says too little. */
    static final long LEAST_ASKED = 20;

    private static final long LEAST_SPARED_EACH = 100;
    private static final Duration SLOW = Duration.ofMillis(10);

    private final Store store;
    private final Observations observations;
    private final ToLongFunction<String> size;
    private final Map<String, List<Index>> existing = new HashMap<>();
    private int rare;
    private int served;
    private int unservable;
    private int cheap;

    IndexProposals(Store store, Observations observations, ToLongFunction<String> size) {
        this.store = store;
        this.observations = observations;
        this.size = size;
    }

    List<Advice.ProposedIndex> best() {
        List<ObservedShape> shapes = new ArrayList<>();
        observations
                .shapes()
                .all()
                .forEach((shape, figures) -> consider(shape, figures).ifPresent(shapes::add));
        shapes.sort(Comparator.comparing((ObservedShape shape) -> -shape.need().paths())
                .thenComparing(shape -> -shape.asked())
                .thenComparing(shape -> shape.shape().text()));
        Map<String, List<IndexDraft>> drafts = new HashMap<>();
        for (ObservedShape shape : shapes) {
            List<IndexDraft> others = drafts.computeIfAbsent(shape.shape().collection(), name -> new ArrayList<>());
            if (others.stream().noneMatch(draft -> draft.takes(shape))) {
                others.add(new IndexDraft(shape));
            }
        }
        List<Advice.ProposedIndex> proposed = new ArrayList<>();
        drafts.forEach((collection, all) ->
                all.forEach(draft -> propose(collection, draft).ifPresent(proposed::add)));
        proposed.sort(Comparator.comparingLong((Advice.ProposedIndex index) -> -index.spared())
                .thenComparing(index -> index.time().negated())
                .thenComparing(index -> index.collection() + " " + index.index().name()));
        return proposed;
    }

    private Optional<ObservedShape> consider(Shape shape, ShapeFigures figures) {
        if (shape.collection().startsWith("_")) {
            return Optional.empty();
        }
        Optional<IndexNeed> need = IndexNeed.of(shape);
        if (need.isEmpty()) {
            unservable++;
        } else if (figures.calls() < LEAST_ASKED) {
            rare++;
        } else if (indexes(shape.collection()).stream().anyMatch(need.get()::isServedBy)) {
            served++;
        } else {
            return Optional.of(ObservedShape.of(shape, need.get(), figures, size.applyAsLong(shape.collection())));
        }
        return Optional.empty();
    }

    private List<Index> indexes(String collection) {
        return existing.computeIfAbsent(collection, store::indexes);
    }

    private Optional<Advice.ProposedIndex> propose(String collection, IndexDraft draft) {
        long writes = observations.writes(collection);
        long asked = draft.shapes().stream().mapToLong(ObservedShape::asked).sum();
        long spared = draft.shapes().stream().mapToLong(ObservedShape::spared).sum();
        boolean pays = spared >= asked * LEAST_SPARED_EACH && spared > writes;
        if (!pays && draft.shapes().stream().noneMatch(IndexProposals::isSlowForReasonsUnknown)) {
            cheap += draft.shapes().size();
            return Optional.empty();
        }
        return Optional.of(new Advice.ProposedIndex(
                collection,
                draft.index(),
                size.applyAsLong(collection),
                writes,
                spared,
                draft.shapes().stream().map(ObservedShape::asAsked).toList()));
    }

    private static boolean isSlowForReasonsUnknown(ObservedShape shape) {
        return !shape.known() && shape.time().dividedBy(shape.asked()).compareTo(SLOW) >= 0;
    }

    /** Says what was left out; to be asked afterwards. */
    List<String> remarks(boolean proposing) {
        List<String> remarks = new ArrayList<>();
        say(remarks, rare, "asked fewer than " + LEAST_ASKED + " times: too little to advise on");
        say(remarks, served, "served by an index already");
        say(remarks, cheap, "read so little, or written so often, that an index would not pay");
        say(remarks, unservable, "ask nothing that an index finds");
        long forgotten = observations.shapes().forgottenShapes();
        if (forgotten > 0) {
            remarks.add(forgotten + " rarely asked kinds of query, with "
                    + observations.shapes().forgottenQueries() + " queries, were forgotten for want of room");
        }
        if (proposing && !store.capabilities().has(Capability.INDEXES)) {
            remarks.add("'" + store.description().scheme() + "' has no indexes: they need a backend with INDEXES");
        }
        return remarks;
    }

    private static void say(List<String> remarks, int kinds, String what) {
        if (kinds > 0) {
            remarks.add(kinds + (kinds == 1 ? " kind" : " kinds") + " of query: " + what);
        }
    }
}
