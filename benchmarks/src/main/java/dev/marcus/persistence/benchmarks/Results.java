package dev.marcus.persistence.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All figures of a run. */
record Results(List<Measured> all) {
    Results {
        all = List.copyOf(all);
    }

    /** Returns the figure of this contender for this topic. */
    Optional<Measured> of(Topic topic, Kind kind) {
        return of(topic, kind.id());
    }

    Optional<Measured> of(Topic topic, String contender) {
        return all.stream()
                .filter(topic::covers)
                .filter(measured -> measured.contender().equals(contender))
                .map(topic::read)
                .findFirst();
    }

    /** Returns the better of the figures of hand-written JDBC. */
    Optional<Measured> ofJdbc(Topic topic) {
        Comparator<Measured> order = Comparator.comparingDouble(Measured::score);
        return List.of(Kind.JDBC, Kind.JDBC_EACH).stream()
                .flatMap(kind -> of(topic, kind).stream())
                .max(topic.moreIsBetter() ? order : order.reversed());
    }

    /** Returns what it costs this contender to put into a store of this size. */
    Optional<Measured> putCost(Kind kind, String level, int entries) {
        return all.stream()
                .filter(measured -> measured.what().equals("PutCost.put"))
                .filter(measured -> measured.contender().equals(kind.id()))
                .filter(measured -> measured.level().equals(level) && measured.entries() == entries)
                .findFirst();
    }

    /** Returns the sizes of stores for which this was measured, ascending. */
    List<Integer> sizes(String what) {
        return all.stream()
                .filter(measured -> measured.what().equals(what))
                .map(Measured::entries)
                .distinct()
                .sorted()
                .toList();
    }

    /** Says whether there is any figure for the topic. */
    boolean has(Topic topic) {
        return all.stream().anyMatch(topic::covers);
    }
}
