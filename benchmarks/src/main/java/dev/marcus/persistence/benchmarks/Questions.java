package dev.marcus.persistence.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** What is asked of events by their content; each answer is handed over in the form that is native to the store. */
interface Questions extends AutoCloseable {
    /** The least progress that {@link #countBySourceAndProgress} counts. */
    int PROGRESS = 50;

    /** Opens the store in this directory, which holds events, or fills a new one in memory. */
    static Questions open(Kind kind, Path directory, int entries) throws Exception {
        return switch (kind) {
            case MEMORY -> StoreQuestions.filled(entries);
            case FILE, SQLITE -> new StoreQuestions(Kind.url(kind, directory, "process"));
            case JDBC -> new JdbcQuestions(directory);
            default ->
                throw new IllegalArgumentException("contender: " + kind + " (expected: one that answers questions)");
        };
    }

    /** Makes an index on the type of events, if there can be one. */
    void index() throws Exception;

    /** Returns the events of this type that were stored last, newest first. */
    List<?> newest(String eventType, int limit) throws Exception;

    /** Counts the events from this source with at least {@link #PROGRESS}, without an index on either. */
    long countBySourceAndProgress(String source) throws Exception;

    /** Returns how many events there are of each type, and their average progress; how many types is the answer. */
    int figuresByType() throws Exception;

    /** Returns how many events were stored in each hour, and their average progress; how many hours is the answer. */
    int figuresByHour() throws Exception;

    /** Lets go of everything. */
    @Override
    void close() throws SQLException;
}
