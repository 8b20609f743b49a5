package dev.marcus.persistence.migration;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The plan by which the documents of one collection came to their present form: numbered steps, of which each makes a
 * document of the version before into one of its own. The version of a collection is the number of its last step, and 0
 * before the first. Immutable; each method returns another plan.
 *
 * <pre>{@code
 * Migrations.of("tasks")
 *         .step(1, "split name", task -> …)
 *         .undo(task -> …)
 *         .step(2, "count hours as numbers", task -> …)
 * }</pre>
 *
 * <p>A step is a function of the document alone: it may be called again for the same document, by several threads, and for
 * documents that are then not stored; what it returns for equal documents must be equal. A step that was applied stays in
 * the plan for ever, under its number and name.
 */
public final class Migrations {
    private static final int BATCH = 500;
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final Duration WAIT = Duration.ofMinutes(5);

    private final String collection;
    private final List<Step> steps;
    private final int batch;
    private final Duration lease;
    private final Duration patience;

    private Migrations(String collection, List<Step> steps, int batch, Duration lease, Duration patience) {
        this.collection = collection;
        this.steps = List.copyOf(steps);
        this.batch = batch;
        this.lease = lease;
        this.patience = patience;
    }

    /**
     * Starts the plan of this collection.
     *
     * @throws InvalidRequestException if that is no valid name, or one that belongs to the framework
     */
    public static Migrations of(String collection) {
        if (Names.checkCollection(collection).startsWith("_")) {
            throw new InvalidRequestException("collection: '" + collection
                    + "' (expected: a name that does not begin with _, because those belong to the framework)");
        }
        return new Migrations(collection, List.of(), BATCH, LEASE, WAIT);
    }

    /**
     * Adds a step behind the others.
     *
     * @throws InvalidRequestException if the number is not above that of the step before, or the name is blank
     */
    public Migrations step(int number, String name, UnaryOperator<Document> change) {
        if (number <= latest()) {
            throw new InvalidRequestException("migrations of '" + collection + "': step " + number + " '" + name
                    + "' behind step " + latest() + " (expected: a higher number)");
        }
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(number, requireNonNull(name, "name"), change, null, ""));
        return with(more);
    }

    /**
     * Gives the step added last its way back, from a document of its version to one of the version before. Without one, the
     * step cannot be rolled back.
     *
     * @throws InvalidRequestException if there is no step yet
     */
    public Migrations undo(UnaryOperator<Document> back) {
        return lastStepAs(last("undo").withUndo(back));
    }

    /**
     * Names the code of the step added last by any text, such as a version or a digest. Once the step was applied, the same
     * plan with another text is refused, as it is with another name.
     *
     * @throws InvalidRequestException if there is no step yet
     */
    public Migrations checksum(String text) {
        return lastStepAs(last("checksum").withText(text));
    }

    private Step last(String what) {
        if (steps.isEmpty()) {
            throw new InvalidRequestException(
                    "migrations of '" + collection + "': " + what + " before the first step (expected: behind a step)");
        }
        return steps.get(steps.size() - 1);
    }

    private Migrations lastStepAs(Step step) {
        List<Step> changed = new ArrayList<>(steps);
        changed.set(steps.size() - 1, step);
        return with(changed);
    }

    private Migrations with(List<Step> changed) {
        return new Migrations(collection, changed, batch, lease, patience);
    }

    /**
     * Sets how many documents are read and changed at a time, in one commit where the backend has that; 500 if not set, and
     * never more than the backend takes.
     *
     * @throws InvalidRequestException if it is not positive
     */
    public Migrations batch(int documents) {
        if (documents < 1) {
            throw new InvalidRequestException("batch: " + documents + " (expected: >= 1)");
        }
        return new Migrations(collection, steps, documents, lease, patience);
    }

    /**
     * Sets how long after its last batch a process that migrates is taken for dead, by the clock of the store; 20 seconds if
     * not set. Too short a time does no harm but waste work: whoever was replaced cannot write any more.
     *
     * @throws InvalidRequestException if it is not positive
     */
    public Migrations lease(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new InvalidRequestException("lease: " + time + " (expected: positive)");
        }
        return new Migrations(collection, steps, batch, time, patience);
    }

    /**
     * Sets how long to wait for another process that migrates the collection; 5 minutes if not set, zero to be told at once
     * with a {@link dev.marcus.persistence.error.TransientException}.
     *
     * @throws InvalidRequestException if it is negative
     */
    public Migrations waitAtMost(Duration time) {
        if (time.isNegative()) {
            throw new InvalidRequestException("waitAtMost: " + time + " (expected: not negative)");
        }
        return new Migrations(collection, steps, batch, lease, time);
    }

    /** Returns the collection that is migrated. */
    public String collection() {
        return collection;
    }

    /** Returns the version that the plan leads to: the number of the last step, 0 if there is none. */
    public int latest() {
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).number();
    }

    List<Step> steps() {
        return steps;
    }

    int batch() {
        return batch;
    }

    Duration lease() {
        return lease;
    }

    Duration patience() {
        return patience;
    }

    /** Names the collection and the version that the plan leads to. */
    @Override
    public String toString() {
        return "Migrations(" + collection + " to version " + latest() + ")";
    }
}
