package dev.marcus.persistence.query;

import static java.util.Objects.requireNonNull;

import dev.marcus.persistence.document.FieldPath;
import dev.marcus.persistence.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A condition begun with {@link Filter#where}, waiting for what is asked of the value at its path. Values are String,
 * Boolean or numbers; for {@code _stored_at} an Instant or a time in ISO 8601. Other values, and null, end in an
 * {@link InvalidRequestException}.
 */
public final class Where {
    private final FieldPath path;

    Where(FieldPath path) {
        this.path = requireNonNull(path, "path");
    }

    /** Asks for equality. */
    public Filter eq(Object value) {
        return new Filter.Compare(path, Filter.Operator.EQ, value);
    }

    /** Asks for the opposite of {@link #eq}: what is missing or of another type passes too. */
    public Filter ne(Object value) {
        return Filter.not(eq(value));
    }

    /** Asks for less. */
    public Filter lt(Object value) {
        return new Filter.Compare(path, Filter.Operator.LT, value);
    }

    /** Asks for at most this. */
    public Filter lte(Object value) {
        return new Filter.Compare(path, Filter.Operator.LTE, value);
    }

    /** Asks for more. */
    public Filter gt(Object value) {
        return new Filter.Compare(path, Filter.Operator.GT, value);
    }

    /** Asks for at least this. */
    public Filter gte(Object value) {
        return new Filter.Compare(path, Filter.Operator.GTE, value);
    }

    /** Asks for one of these. */
    public Filter in(Object... values) {
        return in(Arrays.asList(values));
    }

    /** Asks for one of these. */
    public Filter in(Collection<?> values) {
        List<Object> copy = new ArrayList<>(values);
        return new Filter.In(path, copy);
    }

    /** Asks for any value, null included. */
    public Filter exists() {
        return new Filter.Exists(path);
    }

    /** Asks for null; what is missing does not pass. */
    public Filter isNull() {
        return new Filter.IsNull(path);
    }

    /** Asks for a string that begins so. */
    public Filter startsWith(String prefix) {
        return new Filter.StartsWith(path, requireNonNull(prefix, "prefix"));
    }

    /** Asks for a string with this part, or an array with this element. */
    public Filter contains(Object value) {
        return new Filter.Contains(path, value);
    }

    /** Asks for a string of this form: {@code *} stands for any text, {@code ?} for one code point. */
    public Filter glob(String pattern) {
        return new Filter.Glob(path, requireNonNull(pattern, "pattern"));
    }

    /**
     * Asks for a string with all of these words, whatever their case: {@code retry} stands for a whole word,
     * {@code time*} for one that begins so, {@code "exact phrase"} for words that stand one behind the other. What counts
     * as a word says {@link Words}.
     *
     * @throws InvalidRequestException if there is no word in it, or more than 100 words and phrases
     */
    public Filter search(String words) {
        return new Filter.Search(path, SearchTerm.parse(requireNonNull(words, "words")));
    }
}
