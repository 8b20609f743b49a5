package dev.marcus.persistence.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a run that is done once in the life of a JVM: opening a store again and closing it, and what an entry takes
 * of the heap and of the disk. Each figure is the median of several JVMs; its error is half of what lies between the
 * extremes.
 */
final class Reopening {
    static final String FIRST = "Reopening.first";
    static final String OPEN = "Reopening.open";
    static final String CLOSE = "Reopening.close";
    static final String HEAP = "Reopening.heap";
    static final String DISK = "Reopening.disk";

    private static final List<Kind> KINDS =
            List.of(Kind.MEMORY, Kind.FILE, Kind.SQLITE, Kind.JDBC, Kind.NITRITE, Kind.MVSTORE, Kind.ROCKSDB);

    private final Settings settings;
    private final Path workspace;

    Reopening(Settings settings, Path workspace) {
        this.settings = settings;
        this.workspace = workspace;
    }

    /** Returns who is measured for this; what is in memory only is neither opened again nor on the disk. */
    static List<Kind> contenders(String what) {
        return what.equals(HEAP) || what.equals(FIRST)
                ? KINDS
                : KINDS.stream().filter(Kind::isPersistent).toList();
    }

    /** Measures everybody; who fails has no figures, and the others keep theirs. */
    List<Measured> measure() throws InterruptedException {
        List<Measured> all = new ArrayList<>();
        for (int entries : settings.reopeningSizes()) {
            for (Kind kind : KINDS) {
                try {
                    all.addAll(measure(kind, entries));
                } catch (IOException e) {
                    System.err.println("Reopening " + kind.id() + " with " + entries + " entries failed: " + e);
                }
            }
        }
        return all;
    }

    private List<Measured> measure(Kind kind, int entries) throws IOException, InterruptedException {
        Path directory = workspace;
        List<Measured> measured = new ArrayList<>();
        if (kind.isPersistent()) {
            directory = Path.of(Children.run(workspace, FillingChild.class, kind.id(), "" + entries)
                    .get(0));
            Workspace.sync(directory);
            measured.add(new Measured(
                    DISK, kind.id(), "", entries, (double) Workspace.size(directory) / entries, Double.NaN));
        }
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        for (int i = 0; i < settings.reopenings(); i++) {
            for (String line :
                    Children.run(workspace, ReopeningChild.class, kind.id(), directory.toString(), "" + entries)) {
                String[] words = line.split(" ", -1);
                samples.computeIfAbsent(words[0], what -> new ArrayList<>()).add(Double.valueOf(words[1]));
            }
        }
        if (kind.isPersistent()) {
            Workspace.remove(directory);
        }
        samples.forEach((what, values) -> measured.add(median(what, kind, entries, values)));
        measured.forEach(System.out::println);
        return measured;
    }

    static Measured median(String what, Kind kind, int entries, List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double spread = sorted.length < 2 ? Double.NaN : (sorted[sorted.length - 1] - sorted[0]) / 2;
        return new Measured(what, kind.id(), "", entries, middle(sorted), spread);
    }

    private static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[half]
                : Arrays.stream(sorted, half - 1, half + 1).average().orElseThrow();
    }
}
