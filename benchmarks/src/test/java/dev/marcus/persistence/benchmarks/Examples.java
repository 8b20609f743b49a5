package dev.marcus.persistence.benchmarks;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Results that nobody measured. */
final class Examples {
    private Examples() {}

    static Circumstances circumstances(boolean complete) {
        RawSync sync = new RawSync(250, 1_200, 8_000);
        Machine machine = new Machine(2, "Some CPU", 24, "Linux", "ext4", "A JVM 17");
        return new Circumstances(LocalDate.of(2026, 9, 28), machine, Settings.FULL, complete, sync, sync);
    }

    /** Puts of three contenders, a get, and the costs of a put. */
    static Results results() {
        List<Measured> all = new ArrayList<>(List.of(
                new Measured("PutDisk16.put", "file", "", 10_000, 30_000, 1_000),
                new Measured("PutDisk16.put", "jdbc", "", 10_000, 4_000, 100),
                new Measured("PutDisk16.put", "jdbc-each", "", 10_000, 5_000, 100),
                new Measured("PutDisk16.put", "sqlite", "", 10_000, 14_000, 3_000),
                new Measured("Read.get", "file", "", 100_000, 0.4321, 0.01),
                new Measured("Read.get", "memory", "", 100_000, 2.5, Double.NaN),
                new Measured("Read.get", "rocksdb", "", 100_000, 25.0, 0.5),
                new Measured("BatchLoad.load", "file", "", 200_000, 400, 40),
                new Measured("BatchLoad.load", "rocksdb", "", 200_000, 500, 50)));
        all.add(new Measured("PutCost.put", "file", "DISK", 1_000, 200, 2));
        all.add(new Measured("PutCost.put", "file", "DISK", 1_000_000, 220, 2));
        return new Results(all);
    }
}
