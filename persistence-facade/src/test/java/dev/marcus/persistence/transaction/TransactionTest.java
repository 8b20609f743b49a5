package dev.marcus.persistence.transaction;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.Transaction;
import dev.marcus.persistence.TypedCollection;
import dev.marcus.persistence.TypedEntry;
import dev.marcus.persistence.TypedPage;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.store.Commit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions over every backend. What goes on "meanwhile" is done by another thread, to its end, in the middle of one. */
class TransactionTest {
    record Account(String owner, int balance) {}

    @TempDir
    Path temp;

    private final List<Persistence> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Persistence::close);
    }

    private Persistence open(String scheme) {
        Persistence persistence = Persistence.open(scheme + ":" + temp.resolve(scheme + opened.size()));
        opened.add(persistence);
        return persistence;
    }

    private static Document number(int n) {
        return Document.of(Map.of("n", n));
    }

    private static int n(Optional<Entry> entry) {
        return entry.orElseThrow().document().number("n").orElseThrow().intValueExact();
    }

    private static void meanwhile(Runnable work) {
        CompletableFuture.runAsync(work).join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void transaction_writesOverCollections_takesEffectAtOnceAndWhole(String scheme) {
        Persistence persistence = open(scheme);
        persistence.store("queue", "1", number(1));
        String returned = persistence.transaction(tx -> {
            tx.store("tasks", "1", number(2));
            assertThat(tx.delete("queue", "1")).isTrue();
            assertThat(tx.delete("queue", "1")).isFalse();
            tx.collection("accounts", Account.class).store("a", new Account("Ann", 5));
            tx.storeEvent("moved", "test", Map.of());
            tx.storeDecision("t", "a", "what", "why", null);
            meanwhile(
                    () -> { // nobody sees any of it yet
                        assertThat(persistence.retrieve("tasks", "1")).isEmpty();
                        assertThat(persistence.retrieve("queue", "1")).isPresent();
                    });
            return "done";
        });
        assertThat(returned).isEqualTo("done");
        assertThat(n(persistence.retrieve("tasks", "1"))).isEqualTo(2);
        assertThat(persistence.retrieve("queue", "1")).isEmpty();
        assertThat(persistence.retrieve("accounts", "a", Account.class)).contains(new Account("Ann", 5));
        assertThat(persistence.events().count()).isEqualTo(1);
        assertThat(persistence.decisions().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void transaction_seesWhatItWrote_inEveryKindOfQuestion(String scheme) {
        Persistence persistence = open(scheme);
        for (int i = 0; i < 10; i++) {
            persistence.store("c", "k" + i, number(i));
        }
        persistence.transact(tx -> {
            tx.store("c", "k3", number(30));
            tx.store("c", "new", number(4));
            tx.delete("c", "k9");
            assertThat(n(tx.retrieve("c", "k3"))).isEqualTo(30);
            assertThat(tx.retrieve("c", "k9")).isEmpty();
            assertThat(tx.from("c").count()).isEqualTo(10);
            assertThat(tx.from("c")
                            .where(where("n").gte(8))
                            .sortBy(Sort.asc("n"))
                            .entries())
                    .extracting(TypedEntry::key)
                    .containsExactly("k8", "k3");
            assertThat(tx.from("c").sortBy(Sort.desc("n")).limit(2).entries())
                    .extracting(TypedEntry::key)
                    .containsExactly("k3", "k8");
            assertThat(tx.from("c").sum("n"))
                    .hasValueSatisfying(sum -> assertThat(sum).isEqualByComparingTo("67"));
            List<String> walked = new ArrayList<>();
            TypedPage<Document> page =
                    tx.from("c").sortBy(Sort.asc("n")).limit(3).page();
            page.entries().forEach(entry -> walked.add(entry.key()));
            while (page.next().isPresent()) {
                page = tx.from("c")
                        .sortBy(Sort.asc("n"))
                        .limit(3)
                        .after(page.next().get())
                        .page();
                page.entries().forEach(entry -> walked.add(entry.key()));
            }
            assertThat(walked).containsExactly("k0", "k1", "k2", "new", "k4", "k5", "k6", "k7", "k8", "k3");
            try (Stream<TypedEntry<Document>> newest = tx.from("c").stream()) {
                assertThat(newest.limit(2)).extracting(TypedEntry::key).containsExactlyInAnyOrder("k3", "new");
            }
        });
        assertThat(persistence.from("c").count()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void transaction_thatThrows_changesNothing(String scheme) {
        Persistence persistence = open(scheme);
        persistence.store("c", "k", number(1));
        long before = persistence.store().lastRevision();
        IllegalStateException own = new IllegalStateException("mine");
        assertThatThrownBy(() -> persistence.transact(tx -> {
                    tx.store("c", "k", number(2));
                    tx.store("d", "k", number(2));
                    throw own;
                }))
                .isSameAs(own);
        assertThat(n(persistence.retrieve("c", "k"))).isEqualTo(1);
        assertThat(persistence.store().lastRevision()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void readModifyWrite_withAnotherBetween_losesNoUpdate(String scheme) {
        Persistence persistence = open(scheme);
        persistence.store("c", "k", number(1));
        AtomicInteger runs = new AtomicInteger();
        persistence.transact(tx -> {
            int seen = n(tx.retrieve("c", "k"));
            if (runs.incrementAndGet() == 1) {
                meanwhile(() -> persistence.store("c", "k", number(10)));
            }
            tx.store("c", "k", number(seen + 1));
        });
        assertThat(n(persistence.retrieve("c", "k"))).isEqualTo(11);
        assertThat(runs).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void writeSkew_isPrevented(String scheme) {
        Persistence persistence = open(scheme);
        persistence.store("duty", "ann", number(1));
        persistence.store("duty", "bob", number(1));
        AtomicInteger runs = new AtomicInteger();
        persistence.transact(
                tx -> { // one may leave if the other stays
                    boolean mayLeave = n(tx.retrieve("duty", "ann")) + n(tx.retrieve("duty", "bob")) == 2;
                    if (runs.incrementAndGet() == 1) {
                        meanwhile(() -> persistence.store("duty", "bob", number(0)));
                    }
                    if (mayLeave) {
                        tx.store("duty", "ann", number(0));
                    }
                });
        assertThat(n(persistence.retrieve("duty", "ann"))).isEqualTo(1);
        assertThat(runs).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void phantoms_storedAndDeleted_arePrevented(String scheme) {
        Persistence persistence = open(scheme);
        persistence.store("bookings", "b0", Document.of(Map.of("room", 1)));
        AtomicInteger runs = new AtomicInteger();
        persistence.transact(tx -> {
            long booked = tx.from("bookings").where(where("room").eq(1)).count();
            int run = runs.incrementAndGet();
            if (run == 1) {
                meanwhile(() -> persistence.store("bookings", "b1", Document.of(Map.of("room", 1))));
            } else if (run == 2) {
                meanwhile(() -> persistence.delete("bookings", "b0"));
            }
            tx.store("totals", "room1", number((int) booked));
        });
        assertThat(n(persistence.retrieve("totals", "room1"))).isEqualTo(1);
        assertThat(runs).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void absence_isReliedOnToo(String scheme) {
        Persistence persistence = open(scheme);
        AtomicInteger runs = new AtomicInteger();
        persistence.transact(tx -> {
            boolean free = tx.retrieve("names", "x").isEmpty();
            if (runs.incrementAndGet() == 1) {
                meanwhile(() -> persistence.store("names", "x", number(1)));
            }
            if (free) {
                tx.store("names", "x", number(2));
            }
        });
        assertThat(n(persistence.retrieve("names", "x"))).isEqualTo(1);
        assertThat(runs).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void reads_areOfOneMoment_evenInATransactionThatOnlyReads(String scheme) {
        Persistence persistence = open(scheme);
        both(persistence, 0);
        AtomicInteger runs = new AtomicInteger();
        List<Integer> seen = persistence.transaction(tx -> {
            int a = n(tx.retrieve("c", "a"));
            if (runs.incrementAndGet() == 1) {
                meanwhile(() -> both(persistence, 1));
            }
            int b = n(tx.retrieve("d", "b"));
            assertThat(b).isEqualTo(a);
            return List.of(a, b);
        });
        assertThat(seen).containsExactly(1, 1);
        runs.set(0);
        persistence.transact(tx -> {
            long all = tx.from("c").count();
            if (runs.incrementAndGet() == 1) {
                meanwhile(() -> {
                    persistence.delete("c", "a");
                    persistence.store("d", "b2", number(1));
                });
            }
            assertThat(tx.from("d").count()).isEqualTo(all == 1 ? 1 : 2);
        });
    }

    private static void both(Persistence persistence, int n) {
        persistence.commit(Commit.builder()
                .put("c", "a", number(n))
                .put("d", "b", number(n))
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void conflict_caughtByTheWork_isNoWayOn(String scheme) {
        Persistence persistence = open(scheme);
        both(persistence, 0);
        AtomicInteger runs = new AtomicInteger();
        persistence.transact(tx -> {
            int a = n(tx.retrieve("c", "a"));
            if (runs.incrementAndGet() == 1) {
                meanwhile(() -> both(persistence, 1));
            }
            try {
                tx.retrieve("d", "b");
            } catch (ConflictException e) {
                tx.store("c", "wrong", number(a));
            }
            tx.store("c", "end", number(a));
        });
        assertThat(runs).hasValue(2);
        assertThat(persistence.retrieve("c", "wrong")).isEmpty();
        assertThat(n(persistence.retrieve("c", "end"))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void whatWasNotRead_mayChangeMeanwhile(String scheme) {
        Persistence persistence = open(scheme);
        both(persistence, 0);
        AtomicInteger runs = new AtomicInteger();
        persistence.transact(tx -> {
            runs.incrementAndGet();
            tx.retrieve("c", "a");
            meanwhile(() -> persistence.store("c", "other", number(1)));
            assertThat(n(tx.retrieve("c", "other"))).isEqualTo(1);
            meanwhile(() -> persistence.store("d", "b", number(7)));
            tx.store("d", "b", number(8)); // without having looked at it
        });
        assertThat(runs).hasValue(1);
        assertThat(n(persistence.retrieve("d", "b"))).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void uniqueIndex_thatIsViolated_endsTheTransactionAtOnce(String scheme) {
        Persistence persistence = open(scheme);
        persistence.createIndex("accounts", Index.on("owner").unique());
        TypedCollection<Account> accounts = persistence.collection("accounts", Account.class);
        accounts.store("a", new Account("Ann", 1));
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> persistence.transact(tx -> {
                    runs.incrementAndGet();
                    tx.collection("accounts", Account.class).store("b", new Account("Ann", 2));
                }))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("'a'");
        assertThat(runs).hasValue(1);
        assertThat(accounts.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "sqlite"})
    void transaction_thatAlwaysMeetsAConflict_isGivenUp_andReported(String scheme) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Persistence persistence = Persistence.builder()
                .url(scheme + ":" + temp.resolve("metered"))
                .metrics(registry)
                .open();
        opened.add(persistence);
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() -> persistence.transact(tx -> {
                    tx.retrieve("c", "k");
                    meanwhile(() -> persistence.store("c", "k", number(runs.incrementAndGet())));
                    tx.store("c", "k", number(-1));
                }))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("given up after 100 attempts")
                .hasMessageContaining("collection 'c', key 'k'");
        assertThat(runs).hasValue(Attempts.MOST);
        assertThat(n(persistence.retrieve("c", "k"))).isEqualTo(Attempts.MOST);
        persistence.transact(tx -> tx.store("c", "k", number(0)));
        assertThat(count(registry, "committed")).isEqualTo(1);
        assertThat(count(registry, "failed")).isEqualTo(1);
        assertThat(registry.get("persistence.transaction.retries")
                        .functionCounter()
                        .count())
                .isEqualTo(Attempts.MOST - 1);
    }

    private static double count(SimpleMeterRegistry registry, String outcome) {
        return registry.get("persistence.transactions")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void interruption_betweenAttempts_endsItWithoutAChange(String scheme) {
        Persistence persistence = open(scheme);
        assertThatThrownBy(() -> persistence.transact(tx -> {
                    tx.retrieve("c", "k");
                    meanwhile(() -> persistence.store("c", "k", number(1)));
                    tx.store("c", "k", number(2));
                    Thread.currentThread().interrupt();
                }))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("interrupted after attempt 1");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(n(persistence.retrieve("c", "k"))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "sqlite"})
    void misuse_isToldSo(String scheme) {
        Persistence persistence = open(scheme);
        persistence.store("c", "k", number(1));
        AtomicReference<Transaction> kept = new AtomicReference<>();
        AtomicReference<Stream<TypedEntry<Document>>> stream = new AtomicReference<>();
        persistence.transact(tx -> {
            kept.set(tx);
            stream.set(tx.from("c").stream());
            assertThatThrownBy(() -> persistence.transact(inner -> {}))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("begun inside another one");
            CompletableFuture<Throwable> other = CompletableFuture.supplyAsync(() -> tx.retrieve("c", "k"))
                    .handle((found, failure) -> failure.getCause());
            assertThat(other.join())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("used by the thread");
            assertThatThrownBy(() -> tx.store("_own", "k", number(1))).isInstanceOf(InvalidRequestException.class);
        });
        assertThatThrownBy(() -> kept.get().retrieve("c", "k"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("used after its end");
        assertThatThrownBy(() -> kept.get().store("c", "k", number(1)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("used after its end");
        assertThatThrownBy(() -> stream.get().toList()).hasMessageContaining("used after its end");
        stream.get().close();
        persistence.transact(tx -> tx.store("c", "k", number(2))); // and another may begin
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "sqlite"})
    void preconditionsOfTheWork_areThoseOfWhatItSees(String scheme) {
        Persistence persistence = open(scheme);
        TypedCollection<Account> accounts = persistence.collection("accounts", Account.class);
        TypedEntry<Account> old = accounts.store("a", new Account("Ann", 1));
        accounts.store("a", new Account("Ann", 2));
        assertThatThrownBy(() -> persistence.transact(
                        tx -> tx.collection("accounts", Account.class).replace(old, new Account("Ann", 3))))
                .isInstanceOf(ConflictException.class);
        persistence.transact(tx -> {
            TypedCollection<Account> inside = tx.collection("accounts", Account.class);
            TypedEntry<Account> mine = inside.store("a", new Account("Ann", 4));
            inside.replace(mine, new Account("Ann", 5));
            inside.update("a", account -> new Account("Ann", account.balance() + 1));
            assertThatThrownBy(() -> inside.create("a", new Account("Bob", 1))).isInstanceOf(ConflictException.class);
        });
        assertThat(accounts.retrieve("a")).contains(new Account("Ann", 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void update_isRunAnewIfSomebodyWasFaster(String scheme) {
        Persistence persistence = open(scheme);
        TypedCollection<Account> accounts = persistence.collection("accounts", Account.class);
        assertThat(accounts.update("none", account -> account)).isEmpty();
        accounts.store("a", new Account("Ann", 1));
        AtomicInteger runs = new AtomicInteger();
        Optional<TypedEntry<Account>> updated = accounts.update("a", account -> {
            if (runs.incrementAndGet() == 1) {
                meanwhile(() -> accounts.store("a", new Account("Ann", 100)));
            }
            return new Account(account.owner(), account.balance() + 1);
        });
        assertThat(updated.orElseThrow().value()).isEqualTo(new Account("Ann", 101));
        assertThat(persistence.update("accounts", "a", document -> Document.of(Map.of("owner", "Bob", "balance", 1))))
                .isPresent();
        assertThat(accounts.retrieve("a")).contains(new Account("Bob", 1));
    }
}
