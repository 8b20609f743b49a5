package dev.marcus.persistence.tck.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was done to one key by several threads. Linearizable if each operation can be given a moment between its call and
 * its return so that, one after the other in the order of these moments, all end as they did. Found by the search of Wing
 * and Gong, which remembers where it has been; at most 60 operations.
 */
public final class KeyHistory {
    private final List<KeyOperation> operations = Collections.synchronizedList(new ArrayList<>());

    /** Adds an operation that has ended; by any thread. */
    public void add(KeyOperation operation) {
        operations.add(operation);
    }

    /** What is at the key: revision 0 for nothing; and the highest revision given so far. */
    private record State(long revision, long value, long highest) {}

    private record Place(long done, State state) {}

    /** Returns why the history is not linearizable, with all of it; empty if it is. */
    public Optional<String> violation() {
        List<KeyOperation> ordered = new ArrayList<>(operations);
        ordered.sort(Comparator.comparingLong(KeyOperation::invoked));
        if (search(ordered, 0, new State(0, 0, 0), new HashSet<>())) {
            return Optional.empty();
        }
        long start = ordered.get(0).invoked();
        StringBuilder text = new StringBuilder("no order of these operations explains what each was told:");
        for (KeyOperation operation : ordered) {
            text.append("\n    ")
                    .append((operation.invoked() - start) / 1000)
                    .append(" to ")
                    .append(operation.unknown() ? "?" : String.valueOf((operation.returned() - start) / 1000))
                    .append(" µs, ")
                    .append(operation);
        }
        return Optional.of(text.toString());
    }

    private static boolean search(List<KeyOperation> operations, long done, State state, Set<Place> visited) {
        long firstReturn = Long.MAX_VALUE;
        boolean allKnownDone = true;
        for (int i = 0; i < operations.size(); i++) {
            if ((done & 1L << i) == 0) {
                allKnownDone &= operations.get(i).unknown();
                firstReturn = Math.min(firstReturn, operations.get(i).returned());
            }
        }
        if (allKnownDone) {
            return true; // what nobody knows the outcome of need not have been done
        }
        if (!visited.add(new Place(done, state))) {
            return false;
        }
        for (int i = 0; i < operations.size(); i++) {
            KeyOperation next = operations.get(i);
            if ((done & 1L << i) == 0 && next.invoked() <= firstReturn) {
                Optional<State> after = after(state, next);
                if (after.isPresent() && search(operations, done | 1L << i, after.get(), visited)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the state that the operation leaves, if from this state it ends as it did. */
    private static Optional<State> after(State state, KeyOperation operation) {
        return switch (operation.kind()) {
            case READ -> {
                boolean same = operation.revision() == state.revision
                        && (state.revision == 0 || Long.valueOf(state.value).equals(operation.found()));
                yield same ? Optional.of(state) : Optional.empty();
            }
            case DELETE -> {
                boolean there = state.revision > 0;
                yield operation.unknown() || there == operation.done()
                        ? Optional.of(new State(0, 0, state.highest))
                        : Optional.empty();
            }
            case PUT -> put(state, operation);
            case PUT_IF -> {
                boolean holds = state.revision == operation.expected();
                if (operation.unknown()) {
                    yield holds ? put(state, operation) : Optional.of(state);
                }
                if (operation.done()) {
                    yield holds ? put(state, operation) : Optional.empty();
                }
                yield !holds && operation.revision() == state.revision ? Optional.of(state) : Optional.empty();
            }
        };
    }

    private static Optional<State> put(State state, KeyOperation operation) {
        if (operation.unknown()) {
            return Optional.of(new State(-1, operation.value(), state.highest)); // a revision that nobody was told
        }
        return operation.revision() > state.highest
                ? Optional.of(new State(operation.revision(), operation.value(), operation.revision()))
                : Optional.empty();
    }
}
