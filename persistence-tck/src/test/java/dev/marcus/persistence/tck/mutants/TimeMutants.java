package dev.marcus.persistence.tck.mutants;

import static dev.marcus.persistence.tck.mutants.Broken.entries;
import static dev.marcus.persistence.tck.mutants.Broken.puts;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.spi.BackendConfig;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.spi.Pushed;
import dev.marcus.persistence.store.Change;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Defects of store times, retention and the order. */
final class TimeMutants {
    private static final Pushed ORDERED = new Pushed(Pushed.Filtering.NONE, true, false);

    private TimeMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        String theClock = "TimeAndOrder.rule_3_1_theStoreTimeIsThatOfTheClock";
        all.add(Mutant.of(
                "no-store-time",
                "entries carry no store time",
                theClock,
                entries(entry -> DocumentMutants.at(entry, Instant.EPOCH))));
        all.add(clocked(
                "rounds-times",
                "times are rounded, not cut",
                theClock,
                clock -> () -> clock.instant().plusNanos(500)));
        all.add(clocked(
                "millisecond-times",
                "times are cut to milliseconds",
                theClock,
                clock -> () -> clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        all.add(clocked(
                "own-clock", "the clock that was given is not used", theClock, clock -> InstantSource.system()));
        all.add(clocked(
                "local-times",
                "times are local, an hour ahead",
                theClock,
                clock -> () -> clock.instant().plus(Duration.ofHours(1))));
        all.add(imported(
                "clock-steps-back",
                "store times decrease when the clock does",
                "TimeAndOrder.rule_3_1_storeTimesNeverDecrease_whenTheClockStepsBack",
                (last, now) -> now));
        all.add(imported(
                "forgets-last-time",
                "the last time set is forgotten over reopening",
                "TimeAndOrder.rule_3_1_storeTimesNeverDecrease_overReopening",
                (last, now) -> now.isBefore(last) ? last : now));
        all.add(imported(
                "leap-not-believed",
                "a clock that leaps ahead is held back",
                "TimeAndOrder.rule_3_1_aClockThatLeapsAheadIsBelieved",
                (last, now) ->
                        now.isAfter(last.plus(Duration.ofHours(1))) && last.isAfter(Entry.MIN_STORED_AT) ? last : now));
        all.add(new Mutant(
                "import-drags-clock",
                "an entry from elsewhere with a future time drags the clock along",
                "TimeAndOrder.rule_3_1_anEntryFromElsewhere",
                TimeMutants::draggedClock));
        all.add(Mutant.of(
                "import-time-ignored",
                "an import gets the time of the store",
                "TimeAndOrder.rule_3_4",
                puts(put -> new Change.Put(put.collection(), put.key(), put.document(), null))));
        all.add(Mutant.of(
                "unchanged-not-stored",
                "storing the same document again changes nothing",
                "TimeAndOrder.rule_3_2",
                sound -> new Broken(sound) {
                    @Override
                    public CommitResult commit(Commit commit) {
                        if (commit.changes().size() == 1
                                && commit.changes().get(0) instanceof Change.Put put
                                && put.imported().isEmpty()) {
                            Entry there =
                                    sound.retrieve(put.collection(), put.key()).orElse(null);
                            if (there != null && there.document().equals(put.document())) {
                                return new CommitResult(List.of(new CommitResult.Outcome(1, there.revision(), there)));
                            }
                        }
                        return sound.commit(commit);
                    }
                }));
        all.add(Mutant.of(
                "keeps-creation-time",
                "an entry that is replaced keeps the time of the first",
                "TimeAndOrder.rule_3_2",
                sound -> puts(put -> {
                            Instant first = sound.retrieve(put.collection(), put.key())
                                    .map(Entry::storedAt)
                                    .orElse(put.importedAt());
                            return new Change.Put(put.collection(), put.key(), put.document(), first);
                        })
                        .apply(sound)));
        all.add(ordered(
                "order-of-seconds",
                "within one second the order is that of the keys",
                "TimeAndOrder.rule_3_3_theDefaultOrder",
                Comparator.comparing((Entry entry) -> entry.storedAt().truncatedTo(ChronoUnit.SECONDS))
                        .reversed()
                        .thenComparing(Entry::key)));
        all.add(ordered(
                "oldest-first",
                "the oldest comes first",
                "TimeAndOrder.rule_3_3_theDefaultOrder",
                Comparator.comparing(Entry::storedAt).thenComparing(Entry::revision)));
        all.add(ordered(
                "order-of-insertion",
                "an entry that is replaced keeps its place in the order",
                "TimeAndOrder.rule_3_3_theDefaultOrder",
                Comparator.comparing(Entry::storedAt).reversed().thenComparing(Entry::key)));
        return all;
    }

    /** Opens the sound backend with another clock. */
    private static Mutant clocked(
            String name, String defect, String caughtBy, Function<InstantSource, InstantSource> change) {
        return new Mutant(
                name, defect, caughtBy, config -> Sound.open(config.location(), change.apply(config.clock())));
    }

    /** Gives each put a time made from the last one, which is not kept, and from the clock. */
    private static Mutant imported(String name, String defect, String caughtBy, BinaryOperator<Instant> time) {
        return new Mutant(name, defect, caughtBy, config -> {
            Instant[] last = {Entry.MIN_STORED_AT};
            return puts(put -> {
                        if (put.imported().isPresent()) {
                            return put;
                        }
                        last[0] = time.apply(last[0], config.clock().instant());
                        return new Change.Put(put.collection(), put.key(), put.document(), last[0]);
                    })
                    .apply(Sound.open(config));
        });
    }

    private static PersistenceBackend draggedClock(BackendConfig config) {
        Instant[] latest = {Entry.MIN_STORED_AT};
        InstantSource dragged = () -> config.clock().instant().isBefore(latest[0])
                ? latest[0]
                : config.clock().instant();
        return puts(put -> {
                    put.imported().filter(time -> time.isAfter(latest[0])).ifPresent(time -> latest[0] = time);
                    return put;
                })
                .apply(Sound.open(config.location(), dragged));
    }

    /** Answers in this order, whatever was asked for, and claims that it is the one. */
    static Mutant ordered(String name, String defect, String caughtBy, Comparator<Entry> order) {
        return Mutant.of(
                name,
                defect,
                caughtBy,
                Broken.queries(
                        ORDERED,
                        (request, all) -> request.filter().equals(Filter.all())
                                ? all.stream().sorted(order).toList()
                                : all.stream()
                                        .sorted(dev.marcus.persistence.query.Sort.comparator(request.sorts()))
                                        .toList()));
    }
}
