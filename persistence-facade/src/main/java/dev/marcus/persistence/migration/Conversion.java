package dev.marcus.persistence.migration;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes documents of one version into documents of another, by the steps of a plan. For any number of threads. */
record Conversion(Migrations plan) {
    /**
     * Says whether the plan is the one by which the collection came to what it is.
     *
     * @throws MigrationMismatchException if it is not
     */
    void check(Versions versions) {
        Map<Integer, AppliedStep> applied = versions.applied();
        if (versions.current() > plan.latest()) {
            throw mismatch("is at version " + versions.current() + " (expected: at most " + plan.latest()
                    + ", the last step of this program); run the newer program, or roll back with it");
        }
        applied.values().forEach(this::check);
        for (Step step : plan.steps()) {
            if (step.number() < versions.current() && !applied.containsKey(step.number())) {
                throw mismatch("is at version " + versions.current() + ", and " + step
                        + " was never applied (expected: new steps behind it); give it a higher number");
            }
        }
    }

    private void check(AppliedStep applied) {
        String what = "step " + applied.number() + " '" + applied.name() + "', applied at " + applied.begun() + ",";
        Step step = plan.steps().stream()
                .filter(planned -> planned.number() == applied.number())
                .findFirst()
                .orElseThrow(() -> mismatch("has " + what + " which is not in the plan (expected: every step that was"
                        + " applied, for ever); put it back"));
        if (!step.checksum().equals(applied.checksum())) {
            throw mismatch("has " + what + " with checksum " + applied.checksum() + ", but the plan has " + step
                    + " with "
                    + step.checksum() + " (expected: the same number, name and checksum text); put it back as it was,"
                    + " and make what is new a step of its own");
        }
    }

    private MigrationMismatchException mismatch(String what) {
        return new MigrationMismatchException("collection '" + plan.collection() + "' " + what);
    }

    /**
     * Says whether documents of all these versions can be brought to the target.
     *
     * @throws InvalidRequestException if that is no version of the plan, or a step on the way has no undo
     */
    void checkWay(Versions versions, int target) {
        if (target != 0 && plan.steps().stream().noneMatch(step -> step.number() == target)) {
            throw new InvalidRequestException("collection '" + plan.collection() + "': roll back to version " + target
                    + " (expected: 0, or the number of a step of the plan)");
        }
        for (Versions.Mark mark : versions.marks()) {
            for (Step step : between(target, mark.version())) {
                if (step.undo() == null) {
                    throw new InvalidRequestException("collection '" + plan.collection() + "': roll back to version "
                            + target + ", but " + step + " has no undo (expected: one, or a step forward instead)");
                }
            }
        }
    }

    /** Returns the steps above the one version, up to the other. */
    List<Step> between(int above, int upTo) {
        return plan.steps().stream()
                .filter(step -> step.number() > above && step.number() <= upTo)
                .toList();
    }

    /**
     * Returns the document of the entry, of version {@code from}, as one of version {@code to}.
     *
     * @throws MigrationFailedException if a step fails
     */
    Document convert(Entry entry, int from, int to) {
        Document document = entry.document();
        if (from <= to) {
            for (Step step : between(from, to)) {
                document = apply(entry, step, step.change(), document);
            }
            return document;
        }
        List<Step> back = new ArrayList<>(between(to, from));
        Collections.reverse(back);
        for (Step step : back) {
            document = apply(entry, step, requireNonNull(step.undo(), "undo"), document);
        }
        return document;
    }

    private static Document apply(Entry entry, Step step, UnaryOperator<Document> function, Document document) {
        try {
            return requireNonNull(function.apply(document), "the document that the step returned");
        } catch (RuntimeException e) {
            throw new MigrationFailedException(entry.collection(), entry.key(), step.number(), step.name(), e);
        }
    }
}
