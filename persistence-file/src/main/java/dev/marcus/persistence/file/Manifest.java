package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the files were when they were last written, and where the journal goes on from there.
 *
 * @param storeId the identity of the store
 * @param revision the highest revision taken by then
 * @param lastTime the last time that the store set itself by then
 * @param writtenAt when the files were written
 * @param clean whether the store was closed since, so that nothing is in a journal
 * @param journal the number of the first journal that holds what came later
 * @param tombstones what is left of deleted entries; null if an older version wrote this, which kept nothing of them
 * @param parts the files of the collections
 */
record Manifest(
        String storeId,
        long revision,
        Instant lastTime,
        Instant writtenAt,
        boolean clean,
        long journal,
        TombstoneFile.@Nullable Part tombstones,
        Map<String, Part> parts) {
    private static final int FORMAT = 1;

    /**
     * The file of a collection.
     *
     * @param file its name
     * @param bytes its length
     * @param checksum its checksum
     * @param entries how many entries it holds
     * @param setAsideAt the byte behind the last of them, in a file of ours
     * @param modified when it was last written, as the file system says; a later time is somebody else's
     * @param lastChange the last change that it holds
     * @param suspect whether the file was missing or damaged when it was last looked at
     * @param adoption what its entries were given when another program's file was taken over; null for a file of ours
     */
    record Part(
            String file,
            long bytes,
            long checksum,
            long entries,
            long setAsideAt,
            Instant modified,
            long lastChange,
            boolean suspect,
            @Nullable Adoption adoption) {
        Part asSuspect() {
            return new Part(file, bytes, checksum, entries, setAsideAt, modified, lastChange, true, adoption);
        }

        /** Returns the same file, which this backend is to write. */
        Part asOwn() {
            return new Part(file, bytes, checksum, entries, setAsideAt, modified, lastChange, suspect, null);
        }

        boolean matches(byte[] content) {
            return content.length == bytes && Manifest.checksum(content) == checksum;
        }
    }

    /**
     * The revisions of the entries of a file that another program wrote and that is left as it is.
     *
     * @param revisions one an entry, in the order of the file
     * @param fileTime the store time of the entries that name none
     */
    record Adoption(List<Long> revisions, Instant fileTime) {
        Adoption {
            revisions = List.copyOf(revisions);
        }
    }

    Manifest {
        parts = Map.copyOf(parts);
    }

    static Manifest ofNewStore() {
        return new Manifest(
                UUID.randomUUID().toString(),
                0,
                Entry.MIN_STORED_AT,
                Entry.MIN_STORED_AT,
                true,
                1,
                TombstoneFile.Part.none(0),
                Map.of());
    }

    /** Returns the same manifest with these files in the places of those of the same collections. */
    Manifest with(Map<String, Part> changed) {
        Map<String, Part> all = new HashMap<>(parts);
        all.putAll(changed);
        return new Manifest(storeId, revision, lastTime, writtenAt, clean, journal, tombstones, all);
    }

    /** Returns the same manifest of a store that is open, and whose later commits begin in this journal. */
    Manifest opened(long first) {
        return new Manifest(storeId, revision, lastTime, writtenAt, false, first, tombstones, parts);
    }

    static long checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return crc.getValue();
    }

    byte[] toBytes() {
        List<Document> list = new ArrayList<>();
        new TreeMap<>(parts).forEach((collection, part) -> list.add(fields(collection, part)));
        Document.Builder manifest = Document.builder()
                .put("format", FORMAT)
                .put("scheme", "file")
                .put("id", storeId)
                .put("revision", revision)
                .put("last_time", lastTime.toString())
                .put("written_at", writtenAt.toString())
                .put("clean", clean)
                .put("journal", journal)
                .put("collections", list);
        TombstoneFile.Part deleted = tombstones;
        if (deleted != null) {
            manifest.put("tombstones", fields(deleted));
        }
        Document document = manifest.build();
        return Document.builder()
                .put("manifest", document)
                .put("crc32c", checksum(document.toUtf8()))
                .build()
                .toUtf8();
    }

    private static Document fields(TombstoneFile.Part deleted) {
        return Document.builder()
                .put("horizon", deleted.horizon())
                .put("file", deleted.name())
                .put("bytes", deleted.bytes())
                .put("crc32c", deleted.checksum())
                .put("count", deleted.count())
                .put("newest", deleted.newest())
                .build();
    }

    private static Document fields(String collection, Part part) {
        Document.Builder fields = Document.builder()
                .put("collection", collection)
                .put("file", part.file)
                .put("bytes", part.bytes)
                .put("crc32c", part.checksum)
                .put("entries", part.entries)
                .put("set_aside_at", part.setAsideAt)
                .put("modified", part.modified.toString())
                .put("last_change", part.lastChange)
                .put("suspect", part.suspect);
        Adoption adoption = part.adoption;
        if (adoption != null) {
            fields.put("adopted_at", adoption.fileTime.toString()).put("adopted_revisions", adoption.revisions);
        }
        return fields.build();
    }

    /**
     * Reads a manifest.
     *
     * @throws CorruptionException if it is damaged
     * @throws StorageException if it is of a newer format
     */
    static Manifest parse(byte[] json, String place) {
        try {
            Document outer = Document.parse(json);
            Document manifest = Document.of(members(outer.get("manifest").orElseThrow(() -> damaged(place))));
            if (integer(manifest, "format", place) > FORMAT) {
                throw new StorageException(place + " is of format " + integer(manifest, "format", place)
                        + " (expected: at most " + FORMAT + "; open it with the version that wrote it)");
            }
            if (integer(outer, "crc32c", place) != checksum(manifest.toUtf8())) {
                throw damaged(place);
            }
            Map<String, Part> parts = new LinkedHashMap<>();
            for (Object part : (List<?>) manifest.get("collections").orElseThrow(() -> damaged(place))) {
                Document fields = Document.of(members(part));
                parts.put(
                        text(fields, "collection", place),
                        new Part(
                                text(fields, "file", place),
                                integer(fields, "bytes", place),
                                integer(fields, "crc32c", place),
                                integer(fields, "entries", place),
                                integer(fields, "set_aside_at", place),
                                Instant.parse(text(fields, "modified", place)),
                                integer(fields, "last_change", place),
                                fields.bool("suspect").orElse(false),
                                adoption(fields)));
            }
            return new Manifest(
                    text(manifest, "id", place),
                    integer(manifest, "revision", place),
                    Instant.parse(text(manifest, "last_time", place)),
                    Instant.parse(text(manifest, "written_at", place)),
                    manifest.bool("clean").orElse(false),
                    integer(manifest, "journal", place),
                    tombstones(manifest, place),
                    parts);
        } catch (InvalidRequestException | ClassCastException | DateTimeException e) {
            throw damaged(place, e);
        }
    }

    private static TombstoneFile.@Nullable Part tombstones(Document manifest, String place) {
        Object found = manifest.get("tombstones").orElse(null);
        if (found == null) {
            return null;
        }
        Document fields = Document.of(members(found));
        return new TombstoneFile.Part(
                integer(fields, "horizon", place),
                text(fields, "file", place),
                integer(fields, "bytes", place),
                integer(fields, "crc32c", place),
                integer(fields, "count", place),
                integer(fields, "newest", place));
    }

    private static @Nullable Adoption adoption(Document fields) {
        String fileTime = fields.text("adopted_at").orElse(null);
        if (fileTime == null) {
            return null;
        }
        List<Long> revisions = new ArrayList<>();
        for (Object revision : (List<?>) fields.get("adopted_revisions").orElse(List.of())) {
            revisions.add((Long) revision);
        }
        return new Adoption(revisions, Instant.parse(fileTime));
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    private static Map<String, Object> members(Object value) {
        return (Map<String, Object>) value;
    }

    private static String text(Document document, String name, String place) {
        return document.text(name).orElseThrow(() -> damaged(place));
    }

    private static long integer(Document document, String name, String place) {
        return document.get(name)
                .filter(Long.class::isInstance)
                .map(Long.class::cast)
                .orElseThrow(() -> damaged(place));
    }

    private static CorruptionException damaged(String place) {
        return damaged(place, null);
    }

    private static CorruptionException damaged(String place, @Nullable Throwable cause) {
        return new CorruptionException(
                place
                        + " is damaged (expected: as this backend wrote it; the *.json files beside it can be opened as a new"
                        + " store from a copy of the directory without .store)",
                cause);
    }
}
