package dev.marcus.persistence.migration;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan.
 *
 * @param undo the way back; null if there is none
 * @param text what the programmer says the code is, since code cannot be compared
 */
record Step(
        int number,
        String name,
        UnaryOperator<Document> change,
        @Nullable UnaryOperator<Document> undo,
        String text) {
    Step {
        requireNonNull(change, "change");
        requireNonNull(text, "text");
        if (number < 1) {
            throw new InvalidRequestException("step " + number + " (expected: a number >= 1)");
        }
        if (name.isBlank()) {
            throw new InvalidRequestException("step " + number + ": no name (expected: a few words)");
        }
    }

    Step withUndo(UnaryOperator<Document> back) {
        return new Step(number, name, change, requireNonNull(back, "undo"), text);
    }

    Step withText(String given) {
        return new Step(number, name, change, undo, given);
    }

    /** Returns what must not change once the step was applied: a digest of number, name and text. */
    String checksum() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((number + "\n" + name + "\n" + text).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Names the step in messages. */
    @Override
    public String toString() {
        return "step " + number + " '" + name + "'";
    }
}
