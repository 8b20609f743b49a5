package dev.marcus.persistence.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.SyncOnRequest;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.store.Limits;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a move brings, whom it refuses, and what it says on its way. */
class MoveTest {
    private final List<Persistence> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Persistence::close);
    }

    private Persistence memory() {
        return opened(Persistence.open("memory:"));
    }

    private Persistence memory(UnaryOperator<PersistenceBackend> changed) {
        return opened(Persistence.builder()
                .provider(ForwardingBackend.provider(changed))
                .url("held:")
                .open());
    }

    private Persistence opened(Persistence persistence) {
        opened.add(persistence);
        return persistence;
    }

    private static Document doc(long n) {
        return Moved.doc(n);
    }

    private static Map<String, String> content(Persistence persistence) {
        return Moved.content(persistence.store());
    }

    private static Persistence filled(Persistence persistence, int entries) {
        Moved.fill(persistence.store(), entries);
        return persistence;
    }

    @Test
    void move_ofAStoreThatTakesARevisionForItself_ends(@TempDir Path temp) {
        Persistence source = opened(Persistence.open("sqlite:" + temp.resolve("a.db") + "?durability=process"));
        SyncOnRequest syncing = source.store().extension(SyncOnRequest.class).orElseThrow();
        Persistence target = memory();
        List<Long> revisions = new ArrayList<>();
        Move move = source.moveTo(target).onProgress(progress -> {
            syncing.sync().join();
            revisions.add(source.store().lastRevision());
        });
        move.catchUp();
        long last = source.store("c", "last", doc(1)).revision();
        move.finish();
        assertThat(revisions).anyMatch(revision -> revision > last);
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void move_toAStoreWithoutAtomicCommits_endsEqual() {
        Persistence source = filled(memory(), 1200);
        Persistence target = memory(memory -> new ForwardingBackend(memory) {
            @Override
            public Capabilities capabilities() {
                Limits limits = super.capabilities().limits();
                return new Capabilities(
                        Set.of(), Durability.NONE, new Limits(limits.nesting(), limits.documentBytes(), 1));
            }
        });
        source.createIndex("a", Index.on("n"));
        Move move = source.moveTo(target);
        move.catchUp();
        source.delete("a", "k0");
        source.store("b", "k1", doc(-1));
        move.finish();
        Map<String, String> expected = content(source);
        expected.keySet().removeIf(name -> name.startsWith(Index.COLLECTION));
        assertThat(content(target)).isEqualTo(expected);
    }

    @Test
    void move_withAUniqueIndex_isNotHeldUpByWhatWasNeverAtOnce() {
        Persistence source = memory();
        Persistence target = memory();
        source.createIndex("a", Index.on("n").unique());
        source.store("a", "x", doc(1));
        Move move = source.moveTo(target);
        move.catchUp();
        source.store("a", "x", doc(2));
        source.store("a", "y", doc(1));
        for (int n = 0; n < 600; n++) {
            source.store("b", "k" + n, doc(n));
        }
        source.store("a", "x", doc(3)); // in a batch after that of y
        move.catchUp();
        move.finish();
        assertThatThrownBy(() -> target.store("a", "z", doc(3))).isInstanceOf(ConflictException.class);
        for (ThrowingCallable again : List.<ThrowingCallable>of(move::catchUp, move::finish)) {
            assertThatThrownBy(again)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("move: finished already (expected: no further call; the target stands for the source)");
        }
    }

    @Test
    void progress_isPlausible() {
        Persistence source = filled(memory(), 2000);
        Persistence target = memory();
        AtomicLong nanos = new AtomicLong();
        List<MoveProgress> told = new ArrayList<>();
        Move move = Move.between(source.store(), target.store(), () -> nanos.addAndGet(500_000_000))
                .onProgress(told::add);
        move.catchUp();
        List<MoveProgress> copying = told.stream()
                .filter(progress -> progress.phase() == MoveProgress.Phase.COPYING)
                .toList();
        assertThat(copying).extracting(MoveProgress::percent).containsExactly(25.0, 50.0, 75.0, 100.0);
        assertThat(copying).extracting(MoveProgress::perSecond).containsOnly(1000.0);
        assertThat(copying.get(0).timeLeft())
                .hasValueSatisfying(left -> assertThat(left).hasMillis(1500));
        assertThat(told).extracting(MoveProgress::done).allMatch(done -> done <= 2000);
        assertThat(told.stream().filter(progress -> progress.phase() == MoveProgress.Phase.COMPARING))
                .last()
                .satisfies(last -> assertThat(last.percent()).isEqualTo(100));
        source.store("a", "new", doc(1));
        move.finish();
        assertThat(told.get(told.size() - 1)).satisfies(last -> {
            assertThat(last.phase()).isEqualTo(MoveProgress.Phase.FOLLOWING);
            assertThat(last.done()).isEqualTo(1);
            assertThat(last.percent()).isEqualTo(100);
        });
    }

    @Test
    void finish_whileSomebodyWrites_isRefused_andCanBeCalledAgain() {
        Persistence source = filled(memory(), 10);
        AtomicBoolean writing = new AtomicBoolean();
        Persistence target = memory(memory -> new ForwardingBackend(memory) {
            @Override
            public Optional<Entry> retrieve(String collection, String key) {
                if (writing.getAndSet(false)) {
                    source.store("a", "late", doc(7));
                    source.delete("a", "k0");
                }
                return super.retrieve(collection, key);
            }
        });
        Move move = source.moveTo(target);
        move.catchUp();
        source.store("a", "k0", doc(5));
        writing.set(true);
        assertThatThrownBy(move::finish)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("written to while the move was finished");
        move.finish();
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void targetThatSomebodyElseChanges_isNamed() {
        Persistence source = filled(memory(), 10);
        Persistence target = memory();
        source.moveTo(target).catchUp();
        target.store("a", "k0", doc(99));
        target.commit(Commit.builder()
                .putAt("a", "k3", doc(3), Instant.parse("2020-01-01T00:00:00Z"))
                .build());
        target.delete("b", "k1");
        target.store("b", "other", doc(1));
        assertThatThrownBy(source.moveTo(target)::finish)
                .isInstanceOfSatisfying(StoresDifferException.class, differ -> {
                    assertThat(differ.count()).isEqualTo(3);
                    assertThat(differ.differences())
                            .anyMatch(line -> line.startsWith("collection 'a', key 'k0': "))
                            .anyMatch(line -> line.contains("key 'k3': stored at 2020-01-01T00:00:00Z in the target"))
                            .anyMatch(line -> line.equals("collection 'b', key 'k1': missing in the target"));
                });
        source.store("a", "k0", doc(0));
        source.store("a", "k3", doc(3));
        source.store("b", "k1", doc(1));
        assertThatThrownBy(source.moveTo(target)::finish)
                .isInstanceOfSatisfying(
                        StoresDifferException.class,
                        differ -> assertThat(differ.differences())
                                .containsExactly("collection 'b', key 'other': not in the source"));
        target.delete("b", "other");
        source.moveTo(target).finish();
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void targetWithForeignEntries_orOfAnotherMove_orTheSourceItself_isRefused() {
        Persistence source = filled(memory(), 1);
        Persistence other = filled(memory(), 1);
        Persistence target = memory();
        assertThatThrownBy(source.moveTo(other)::catchUp)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("move: the target holds entries, in 'a' (expected: a store that holds nothing");
        source.moveTo(target).catchUp();
        assertThatThrownBy(other.moveTo(target)::catchUp)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(
                        "a move from store " + source.store().description().storeId());
        assertThatThrownBy(() -> source.moveTo(source)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void twoMovesAtOnce_oneIsToldOfTheConflict() {
        Persistence source = filled(memory(), 1);
        Persistence target = memory();
        Move one = source.moveTo(target);
        Move two = source.moveTo(target);
        one.catchUp();
        two.catchUp();
        source.store("a", "k0", doc(2));
        one.catchUp();
        assertThatThrownBy(two::catchUp).isInstanceOf(ConflictException.class);
        two.finish();
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void sourceWithoutAFeed_isRefused() {
        Persistence target = memory();
        Persistence source = memory(memory -> new ForwardingBackend(memory) {
            @Override
            public Capabilities capabilities() {
                Capabilities all = super.capabilities();
                return new Capabilities(Set.of(Capability.ATOMIC_COMMIT), all.durability(), all.limits());
            }
        });
        assertThatThrownBy(() -> source.moveTo(target))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("copyTo");
    }
}
