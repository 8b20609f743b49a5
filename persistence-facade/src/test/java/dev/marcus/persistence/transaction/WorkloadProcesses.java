package dev.marcus.persistence.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Four processes of four threads each that run the workload on one store. */
final class WorkloadProcesses implements AutoCloseable {
    private static final int PROCESSES = 4;
    private static final int THREADS = 4;

    private final List<Process> processes = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final List<String> others = new ArrayList<>();
    private int reading = PROCESSES;

    /** Starts them, each thread with so many transactions. */
    static WorkloadProcesses start(String url, int transactions) throws IOException {
        WorkloadProcesses all = new WorkloadProcesses();
        for (int i = 0; i < PROCESSES; i++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Workload.class.getName(),
                            url,
                            String.valueOf(THREADS),
                            String.valueOf(transactions),
                            String.valueOf(100 * i))
                    .redirectErrorStream(true)
                    .start();
            all.processes.add(process);
            Thread reader = new Thread(() -> all.read(process), "output of process " + i);
            reader.setDaemon(true);
            reader.start();
        }
        return all;
    }

    private void read(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end();
        }
    }

    private synchronized void note(String line) {
        if (line.startsWith(Workload.ACKNOWLEDGED)) {
            acknowledged.add(line.substring(Workload.ACKNOWLEDGED.length()));
        } else {
            others.add(line);
        }
        notifyAll();
    }

    private synchronized void end() {
        reading--;
        notifyAll();
    }

    /** Waits until so many transfers were acknowledged; fails if all processes end before. */
    synchronized void awaitAcknowledged(int transfers) throws InterruptedException {
        while (acknowledged.size() < transfers && reading > 0) {
            wait();
        }
        assertThat(acknowledged).as(String.join("\n", others)).hasSizeGreaterThanOrEqualTo(transfers);
    }

    /** Waits until all have ended, and fails if one does not or has failed. */
    void awaitEnd(Duration most) throws InterruptedException {
        awaitOutput(System.nanoTime() + most.toNanos());
        for (Process process : processes) {
            assertThat(process.waitFor()).as(() -> String.join("\n", others())).isZero();
        }
    }

    private synchronized void awaitOutput(long end) throws InterruptedException {
        while (reading > 0 && System.nanoTime() < end) {
            wait(1000);
        }
        assertThat(reading)
                .as("processes at work:\n" + String.join("\n", others))
                .isZero();
    }

    /** Returns the transfers that were acknowledged. */
    synchronized Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Returns what was printed beside them. */
    synchronized List<String> others() {
        return List.copyOf(others);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
