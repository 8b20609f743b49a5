package dev.marcus.persistence.tck.oracle;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Sort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One step of a script: something done with a store, or a look at it. Holds no revision, as those are the store's. */
sealed interface Step {
    /** Returns smaller steps of the same kind, to try in this one's place. */
    default List<Step> simpler() {
        return List.of();
    }

    /** Puts a document; with an age, as an import from so long before the clock. */
    record Put(String collection, String key, Document document, Optional<Duration> age) implements Step {
        @Override
        public List<Step> simpler() {
            List<Step> simpler = new ArrayList<>();
            if (age.isPresent()) {
                simpler.add(new Put(collection, key, document, Optional.empty()));
            }
            for (String name : document.toMap().keySet()) {
                Map<String, @Nullable Object> fewer = new LinkedHashMap<>(document.toMap());
                fewer.remove(name);
                simpler.add(new Put(collection, key, Document.of(fewer), age));
            }
            return simpler;
        }

        @Override
        public String toString() {
            return "Put[" + collection + ", " + key + ", " + document.toJson()
                    + age.map(a -> ", imported from " + a + " before").orElse("") + "]";
        }
    }

    /** Deletes a key. */
    record Delete(String collection, String key) implements Step {}

    /** Removes what is older than so long before the clock. */
    record ClearOld(String collection, Duration age) implements Step {}

    /** Several puts and deletes as one commit, under conditions. */
    record Together(List<Step> changes, List<Condition> conditions) implements Step {
        @Override
        public List<Step> simpler() {
            List<Step> simpler = new ArrayList<>();
            for (Step change : changes) {
                List<Step> fewer = new ArrayList<>(changes);
                fewer.remove(change);
                simpler.add(new Together(fewer, conditions));
            }
            for (Condition condition : conditions) {
                List<Condition> fewer = new ArrayList<>(conditions);
                fewer.remove(condition);
                simpler.add(new Together(changes, fewer));
            }
            return simpler;
        }
    }

    /** A precondition, whose revision is looked up when the script runs. */
    record Condition(Kind kind, String collection, String key) {
        enum Kind {
            ABSENT,
            AT_ITS_REVISION,
            AT_ANOTHER_REVISION,
            UNCHANGED,
            UNCHANGED_SINCE_BEFORE
        }
    }

    /** Moves the clock, also backwards. */
    record Tick(Duration by) implements Step {}

    /** Closes the store and opens it again. */
    record Reopen() implements Step {}

    /** Asks a question in one of the ways there are. */
    record Ask(Way way, String collection, Filter filter, List<Sort> sorts, int limit) implements Step {
        enum Way {
            PAGE,
            STREAM,
            COUNT,
            FIRST,
            WALK
        }

        @Override
        public List<Step> simpler() {
            List<Step> simpler = new ArrayList<>();
            for (Filter part : parts(filter)) {
                simpler.add(new Ask(way, collection, part, sorts, limit));
            }
            if (!sorts.isEmpty()) {
                simpler.add(new Ask(way, collection, filter, sorts.subList(1, sorts.size()), limit));
                simpler.add(new Ask(way, collection, filter, sorts.subList(0, sorts.size() - 1), limit));
            }
            if (limit >= 0 && way != Way.WALK) {
                simpler.add(new Ask(way, collection, filter, sorts, -1));
            }
            if (way != Way.PAGE) {
                simpler.add(new Ask(Way.PAGE, collection, filter, sorts, limit));
            }
            return simpler;
        }
    }

    /** Makes an index; it is there already if one was made with the same paths and of the same kind. */
    record MakeIndex(String collection, Index index) implements Step {}

    /** Drops the index with this name, if it is there. */
    record DropIndex(String collection, String name) implements Step {}

    /** Lets a follower of the feed ask for so many changes, and holds it against the model once there are no more. */
    record Follow(int limit) implements Step {}

    /** Asks for figures. */
    record Compute(Figures figures) implements Step {
        @Override
        public List<Step> simpler() {
            List<Step> simpler = new ArrayList<>();
            for (Filter part : parts(figures.filter())) {
                simpler.add(new Compute(
                        new Figures(figures.collection(), part, figures.groupBy(), figures.bucket(), figures.path())));
            }
            if (figures.groupBy().isPresent()) {
                simpler.add(new Compute(new Figures(
                        figures.collection(), figures.filter(), Optional.empty(), figures.bucket(), figures.path())));
            }
            if (figures.bucket().isPresent()) {
                simpler.add(new Compute(new Figures(
                        figures.collection(), figures.filter(), figures.groupBy(), Optional.empty(), figures.path())));
            }
            return simpler;
        }
    }

    /** Compares everything in the store with the model, by every way to read it. */
    record Look() implements Step {}

    /** Returns filters that are parts of this one, and all. */
    private static List<Filter> parts(Filter filter) {
        List<Filter> parts = new ArrayList<>();
        if (filter instanceof Filter.And and) {
            parts.addAll(and.filters());
            if (and.filters().isEmpty()) {
                return parts;
            }
        } else if (filter instanceof Filter.Or or) {
            parts.addAll(or.filters());
        } else if (filter instanceof Filter.Not not) {
            parts.add(not.filter());
        }
        parts.add(Filter.all());
        return parts;
    }
}
