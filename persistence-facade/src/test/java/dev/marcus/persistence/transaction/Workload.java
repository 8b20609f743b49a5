package dev.marcus.persistence.transaction;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.Transaction;
import dev.marcus.persistence.TypedCollection;
import dev.marcus.persistence.TypedEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Transfers between accounts, whose sum never changes, and withdrawals from pairs of accounts, of which one may be overdrawn as
 * long as both together are not. Threads and processes run it beside each other.
 */
final class Workload {
    private static final int ACCOUNTS = 20;
    private static final int PAIRS = 5;
    private static final long EACH = 1000;

    private final Persistence persistence;

    record Account(long balance) {}

    Workload(Persistence persistence) {
        this.persistence = persistence;
    }

    /** In a process of its own: the URL, how many threads, how many transactions each, and a seed. */
    public static void main(String[] arguments) throws Exception {
        try (Persistence persistence = Persistence.open(arguments[0])) {
            new Workload(persistence)
                    .run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
        }
    }

    void begin() {
        persistence.transact(tx -> {
            for (int i = 0; i < ACCOUNTS; i++) {
                bank(tx).store("a" + i, new Account(EACH));
            }
            for (int i = 0; i < 2 * PAIRS; i++) {
                pairs(tx).store(i / 2 + (i % 2 == 0 ? "-left" : "-right"), new Account(EACH));
            }
        });
    }

    void run(int threads, int transactions, long seed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Random random = new Random(seed + i);
                all.add(pool.submit((Callable<Void>) () -> {
                    for (int n = 0; n < transactions; n++) {
                        step(random);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void step(Random random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            check();
        } else if (kind < 6) {
            transfer("a" + random.nextInt(ACCOUNTS), "a" + random.nextInt(ACCOUNTS), random.nextInt(100));
        } else {
            withdraw(random.nextInt(PAIRS), random.nextBoolean(), random.nextInt(300) - 100);
        }
    }

    private void transfer(String from, String to, long amount) {
        persistence.transact(tx -> {
            bank(tx).update(from, account -> new Account(account.balance() - amount));
            bank(tx).update(to, account -> new Account(account.balance() + amount));
        });
    }

    private void withdraw(int pair, boolean left, long amount) {
        persistence.transact(tx -> {
            long one = pairs(tx).retrieve(pair + "-left").orElseThrow().balance();
            long other = pairs(tx).retrieve(pair + "-right").orElseThrow().balance();
            if (one + other < 0) {
                throw new AssertionError(
                        "pair " + pair + ": " + one + " and " + other + " (expected: together not below 0)");
            }
            if (one + other >= amount) {
                pairs(tx).store(pair + (left ? "-left" : "-right"), new Account((left ? one : other) - amount));
            }
        });
    }

    /** Fails if the rules are broken, as one transaction sees it. */
    void check() {
        long sum = persistence.transaction(tx -> bank(tx).query().entries().stream()
                .map(TypedEntry::value)
                .mapToLong(Account::balance)
                .sum());
        if (sum != ACCOUNTS * EACH) {
            throw new AssertionError("sum of all accounts: " + sum + " (expected: " + ACCOUNTS * EACH + ")");
        }
        for (int i = 0; i < PAIRS; i++) {
            withdraw(i, true, 0);
        }
    }

    private static TypedCollection<Account> bank(Transaction tx) {
        return tx.collection("bank", Account.class);
    }

    private static TypedCollection<Account> pairs(Transaction tx) {
        return tx.collection("pairs", Account.class);
    }
}
