package dev.marcus.persistence.tck;

import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Durability;
import dev.marcus.persistence.tck.oracle.Oracle;
import dev.marcus.persistence.tck.oracle.StoreOpener;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DifferentialRules extends Rules {
    DifferentialRules(PersistenceBackendTck kit) {
        super(kit);
    }

    private Oracle oracle() {
        AtomicInteger spaces = new AtomicInteger();
        return new Oracle(
                store().capabilities().has(Capability.ATOMIC_COMMIT),
                store().capabilities().durability() != Durability.NONE,
                store().capabilities().has(Capability.INDEXES),
                store().capabilities().has(Capability.CHANGE_FEED),
                () -> {
                    String space = "drawn" + spaces.incrementAndGet();
                    StoreOpener opener = clock -> open(space, clock);
                    return opener;
                });
    }

    @Test
    void rule_4_6_drawnSequencesOfChangesLeaveWhatTheContractSays() {
        oracle().checkChanges(50);
    }

    @Test
    void rule_5_1_drawnQueriesAnswerWhatTheContractSays() {
        oracle().checkQueries(10, 400);
    }

    @Test
    void rule_5_10_drawnAggregationsAnswerWhatTheContractSays() {
        oracle().checkFigures(4, 100);
    }
}
