package dev.marcus.persistence.benchmarks;

import static dev.marcus.persistence.query.Filter.where;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Aggregation;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.TimeBucket;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.util.List;

/** The questions to a backend of this project, through its public interface. */
final class StoreQuestions implements Questions {
    private static final int BATCH = 1_000;

    private final Store store;

    StoreQuestions(String url) {
        store = Stores.open(url);
    }

    /** Returns those to a new store in memory with so many events. */
    static StoreQuestions filled(int entries) {
        StoreQuestions questions = new StoreQuestions("memory:");
        Commit.Builder commit = Commit.builder();
        for (int number = 0; number < entries; number++) {
            commit.put(Events.COLLECTION, Events.key(number), Document.parse(Events.json(number)));
            if (number % BATCH == BATCH - 1 || number == entries - 1) {
                questions.store.commit(commit.build());
                commit = Commit.builder();
            }
        }
        return questions;
    }

    @Override
    public void index() {
        store.createIndex(Events.COLLECTION, Index.on("event_type"));
    }

    @Override
    public List<?> newest(String eventType, int limit) {
        return store.query(Query.of(Events.COLLECTION)
                        .where(where("event_type").eq(eventType))
                        .limit(limit))
                .entries();
    }

    @Override
    public long countBySourceAndProgress(String source) {
        return store.count(Query.of(Events.COLLECTION)
                .where(where("source").eq(source))
                .where(where("data.progress").gte(PROGRESS)));
    }

    @Override
    public int figuresByType() {
        return figures(Aggregation.of(Events.COLLECTION).groupBy("event_type"));
    }

    @Override
    public int figuresByHour() {
        return figures(Aggregation.of(Events.COLLECTION).groupByTime("_stored_at", TimeBucket.HOUR));
    }

    private int figures(Aggregation groups) {
        return store.aggregate(
                        groups.compute("events", Aggregate.count()).compute("progress", Aggregate.avg("data.progress")))
                .size();
    }

    @Override
    public void close() {
        store.close();
    }
}
