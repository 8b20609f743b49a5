package dev.marcus.persistence.advice;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.query.Index;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An index that is being thought out: paths whose order is still open stand together until a shape decides it. */
final class IndexDraft {
    private final boolean text;
    private final List<Set<FieldPath>> steps = new ArrayList<>();
    private final List<ObservedShape> shapes = new ArrayList<>();

    IndexDraft(ObservedShape first) {
        text = first.need().text();
        if (!first.need().equal().isEmpty()) {
            steps.add(new HashSet<>(first.need().equal()));
        }
        first.need().then().forEach(path -> steps.add(Set.of(path)));
        shapes.add(first);
    }

    /** Takes the shape in if this index, its open order decided accordingly, serves it with its first paths. */
    boolean takes(ObservedShape shape) {
        IndexNeed need = shape.need();
        if (text != need.text()) {
            return false;
        }
        List<Set<FieldPath>> before = List.copyOf(steps);
        int at = consume(0, need.equal());
        for (FieldPath path : need.then()) {
            at = at < 0 ? at : consume(at, Set.of(path));
        }
        if (at < 0) {
            steps.clear();
            steps.addAll(before);
            return false;
        }
        shapes.add(shape);
        return true;
    }

    /** Returns the step behind these paths, which may divide one; negative if they do not come next. */
    private int consume(int from, Set<FieldPath> paths) {
        Set<FieldPath> wanted = new HashSet<>(paths);
        int at = from;
        while (!wanted.isEmpty()) {
            if (at == steps.size()) {
                return -1;
            }
            Set<FieldPath> step = steps.get(at);
            if (wanted.containsAll(step)) {
                wanted.removeAll(step);
            } else if (step.containsAll(wanted)) {
                Set<FieldPath> rest = new HashSet<>(step);
                rest.removeAll(wanted);
                steps.set(at, wanted);
                steps.add(at + 1, rest);
                return at + 1;
            } else {
                return -1;
            }
            at++;
        }
        return at;
    }

    List<ObservedShape> shapes() {
        return List.copyOf(shapes);
    }

    Index index() {
        List<FieldPath> paths = steps.stream()
                .flatMap(step -> step.stream().sorted(Comparator.comparing(FieldPath::toString)))
                .toList();
        return text ? Index.text(paths.get(0).toString()) : Index.on(paths);
    }
}
