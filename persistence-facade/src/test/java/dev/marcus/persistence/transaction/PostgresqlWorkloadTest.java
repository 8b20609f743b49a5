package dev.marcus.persistence.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.PostgresqlServer;
import dev.marcus.persistence.document.Document;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The workload of four processes while the server is killed beneath it; {@code -Dpersistence.tck.scale=100} makes it more
 * than 100,000 transactions and ten kills.
 */
class PostgresqlWorkloadTest {
    private static final int SCALE = Integer.getInteger("persistence.tck.scale", 1);
    private static final int TRANSACTIONS = SCALE == 1 ? 20 : 65 * SCALE;
    private static final int KILLS = Math.min(10, 2 + SCALE);

    /** Every second step is a transfer, as a rule. */
    private static final int TRANSFERS = 16 * TRANSACTIONS / 2;

    @TempDir
    Path temp;

    @Test
    void serverThatIsKilled_losesNothing_breaksNoRule_andTheFeedMissesNothing() throws Exception {
        long start = System.nanoTime();
        try (PostgresqlServer server = PostgresqlServer.start(temp.resolve("data"));
                Persistence persistence = Persistence.open(server.url("bank"))) {
            Workload workload = new Workload(persistence);
            workload.begin();
            FeedFollower follower = new FeedFollower(persistence).follow();
            try (WorkloadProcesses processes = WorkloadProcesses.start(server.url("bank"), TRANSACTIONS)) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    processes.awaitAcknowledged(kill * TRANSFERS / (KILLS + 1));
                    if (kill % 2 == 0) {
                        server.stopAtOnce();
                    } else {
                        server.kill();
                    }
                    server.startAgain();
                }
                processes.awaitEnd(Duration.ofMinutes(2L + SCALE));
                Set<String> acknowledged = processes.acknowledged();
                workload.check();
                workload.checkTransfers(acknowledged);
                follower.awaitRevision(
                        persistence.store("end", "end", Document.empty()).revision());
                for (String collection : persistence.store().collections()) {
                    follower.check(collection);
                }
                System.out.println("16 threads of 4 processes, " + 16 * TRANSACTIONS + " transactions, " + KILLS
                        + " kills: " + (System.nanoTime() - start) / 1_000_000 + " ms, " + acknowledged.size()
                        + " transfers acknowledged, "
                        + processes.others().stream()
                                .filter(line -> line.startsWith(Workload.UNKNOWN))
                                .count() + " unknown; follower: " + follower);
                assertThat(acknowledged).hasSizeGreaterThan(TRANSFERS / 2);
            }
        }
    }
}
