package dev.marcus.persistence.transaction;

import dev.marcus.persistence.Persistence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants over thousands of transactions that meet; {@code -Dpersistence.tck.scale=100} makes them 100,000 and more. */
class WorkloadTest {
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);
    private static final int THREADS = 16;

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"memory:", "file:%s/files?durability=process", "sqlite:%s/a.db?durability=process"})
    void sixteenThreads_keepTheInvariants(String url) throws Exception {
        try (Persistence persistence = Persistence.open(url.formatted(temp))) {
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            Workload workload = new Workload(persistence, acknowledged::add);
            workload.begin();
            workload.run(THREADS, 65 * SCALE, 1);
            workload.check();
            workload.checkTransfers(acknowledged);
        }
    }

    @Test
    void fourProcesses_keepTheInvariants() throws Exception {
        String url = "sqlite:" + temp.resolve("b.db") + "?durability=process";
        try (Persistence persistence = Persistence.open(url)) {
            Workload workload = new Workload(persistence);
            workload.begin();
            try (WorkloadProcesses processes = WorkloadProcesses.start(url, 65 * SCALE)) {
                processes.awaitEnd(Duration.ofMinutes(2L + SCALE));
                workload.check();
                workload.checkTransfers(processes.acknowledged());
            }
        }
    }
}
