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
                    SelfReportMutants.all())
            .flatMap(List::stream)
            .toList();

    private Mutants() {}

    static Mutant named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant '" + name + "'"));
    }
}
