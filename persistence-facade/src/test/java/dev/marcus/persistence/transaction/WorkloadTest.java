package dev.marcus.persistence.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.Persistence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
            Workload workload = new Workload(persistence);
            workload.begin();
            workload.run(THREADS, 65 * SCALE, 1);
            workload.check();
        }
    }

    @Test
    void fourProcesses_keepTheInvariants() throws Exception {
        String url = "sqlite:" + temp.resolve("b.db") + "?durability=process";
        try (Persistence persistence = Persistence.open(url)) {
            Workload workload = new Workload(persistence);
            workload.begin();
            List<Process> children = new ArrayList<>();
            try {
                for (int i = 0; i < 4; i++) {
                    children.add(child(i, url, 4, 65 * SCALE));
                }
                for (int i = 0; i < children.size(); i++) {
                    assertThat(children.get(i).waitFor(2L + SCALE, TimeUnit.MINUTES))
                            .isTrue();
                    assertThat(children.get(i).exitValue())
                            .as(Files.readString(temp.resolve("child" + i)))
                            .isZero();
                }
            } finally {
                children.forEach(Process::destroyForcibly);
            }
            workload.check();
        }
    }

    private Process child(int number, String url, int threads, int transactions) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Workload.class.getName(),
                        url,
                        String.valueOf(threads),
                        String.valueOf(transactions),
                        String.valueOf(100 * number))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("child" + number).toFile())
                .start();
    }
}
