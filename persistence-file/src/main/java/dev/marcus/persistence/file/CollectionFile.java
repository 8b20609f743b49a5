package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.document.Envelope;
import dev.marcus.persistence.document.Names;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.IsoTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in the file of a collection: entries, and members that are none and are kept as they were found. */
record CollectionFile(List<Found> entries, List<SetAside> setAside, boolean dated) {
    /** A higher revision was never given by a store, and would leave too few above it. */
    private static final long REVISIONS = 1L << 62;

    /**
     * An entry as it was found.
     *
     * @param storedAt its time; null if it has none
     * @param revision its revision; 0 if it has none
     * @param ownMembers whether the document held members that are the entry's own and that only this program's
     *     forerunner's callers put there
     */
    record Found(String key, Document document, @Nullable Instant storedAt, long revision, boolean ownMembers) {}

    /**
     * A member that is not served.
     *
     * @param key its name, as far as it could be read
     * @param rawName the name with its quotes, as it was found
     * @param rawValue the value as it was found
     * @param reason why it is not served
     */
    record SetAside(String key, byte[] rawName, byte[] rawValue, String reason) {}

    /**
     * Takes the text apart.
     *
     * @throws InvalidRequestException if it is no JSON object as a whole, with the reason
     */
    static CollectionFile parse(byte[] json) {
        return of(MemberScanner.scan(json));
    }

    /** Tells entries from members that are none. */
    static CollectionFile of(List<MemberScanner.Member> members) {
        Map<String, Integer> times = new HashMap<>();
        members.forEach(member -> times.merge(member.name(), 1, Integer::sum));
        List<Found> entries = new ArrayList<>();
        List<SetAside> setAside = new ArrayList<>();
        boolean dated = false;
        for (MemberScanner.Member member : members) {
            try {
                Names.checkKey(member.name());
                if (times.getOrDefault(member.name(), 0) > 1) {
                    throw new InvalidRequestException("the key is given twice (expected: once)");
                }
                Found found = found(member.name(), Envelope.open(member.value()));
                dated |= found.storedAt != null || found.revision > 0;
                entries.add(found);
            } catch (InvalidRequestException e) {
                setAside.add(
                        new SetAside(member.name(), member.rawName(), member.value(), String.valueOf(e.getMessage())));
                dated |= MemberScanner.mentions(member.value(), Names.STORED_AT);
            }
        }
        return new CollectionFile(entries, setAside, dated);
    }

    private static Found found(String key, Envelope envelope) {
        Map<String, @Nullable Object> own = envelope.own();
        Instant storedAt = IsoTime.parse(own.get(Names.STORED_AT));
        long revision = own.get(Names.REVISION) instanceof Long number && number > 0 && number < REVISIONS ? number : 0;
        return new Found(
                key,
                envelope.document(),
                storedAt == null ? null : Entry.checkStoredAt(storedAt),
                revision,
                own.containsKey(Names.KEY));
    }
}
