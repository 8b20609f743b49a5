package dev.marcus.persistence.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.ForwardingBackend;
import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.error.ChangesExpiredException;
import dev.marcus.persistence.error.TransientException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A move ends with two equal stores, whatever is written meanwhile and wherever it is interrupted. */
class InterruptedMoveTest {
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);

    @TempDir
    Path temp;

    private Persistence open(String scheme, String name) {
        return Persistence.open(
                scheme + ":" + temp.resolve(name) + (scheme.equals("memory") ? "" : "?durability=process"));
    }

    @ParameterizedTest
    @CsvSource({"memory,file", "file,sqlite", "sqlite,memory"})
    void move_underWritersAtFullSpeed_endsWithEqualStores(String from, String to) throws Exception {
        try (Persistence source = open(from, "from");
                Persistence target = open(to, "to")) {
            Moved.fill(source.store(), 3000 * SCALE);
            source.createIndex("a", Index.on("n"));
            AtomicBoolean end = new AtomicBoolean();
            List<Thread> writers = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                Random random = new Random(n);
                Thread writer = new Thread(() -> {
                    while (!end.get()) {
                        Moved.write(source.store(), random, 4000);
                    }
                });
                writer.start();
                writers.add(writer);
            }
            Move move = source.moveTo(target);
            try {
                move.catchUp();
                move.catchUp();
            } finally {
                end.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
            move.finish();
            assertThat(Moved.content(target.store())).isEqualTo(Moved.content(source.store()));
            assertThat(target.indexes("a")).isEqualTo(source.indexes("a"));
        }
    }

    /** Fails once, at one commit, before or after it was applied. */
    private static final class Failing extends ForwardingBackend {
        private final AtomicInteger left;
        private final boolean applied;

        Failing(PersistenceBackend memory, AtomicInteger left, boolean applied) {
            super(memory);
            this.left = left;
            this.applied = applied;
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (left.decrementAndGet() != 0) {
                return super.commit(commit);
            }
            if (applied) {
                super.commit(commit);
            }
            throw new TransientException("in this test", Duration.ZERO, null);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void move_failingAtEachCommitOfTheTarget_goesOnFromThere(boolean applied) {
        int commits = 0;
        while (interrupted(commits + 1, applied)) {
            commits++;
        }
        assertThat(commits).isGreaterThan(7);
    }

    /** Says whether the move came to so many commits at all. */
    private static boolean interrupted(int at, boolean applied) {
        AtomicInteger left = new AtomicInteger(at);
        try (Persistence source = Persistence.open("memory:");
                Persistence target = Persistence.builder()
                        .provider(ForwardingBackend.provider(memory -> new Failing(memory, left, applied)))
                        .url("held:")
                        .open()) {
            Moved.fill(source.store(), 1800);
            source.createIndex("a", Index.on("n").unique());
            source.createIndex("b", Index.on("n"));
            Random random = new Random(at);
            boolean ended = false;
            while (!ended) {
                try {
                    Move move = source.moveTo(target);
                    move.catchUp();
                    for (int n = 0; n < 700; n++) {
                        Moved.write(source.store(), random, 2500);
                    }
                    move.finish();
                    ended = true;
                } catch (TransientException e) {
                    ended = target.store().collections().contains("a") && !hasRecord(target);
                }
            }
            assertThat(Moved.content(target.store())).as("commit " + at).isEqualTo(Moved.content(source.store()));
            return left.get() <= 0;
        }
    }

    /** Without it the commit that ends the move was applied, although it failed. */
    private static boolean hasRecord(Persistence target) {
        return target.store().retrieve(MoveRecord.COLLECTION, MoveRecord.KEY).isPresent();
    }

    @Test
    void move_ofAStoreThatHasForgottenDeletions_goesOnAfterAFailure() {
        AtomicInteger left = new AtomicInteger(3);
        try (Persistence source = Persistence.open("memory:?tombstones=0s");
                Persistence target = Persistence.builder()
                        .provider(ForwardingBackend.provider(memory -> new Failing(memory, left, false)))
                        .url("held:")
                        .open()) {
            Moved.fill(source.store(), 1800);
            source.delete("a", "k0");
            source.delete("b", "k1");
            Moved.fill(source.store(), 900);
            source.delete("a", "k3");
            source.store("a", "last", Moved.doc(-1));
            assertThatThrownBy(() -> source.store().changes(500, 1)).isInstanceOf(ChangesExpiredException.class);
            assertThatThrownBy(source.moveTo(target)::catchUp).isInstanceOf(TransientException.class);
            source.moveTo(target).finish();
            assertThat(Moved.content(target.store())).isEqualTo(Moved.content(source.store()));
        }
    }
}
