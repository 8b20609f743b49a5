package dev.marcus.persistence.memory.engine;

import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Position;
import dev.marcus.persistence.query.SearchTerm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a text index answers a request: by each word that all matches have. */
final class TextAccess {
    private TextAccess() {}

    /** Returns the ways to answer. */
    static List<Plan> plans(IndexState index, Request request) {
        List<Plan> plans = new ArrayList<>();
        for (Filter part : request.parts()) {
            if (part instanceof Filter.Search search
                    && search.path().equals(index.index().paths().get(0))) {
                boolean alone = request.parts().size() == 1 && search.terms().size() == 1;
                search.terms().forEach(term -> plans.addAll(plans(index, request, term, alone)));
            }
        }
        return plans;
    }

    private static List<Plan> plans(IndexState index, Request request, SearchTerm term, boolean alone) {
        List<Plan> plans = new ArrayList<>();
        int last = term.words().size() - 1;
        for (int i = 0; i <= last; i++) {
            String word = term.words().get(i);
            plans.add(
                    term.prefix() && i == last
                            ? byPrefix(index, word)
                            : byWord(index, request, word, alone && last == 0));
        }
        return plans;
    }

    private static Plan byWord(IndexState index, Request request, String word, boolean exact) {
        boolean ordered = request.sorts().isEmpty();
        Position after = ordered ? request.after() : null;
        Span span = span(index, Cut.before(word), Cut.behind(word));
        Span left = after == null ? span : span.startingAt(rankBehind(index, word, after));
        return new Plan(
                "index '" + index.index().name() + "', one word",
                index.index().name(),
                left.size(),
                exact,
                ordered,
                () -> Walks.forwards(index.items(), List.of(left), IndexItem::entry));
    }

    private static Plan byPrefix(IndexState index, String prefix) {
        Span span = span(index, Cut.before(prefix), Cut.behindPrefix(prefix));
        return new Plan(
                "index '" + index.index().name() + "', the words that begin so",
                index.index().name(),
                span.size(),
                false,
                false,
                () -> Walks.distinct(Walks.forwards(index.items(), List.of(span), IndexItem::entry)));
    }

    private static Span span(IndexState index, Cut from, Cut to) {
        return new Span(
                index.items().rank(item -> from.compareToValue(item.values()[0])),
                index.items().rank(item -> to.compareToValue(item.values()[0])));
    }

    private static int rankBehind(IndexState index, String word, Position place) {
        @Nullable Object[] values = {word};
        return index.items().rank(item -> {
            int order = IndexItem.compareValues(values, item.values());
            if (order == 0) {
                order = Age.compare(
                        place.storedAt(),
                        place.revision(),
                        item.entry().storedAt(),
                        item.entry().revision());
            }
            return order == 0 ? 1 : order;
        });
    }
}
