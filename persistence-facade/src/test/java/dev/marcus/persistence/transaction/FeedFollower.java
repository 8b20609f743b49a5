package dev.marcus.persistence.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.watch.Changed;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps a copy of a store by watching it, and subscribes again where it was when the server goes away. */
final class FeedFollower implements Flow.Subscriber<Changed<Document>> {
    private final Persistence persistence;
    private final Map<String, Map<String, Changed<Document>>> copy = new HashMap<>();
    private long reached;
    private int changes;
    private int losses;
    private @Nullable Throwable failure;

    FeedFollower(Persistence persistence) {
        this.persistence = persistence;
    }

    synchronized FeedFollower follow() {
        persistence.watch().after(reached).subscribe(this);
        return this;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(Changed<Document> change) {
        if (change.revision() <= reached) {
            failure = new AssertionError(
                    "revision " + change.revision() + " after " + reached + " (expected: a higher one)");
        }
        reached = change.revision();
        changes++;
        copy.computeIfAbsent(change.collection(), name -> new HashMap<>()).put(change.key(), change);
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable cause) {
        if (cause instanceof TransientException) {
            losses++;
            follow();
        } else {
            failure = cause;
            notifyAll();
        }
    }

    @Override
    public void onComplete() {
        // the persistence was closed
    }

    /** Waits until it has seen this change. */
    synchronized void awaitRevision(long revision) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (reached < revision && failure == null && System.nanoTime() < end) {
            wait(1000);
        }
        assertThat(failure).isNull();
        assertThat(reached).isEqualTo(revision);
    }

    /** Fails if what it holds of the collection is anything else than what the store holds, revisions included. */
    synchronized void check(String collection) {
        Map<String, Changed<Document>> expected = new HashMap<>();
        try (Stream<Entry> entries = persistence.store().stream(Query.of(collection))) {
            entries.forEach(entry -> expected.put(
                    entry.key(),
                    new Changed<>(collection, entry.key(), entry.revision(), entry.document(), entry.storedAt())));
        }
        assertThat(copy.getOrDefault(collection, Map.of())).isEqualTo(expected);
    }

    @Override
    public synchronized String toString() {
        return changes + " changes, subscribed again " + losses + " times";
    }
}
