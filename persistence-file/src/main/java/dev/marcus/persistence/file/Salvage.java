package dev.marcus.persistence.file;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.CorruptionException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.memory.engine.CollectionState;
import dev.marcus.persistence.memory.engine.Draft;
import dev.marcus.persistence.memory.engine.Edit;
import dev.marcus.persistence.memory.engine.StoreState;
import dev.marcus.persistence.memory.engine.Tombstone;
import dev.marcus.persistence.store.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a damaged directory what can still be read: whole files as they are, others member by member, and every good
 * line of the journals, whatever stands between them. Changes nothing.
 */
final class Salvage {
    private final StoreDirectory directory;
    private final Edit edit = new Edit();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Path> damaged = new LinkedHashSet<>();
    private final List<Unnumbered> unnumbered = new ArrayList<>();
    private StoreState state = StoreState.UNREAD;
    private Manifest manifest = Manifest.ofNewStore();
    private boolean manifestKnown;

    /** An entry without a revision. */
    private record Unnumbered(String collection, CollectionFile.Found found, Instant storedAt) {}

    Salvage(StoreDirectory directory) {
        this.directory = directory;
    }

    StoreState state() {
        return state;
    }

    /** Returns what the files were when they were last written, as far as that is known. */
    Manifest manifest() {
        return manifest;
    }

    /** Returns what is wrong, and what became of it. */
    List<Finding> findings() {
        return findings;
    }

    /** Returns the files of which not everything is in the state. */
    Set<Path> damaged() {
        return damaged;
    }

    void read() throws IOException {
        readManifest();
        for (String file : directory.disk().list(directory.path())) {
            Optional<String> collection = FileNames.collection(file);
            Path path = directory.path().resolve(file);
            if (collection.isPresent() && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                readFile(collection.get(), path);
            }
        }
        state = state.reached(manifest.revision(), manifest.lastTime());
        readJournals();
        checkTombstones();
        unnumbered.sort(Comparator.comparing(Unnumbered::storedAt));
        for (Unnumbered entry : unnumbered) {
            put(Entry.of(
                    entry.collection, entry.found.key(), entry.found.document(), entry.storedAt, state.revision() + 1));
        }
        state = state.complete();
    }

    private void checkTombstones() throws IOException {
        TombstoneFile.Part part = manifest.tombstones();
        if (part != null && TombstoneFile.read(directory, part) == null) {
            damage(
                    directory.inside().resolve(part.name()),
                    null,
                    "is damaged or missing; what was deleted is not told");
        }
    }

    private void readManifest() throws IOException {
        for (Path place : List.of(directory.manifest(), directory.nextManifest())) {
            if (!manifestKnown && Files.exists(place)) {
                try {
                    manifest = Manifest.parse(directory.disk().read(place), place.toString());
                    manifestKnown = true;
                } catch (CorruptionException e) {
                    damage(place, null, "is damaged; the files are taken as they are");
                }
            }
        }
        if (!manifestKnown
                && (Files.exists(directory.manifest()) || !directory.journals().isEmpty())) {
            damage(directory.manifest(), null, "cannot be read; the store gets a new identity");
        }
    }

    private void readFile(String collection, Path path) throws IOException {
        Manifest.Part part = manifest.parts().get(collection);
        boolean own = part != null && part.file().equals(String.valueOf(path.getFileName()));
        if (part != null && !own) {
            return; // the collection is held elsewhere, and this file is not ours
        }
        if (part != null && part.adoption() == null) {
            CollectionFileReader.Content content =
                    CollectionFileReader.read(directory.disk(), path, collection, part, state);
            if (content != null) {
                state = content.state();
                setAside(collection, path, CollectionFile.parse(content.setAside()));
                return;
            }
        }
        byte[] content = directory.disk().read(path);
        boolean whole = part == null ? !manifestKnown || manifest.clean() : part.matches(content) || manifest.clean();
        if (!whole) {
            damage(path, collection, "is not as it was written; what can be read of it was kept, as it stands");
        }
        Instant fileTime = part != null && part.adoption() != null
                ? part.adoption().fileTime()
                : Entry.checkStoredAt(directory.disk().modified(path));
        List<MemberScanner.Member> members = MemberScanner.scanAround(
                content, at -> damage(path, collection, "byte " + at + ": no member can be read here; left out"));
        CollectionFile file = CollectionFile.of(members);
        if (part == null && !file.dated()) {
            return; // nothing says that it is a collection
        }
        setAside(collection, path, file);
        List<Long> given = part != null && part.adoption() != null && part.matches(content)
                ? part.adoption().revisions()
                : List.of();
        int place = 0;
        for (CollectionFile.Found found : file.entries()) {
            Instant storedAt = found.storedAt() == null ? fileTime : found.storedAt();
            long revision = place < given.size() ? given.get(place) : found.revision();
            if (revision == 0) {
                unnumbered.add(new Unnumbered(collection, found, storedAt));
            } else {
                put(Entry.of(collection, found.key(), found.document(), storedAt, revision));
            }
            place++;
        }
    }

    private void setAside(String collection, Path path, CollectionFile file) {
        for (CollectionFile.SetAside member : file.setAside()) {
            findings.add(new Finding(
                    String.valueOf(path.getFileName()), collection, member.key(), member.reason() + "; left out"));
            damaged.add(path);
        }
    }

    private void put(Entry entry) {
        state = state.with(entry, edit);
    }

    private void readJournals() throws IOException {
        @Nullable Long last = null;
        for (long number : directory.journals()) {
            if (manifestKnown && (manifest.clean() || number < manifest.journal())) {
                continue;
            }
            if (last != null && number != last + 1 || last == null && manifestKnown && number > manifest.journal()) {
                findings.add(new Finding(
                        Journal.name(last == null ? manifest.journal() : last + 1), null, null, "is missing"));
            }
            last = number;
            readJournal(directory.journal(number));
        }
        if (last == null && manifestKnown && !manifest.clean()) {
            findings.add(new Finding(Journal.name(manifest.journal()), null, null, "is missing"));
        }
    }

    private void readJournal(Path path) throws IOException {
        byte[] bytes = directory.disk().read(path);
        JournalFormat.Content content = JournalFormat.read(bytes);
        List<JournalFormat.Line> lines = content.lines();
        if (content.torn() && content.salt() != 0) {
            lines = new ArrayList<>(lines);
            lines.addAll(JournalFormat.linesBehind(bytes, content.goodBytes(), content.salt()));
        }
        if (content.torn()) {
            damage(path, null, "byte " + content.goodBytes() + ": no good line; " + lines.size() + " others were kept");
        }
        for (JournalFormat.Line line : lines) {
            try {
                if (line.number() > 0) {
                    JournalRecord.Read read = JournalRecord.read(bytes, line.from(), line.to());
                    read.changes().forEach(change -> apply(change, read.lastTime()));
                    state = state.reached(state.revision(), read.lastTime());
                }
            } catch (InvalidRequestException e) {
                damage(path, null, "line " + line.number() + " is no commit; left out");
            }
        }
    }

    /** The files may be newer than the journal, of whose lines some may be missing: the higher revision counts. */
    private void apply(Draft.Written change, Instant at) {
        CollectionState collection = state.collection(change.collection());
        Entry there = collection.get(change.key());
        if (there != null && there.revision() >= change.revision()) {
            return;
        }
        Entry entry = change.entry();
        state = entry == null
                ? state.with(new Tombstone(change.collection(), change.key(), change.revision(), at), edit)
                : state.with(entry, edit);
    }

    private void damage(Path path, @Nullable String collection, String reason) {
        findings.add(new Finding(directory.path().relativize(path).toString(), collection, null, reason));
        damaged.add(path);
    }
}
