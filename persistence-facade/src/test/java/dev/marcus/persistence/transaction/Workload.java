package dev.marcus.persistence.transaction;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.Transaction;
import dev.marcus.persistence.TypedCollection;
import dev.marcus.persistence.TypedEntry;
import dev.marcus.persistence.error.OutcomeUnknownException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Transfers between accounts, whose sum never changes, and withdrawals from pairs of accounts, of which one may be overdrawn as
 * long as both together are not. Each transfer leaves an entry of its own, so that it can be told which were made. Threads and
 * processes run it beside each other.
 */
final class Workload {
    private static final int ACCOUNTS = 20;
    private static final int PAIRS = 5;
    private static final long EACH = 1000;

    /** What a process prints before the name of a transfer. */
    static final String ACKNOWLEDGED = "acknowledged ";

    /** What it prints when it does not know. */
    static final String UNKNOWN = "unknown ";

    private final Persistence persistence;
    private final Consumer<String> acknowledged;

    record Account(long balance) {}

    record Transfer(String from, String to, long amount) {}

    Workload(Persistence persistence) {
        this(persistence, transfer -> {});
    }

    /** Tells of each transfer that was acknowledged. */
    Workload(Persistence persistence, Consumer<String> acknowledged) {
        this.persistence = persistence;
        this.acknowledged = acknowledged;
    }

    /**
     * In a process of its own: the URL, how many threads, how many transactions each, and a seed. Prints the transfers that
     * were acknowledged, after the word for it.
     */
    public static void main(String[] arguments) throws Exception {
        try (Persistence persistence = Persistence.open(arguments[0])) {
            new Workload(persistence, transfer -> System.out.println(ACKNOWLEDGED + transfer))
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
                long own = seed + i;
                all.add(pool.submit((Callable<Void>) () -> {
                    Random random = new Random(own);
                    for (int n = 0; n < transactions; n++) {
                        step(own + "-" + n, random);
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

    private void step(String name, Random random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            check();
        } else if (kind < 6) {
            transfer(
                    name,
                    new Transfer("a" + random.nextInt(ACCOUNTS), "a" + random.nextInt(ACCOUNTS), random.nextInt(100)));
        } else {
            withdraw(random.nextInt(PAIRS), random.nextBoolean(), random.nextInt(300) - 100);
        }
    }

    private void transfer(String name, Transfer transfer) {
        try {
            persistence.transact(tx -> {
                bank(tx).update(transfer.from(), account -> new Account(account.balance() - transfer.amount()));
                bank(tx).update(transfer.to(), account -> new Account(account.balance() + transfer.amount()));
                tx.collection("transfers", Transfer.class).store(name, transfer);
            });
            acknowledged.accept(name);
        } catch (OutcomeUnknownException e) {
            System.out.println(UNKNOWN + name);
        }
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

    /** Fails if a transfer that was acknowledged is not there, or the accounts hold anything else than the transfers made of them. */
    void checkTransfers(Set<String> acknowledged) {
        Map<String, Long> balances = new HashMap<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            balances.put("a" + i, EACH);
        }
        Set<String> lost = new HashSet<>(acknowledged);
        try (Stream<TypedEntry<Transfer>> made = persistence.collection("transfers", Transfer.class).query().stream()) {
            made.forEach(entry -> {
                Transfer transfer = entry.value();
                balances.merge(transfer.from(), -transfer.amount(), Long::sum);
                balances.merge(transfer.to(), transfer.amount(), Long::sum);
                lost.remove(entry.key());
            });
        }
        if (!lost.isEmpty()) {
            throw new AssertionError("acknowledged and not there: " + lost);
        }
        for (TypedEntry<Account> account :
                persistence.collection("bank", Account.class).query().entries()) {
            if (account.value().balance() != balances.get(account.key())) {
                throw new AssertionError(account.key() + ": " + account.value().balance() + " (expected: "
                        + balances.get(account.key()) + ", by the transfers)");
            }
        }
    }

    private static TypedCollection<Account> bank(Transaction tx) {
        return tx.collection("bank", Account.class);
    }

    private static TypedCollection<Account> pairs(Transaction tx) {
        return tx.collection("pairs", Account.class);
    }
}
