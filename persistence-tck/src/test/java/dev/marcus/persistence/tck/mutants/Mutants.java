package dev.marcus.persistence.tck.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants. */
final class Mutants {
    static final List<Mutant> ALL = Stream.of(
                    DocumentMutants.all(),
                    TimeMutants.all(),
                    OperationMutants.all(),
                    CommitMutants.all(),
                    FilterMutants.all(),
                    OrderMutants.all(),
                    ConcurrencyMutants.all(),
                    LifecycleMutants.all(),
                    ErrorMutants.all(),
                    DurabilityMutants.all(),
                    BackupMutants.all(),
                    SelfReportMutants.all(),
                    IndexMutants.all(),
                    UniqueIndexMutants.all(),
                    FeedMutants.all(),
                    RevisionMutants.all())
            .flatMap(List::stream)
            .toList();

    private Mutants() {}

    /** The backend that the mutants of indexes are made of; it has no defect. */
    static final Mutant INDEXING = Mutant.of("indexing", "none", "", Indexing::new);

    /** The backend that the mutants of feeds are made of; it has no defect. */
    static final Mutant FEEDING = new Mutant("feeding", "none", "", config -> new Feeding(Sound.open(config), config));

    static Mutant named(String name) {
        return Stream.concat(ALL.stream(), Stream.of(INDEXING, FEEDING))
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant '" + name + "'"));
    }
}
