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
                    UniqueIndexMutants.all())
            .flatMap(List::stream)
            .toList();

    private Mutants() {}

    /** The backend that the mutants of indexes are made of; it has no defect. */
    static final Mutant INDEXING = Mutant.of("indexing", "none", "", Indexing::new);

    static Mutant named(String name) {
        return Stream.concat(ALL.stream(), Stream.of(INDEXING))
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant '" + name + "'"));
    }
}
