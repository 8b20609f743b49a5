package dev.marcus.persistence.query;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.PathReader;
import dev.marcus.persistence.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the place of an entry in the answer to one query of one store into a cursor and back, and compares entries with
 * it. A cursor that came from another query, order or store is refused.
 */
public final class PositionCodec {
    private final EntryOrder order;
    private final String fingerprint;

    private PositionCodec(Query query, String storeId) {
        order = new EntryOrder(query.sorts());
        fingerprint = fingerprint(
                storeId,
                query.collection(),
                describe(query.filter()),
                query.sorts().toString());
    }

    /** Prepares the cursors of this query on the store with this identity. */
    public static PositionCodec of(Query query, String storeId) {
        return new PositionCodec(query, storeId);
    }

    /** Compares two places in the order of the query. */
    public int compare(Position a, Position b) {
        return order.compare(a, b);
    }

    /** Returns where the entry stands in the order of the query. */
    public Position position(Entry entry) {
        return order.position(entry);
    }

    /** Says whether the entry comes behind the place. */
    public boolean isBehind(Entry entry, Position place) {
        return order.compare(order.position(entry), place) > 0;
    }

    /** Returns a cursor that stands behind this entry. */
    public PageCursor encode(Entry last) {
        Position position = order.position(last);
        List<Object> values = new ArrayList<>();
        for (Object value : position.values()) {
            values.add(tag(value));
        }
        Document document = Document.builder()
                .put("q", fingerprint)
                .put("v", values)
                .put("t", position.storedAt().toString())
                .put("r", position.revision())
                .build();
        byte[] bytes = document.toUtf8();
        return new PageCursor(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * Returns the place that the cursor stands for.
     *
     * @throws InvalidRequestException if it is no cursor, or one of another query or store
     */
    public Position decode(PageCursor cursor) {
        Map<String, @Nullable Object> fields = fields(cursor);
        if (!fingerprint.equals(fields.get("q"))) {
            throw new InvalidRequestException("cursor: it belongs to another query or store (expected: a cursor of"
                    + " a page of this collection, filter and order in this store)");
        }
        try {
            List<@Nullable Object> values = new ArrayList<>();
            for (Object tagged : (List<?>) nonNull(fields.get("v"))) {
                values.add(untag((Map<?, ?>) nonNull(tagged)));
            }
            return new Position(
                    values, Instant.parse((String) nonNull(fields.get("t"))), (Long) nonNull(fields.get("r")));
        } catch (IllegalArgumentException | ClassCastException | DateTimeException e) {
            throw notACursor(e);
        }
    }

    private static Map<String, @Nullable Object> fields(PageCursor cursor) {
        try {
            return Document.parse(Base64.getUrlDecoder().decode(cursor.text())).toMap();
        } catch (IllegalArgumentException | InvalidRequestException e) {
            throw notACursor(e);
        }
    }

    private static InvalidRequestException notACursor(RuntimeException cause) {
        return new InvalidRequestException(
                "cursor: not a cursor (expected: the unchanged text of a cursor that came with a page)", cause);
    }

    private static Object nonNull(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("a field of the cursor is missing");
        }
        return value;
    }

    private static Object tag(@Nullable Object value) {
        if (value == PathReader.MISSING) {
            return Map.of("m", true);
        }
        if (ValueOrder.isContainer(value)) {
            return Map.of("c", true);
        }
        if (value instanceof Instant time) {
            return Map.of("t", time.toString());
        }
        return Collections.singletonMap("v", value);
    }

    private static @Nullable Object untag(Map<?, ?> tagged) {
        if (tagged.containsKey("m")) {
            return PathReader.MISSING;
        }
        if (tagged.containsKey("c")) {
            return PathReader.CONTAINER;
        }
        return tagged.containsKey("t") ? Instant.parse((String) nonNull(tagged.get("t"))) : tagged.get("v");
    }

    /** Names the filter; a Java predicate has no name that outlives its process, so all of them look alike. */
    private static String describe(Filter filter) {
        if (filter instanceof Filter.Matching) {
            return "matching";
        }
        if (filter instanceof Filter.Not not) {
            return "not(" + describe(not.filter()) + ")";
        }
        if (filter instanceof Filter.And and) {
            return "and" + and.filters().stream().map(PositionCodec::describe).toList();
        }
        if (filter instanceof Filter.Or or) {
            return "or" + or.filters().stream().map(PositionCodec::describe).toList();
        }
        return filter.toString();
    }

    private static String fingerprint(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_16BE));
                digest.update(new byte[] {0, 0});
            }
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 12));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
