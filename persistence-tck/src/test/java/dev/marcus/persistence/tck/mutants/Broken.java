package dev.marcus.persistence.tck.mutants;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.spi.BackendCursor;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.spi.QueryRequest;
import dev.marcus.persistence.store.AdoptionReport;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Passes everything on; a mutant overrides what it breaks. */
class Broken implements PersistenceBackend {
    final PersistenceBackend sound;

    Broken(PersistenceBackend sound) {
        this.sound = sound;
    }

    @Override
    public Capabilities capabilities() {
        return sound.capabilities();
    }

    @Override
    public String storeId() {
        return sound.storeId();
    }

    @Override
    public long lastRevision() {
        return sound.lastRevision();
    }

    @Override
    public Set<String> collections() {
        return sound.collections();
    }

    @Override
    public Optional<Entry> retrieve(String collection, String key) {
        return sound.retrieve(collection, key);
    }

    @Override
    public BackendCursor query(QueryRequest request) {
        return sound.query(request);
    }

    @Override
    public CommitResult commit(Commit commit) {
        return sound.commit(commit);
    }

    @Override
    public AdoptionReport adoptionReport() {
        return sound.adoptionReport();
    }

    /** What this has itself goes before what the sound backend has. */
    @Override
    public <T> Optional<T> extension(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : sound.extension(type);
    }

    @Override
    public void close() {
        sound.close();
    }

    /** Changes each put before it is committed. */
    static UnaryOperator<PersistenceBackend> puts(UnaryOperator<Change.Put> change) {
        return changes(each -> each instanceof Change.Put put ? change.apply(put) : each);
    }

    /** Changes the document of each put before it is committed. */
    static UnaryOperator<PersistenceBackend> documents(UnaryOperator<Document> change) {
        return puts(put -> new Change.Put(put.collection(), put.key(), change.apply(put.document()), put.importedAt()));
    }

    /** Changes each change before it is committed. */
    static UnaryOperator<PersistenceBackend> changes(UnaryOperator<Change> change) {
        return commits(
                commit -> rebuilt(commit, commit.changes().stream().map(change).toList()));
    }

    /** Changes each commit before it is handed on. */
    static UnaryOperator<PersistenceBackend> commits(UnaryOperator<Commit> change) {
        return sound -> new Broken(sound) {
            @Override
            public CommitResult commit(Commit commit) {
                return sound.commit(change.apply(commit));
            }
        };
    }

    /** Changes the result of each commit. */
    static UnaryOperator<PersistenceBackend> results(UnaryOperator<CommitResult> change) {
        return sound -> new Broken(sound) {
            @Override
            public CommitResult commit(Commit commit) {
                return change.apply(sound.commit(commit));
            }
        };
    }

    /** Changes each entry, wherever it comes out. */
    static UnaryOperator<PersistenceBackend> entries(UnaryOperator<Entry> change) {
        return sound -> new Broken(sound) {
            @Override
            public Optional<Entry> retrieve(String collection, String key) {
                return sound.retrieve(collection, key).map(change);
            }

            @Override
            public BackendCursor query(QueryRequest request) {
                return BackendCursor.of(Sound.entries(sound, request.collection()).stream()
                        .map(change)
                        .iterator());
            }

            @Override
            public CommitResult commit(Commit commit) {
                return outcomes(
                        sound.commit(commit),
                        outcome -> new CommitResult.Outcome(
                                outcome.affected(),
                                outcome.revision(),
                                outcome.entry().map(change).orElse(null)));
            }
        };
    }

    /** Answers queries itself, from all entries of the collection, and claims to have done so much of the request. */
    static UnaryOperator<PersistenceBackend> queries(
            Pushed claim, BiFunction<QueryRequest, List<Entry>, List<Entry>> answer) {
        return sound -> new Broken(sound) {
            @Override
            public BackendCursor query(QueryRequest request) {
                return cursor(
                        answer.apply(request, Sound.entries(sound, request.collection()))
                                .iterator(),
                        claim);
            }
        };
    }

    static BackendCursor cursor(Iterator<Entry> entries, Pushed claim) {
        BackendCursor plain = BackendCursor.of(entries);
        return new BackendCursor() {
            @Override
            public Entry next() {
                return plain.next();
            }

            @Override
            public Pushed pushed() {
                return claim;
            }

            @Override
            public void close() {}
        };
    }

    static CommitResult outcomes(CommitResult result, UnaryOperator<CommitResult.Outcome> change) {
        return new CommitResult(result.outcomes().stream().map(change).toList());
    }

    /** Returns the commit with other changes. */
    static Commit rebuilt(Commit commit, List<Change> changes) {
        Commit.Builder builder = Commit.builder();
        new ArrayList<>(changes).forEach(builder::change);
        commit.preconditions().forEach(builder::require);
        return builder.build();
    }
}
