package dev.marcus.persistence.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who watches ends up with what the store holds, whatever happens to it and to others beside it. */
class WatchingTest {
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);
    private static final Duration NEVER = Duration.ofDays(100);

    @TempDir
    Path temp;

    private static Document doc(long n) {
        return Document.builder().put("n", n).build();
    }

    private Persistence open(String scheme) {
        return Persistence.builder()
                .url(scheme + ":" + temp.resolve("store") + (scheme.equals("memory") ? "" : "?durability=process"))
                .watchInterval(NEVER)
                .open();
    }

    /** Puts and deletes at random until it is told to end. */
    private static Thread writer(Store store, long seed, AtomicBoolean end) {
        Thread thread = new Thread(() -> {
            Random random = new Random(seed);
            while (!end.get()) {
                String key = "k" + random.nextInt(40);
                if (random.nextInt(3) == 0) {
                    store.delete("c", key);
                } else {
                    store.store("c", key, doc(random.nextInt()));
                }
            }
        });
        thread.start();
        return thread;
    }

    private static Map<String, Document> content(Store store) {
        Map<String, Document> all = new HashMap<>();
        try (var entries = store.stream(Query.of("c"))) {
            entries.forEach(entry -> all.put(entry.key(), entry.document()));
        }
        return all;
    }

    private static void apply(Map<String, Document> mirror, Changed<Document> change) {
        if (change.stored() == null) {
            mirror.remove(change.key());
        } else {
            mirror.put(change.key(), change.stored());
        }
    }

    @Test
    void watcherThatKeepsUp_seesEveryCommit_andASlowOneTheLastStates() {
        try (Persistence persistence = open("memory")) {
            Recorder<Document> prompt = new Recorder<>(Long.MAX_VALUE);
            Recorder<Document> slow = new Recorder<>(1);
            persistence.from("c").watch().subscribe(prompt);
            persistence.from("c").watch().subscribe(slow);
            for (int n = 1; n <= 300; n++) {
                persistence.store("c", "k" + n % 7, doc(n));
                prompt.await(n);
            }
            slow.subscription().request(Long.MAX_VALUE);
            slow.awaitKey("k" + 300 % 7);
            Map<String, Document> mirror = new HashMap<>();
            slow.changes().forEach(change -> apply(mirror, change));
            assertThat(mirror).isEqualTo(content(persistence.store()));
            assertThat(slow.changes()).hasSizeLessThan(300);
        }
    }

    @Test
    void subscriberThatBlocks_holdsUpNeitherWritersNorOthersNorTheClosing() throws Exception {
        CountDownLatch blocked = new CountDownLatch(8);
        CountDownLatch release = new CountDownLatch(1);
        Persistence persistence = open("memory");
        for (int n = 0; n < 8; n++) {
            persistence.from("c").watch().subscribe(new Recorder<>(9, change -> {
                blocked.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        Recorder<Document> other = new Recorder<>(9);
        persistence.from("c").watch().subscribe(other);
        persistence.store("c", "a", doc(1));
        blocked.await();
        persistence.store("c", "b", doc(2));
        persistence.async().store("c", "c", doc(3)).join();
        other.awaitKey("c");
        persistence.close();
        other.awaitComplete();
        release.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void watcherEndedAndBegunAgain_missesNothing_andItsRevisionsIncrease(String scheme) throws Exception {
        try (Persistence persistence = open(scheme)) {
            Random random = new Random(11);
            AtomicBoolean end = new AtomicBoolean();
            Thread one = writer(persistence.store(), 1, end);
            Thread two = writer(persistence.store(), 2, end);
            Map<String, Document> mirror = new HashMap<>();
            AtomicLong saved = new AtomicLong();
            for (int life = 0; life < 200 * SCALE; life++) {
                liveUntil(persistence, mirror, saved, 1 + random.nextInt(100), random.nextBoolean());
            }
            end.set(true);
            one.join();
            two.join();
            persistence.store("c", "last", doc(0));
            Recorder<Document> last = new Recorder<>(Long.MAX_VALUE, change -> apply(mirror, change));
            persistence.from("c").watch().after(saved.get()).subscribe(last);
            last.awaitKey("last");
            assertThat(mirror).isEqualTo(content(persistence.store()));
        }
    }

    /** Takes so many changes and ends, having saved the last one or not. */
    private static void liveUntil(
            Persistence persistence, Map<String, Document> mirror, AtomicLong saved, int count, boolean saving)
            throws InterruptedException {
        CountDownLatch dead = new CountDownLatch(1);
        AtomicReference<Recorder<Document>> self = new AtomicReference<>();
        AtomicLong before = new AtomicLong(saved.get());
        AtomicLong left = new AtomicLong(count);
        AtomicLong faults = new AtomicLong();
        Recorder<Document> recorder = new Recorder<>(Long.MAX_VALUE, change -> {
            if (before.getAndSet(change.revision()) >= change.revision()) {
                faults.incrementAndGet();
            }
            apply(mirror, change);
            boolean dies = left.decrementAndGet() == 0;
            if (!dies || saving) {
                saved.set(change.revision());
            }
            if (dies) {
                self.get().subscription().cancel();
                dead.countDown();
            }
        });
        self.set(recorder);
        persistence.from("c").watch().after(saved.get()).subscribe(recorder);
        dead.await();
        assertThat(faults).hasValue(0);
    }

    @Test
    void changesByOthers_areNoticedAtTheInterval() {
        AtomicReference<PersistenceBackend> behind = new AtomicReference<>();
        try (Persistence persistence = Persistence.builder()
                .provider(ForwardingBackend.provider(memory -> {
                    behind.set(memory);
                    return memory;
                }))
                .url("held:")
                .watchInterval(Duration.ofMillis(1))
                .open()) {
            Recorder<Document> recorder = new Recorder<>(Long.MAX_VALUE);
            persistence.from("c").watch().subscribe(recorder);
            for (int n = 0; n < 20; n++) {
                behind.get().commit(Commit.of(new Change.Put("c", "k" + n, doc(n), null)));
                recorder.awaitKey("k" + n);
            }
        }
    }

    @Test
    void changesThroughAnotherPersistenceOnTheSameFile_areNoticed() {
        String url = "sqlite:" + temp.resolve("shared.db") + "?durability=process";
        try (Persistence one = Persistence.builder()
                        .url(url)
                        .watchInterval(Duration.ofMillis(1))
                        .open();
                Persistence other = Persistence.open(url)) {
            Recorder<Document> recorder = new Recorder<>(Long.MAX_VALUE);
            one.from("c").watch().subscribe(recorder);
            for (int n = 0; n < 20; n++) {
                other.store("c", "k" + n, doc(n));
                recorder.awaitKey("k" + n);
            }
            assertThat(recorder.changes()).hasSize(20);
        }
    }

    @Test
    void lookout_isThereWhileSomebodyWatchesOnly() {
        AtomicReference<Thread> asking = new AtomicReference<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (Persistence persistence = Persistence.builder()
                .provider(ForwardingBackend.provider(memory -> new ForwardingBackend(memory) {
                    @Override
                    public long lastRevision() {
                        if (Thread.currentThread().getName().equals("persistence-lookout")) {
                            asking.set(Thread.currentThread());
                            asked.countDown();
                        }
                        return super.lastRevision();
                    }
                }))
                .url("held:")
                .open()) {
            persistence.store("c", "a", doc(1));
            assertThat(asking).hasNullValue();
            Recorder<Document> recorder = new Recorder<>(1);
            persistence.from("c").watch().subscribe(recorder);
            persistence.store("c", "b", doc(2));
            recorder.await(1);
            asked.await();
            recorder.subscription().cancel();
            asking.get().join(60_000);
            assertThat(asking.get().isAlive()).isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
