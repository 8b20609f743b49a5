package dev.marcus.persistence;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.StorageException;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.query.Aggregate;
import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.PageCursor;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.query.TimeBucket;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.CommitResult;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be asked in one sentence, and what is answered; the backend makes no difference here. */
class FluentQueryTest {
    private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

    /** Done once before the next commit reaches the store. */
    private final List<Runnable> beforeCommit = new ArrayList<>();

    private final Persistence persistence = Persistence.builder()
            .provider(ForwardingBackend.provider(Interrupted::new))
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .open();
    private final TypedCollection<Note> notes = persistence.collection("notes", Note.class);

    record Note(String text, int stars) {}

    private final class Interrupted extends ForwardingBackend {
        Interrupted(PersistenceBackend next) {
            super(next);
        }

        @Override
        public CommitResult commit(Commit commit) {
            List<Runnable> first = List.copyOf(beforeCommit);
            beforeCommit.clear();
            first.forEach(Runnable::run);
            return super.commit(commit);
        }
    }

    @AfterEach
    void close() {
        persistence.close();
    }

    private void storeNotes(int count) {
        for (int i = 0; i < count; i++) {
            notes.store("n" + i, new Note("text " + i % 3, i));
        }
    }

    @Test
    void list_documentsByFilterOrderAndLimit_readsAsASentence() {
        for (int i = 0; i < 10; i++) {
            persistence.storeEvent(i % 2 == 0 ? "error" : "fine", "s", Map.of("progress", i * 10));
        }
        List<Document> found = persistence
                .from("events")
                .where(where("event_type")
                        .eq("error")
                        .and(where("data.progress").gte(40)))
                .sortBy(Sort.desc("data.progress"))
                .limit(2)
                .list();
        assertThat(found)
                .extracting(event -> event.number("data.progress").orElseThrow().intValueExact())
                .containsExactly(80, 60);
    }

    @Test
    void where_givenTwice_asksForBoth_andLeavesTheFirstQuestionAsItWas() {
        storeNotes(6);
        TypedQuery<Note> good = notes.where(where("stars").gte(2));
        assertThat(good.where(where("text").eq("text 2")).list())
                .containsExactly(new Note("text 2", 5), new Note("text 2", 2));
        assertThat(good.count()).isEqualTo(4);
        assertThat(good.toString()).contains("notes").doesNotContain("2");
    }

    @Test
    void entries_first_stream_sayTheSame() {
        storeNotes(5);
        TypedQuery<Note> query = notes.where(where("stars").lt(4)).sortBy(Sort.asc("stars"));
        List<TypedEntry<Note>> entries = query.entries();
        assertThat(entries).extracting(TypedEntry::key).containsExactly("n0", "n1", "n2", "n3");
        assertThat(query.first()).contains(entries.get(0).value());
        try (Stream<TypedEntry<Note>> stream = query.stream()) {
            assertThat(stream).containsExactlyElementsOf(entries);
        }
        assertThat(notes.where(where("stars").gt(10)).first()).isEmpty();
        assertThat(query.limit(0).first()).isEmpty();
    }

    @Test
    void page_afterPage_givesEveryObjectOnce() {
        storeNotes(7);
        TypedQuery<Note> query = notes.query().sortBy(Sort.desc("stars")).limit(3);
        List<Integer> stars = new ArrayList<>();
        TypedPage<Note> page = query.page();
        page.values().forEach(note -> stars.add(note.stars()));
        while (page.hasMore()) {
            page = query.after(page.next().orElseThrow()).page();
            page.values().forEach(note -> stars.add(note.stars()));
        }
        assertThat(stars).containsExactly(6, 5, 4, 3, 2, 1, 0);
        assertThat(page.next()).isEmpty();
        PageCursor foreign = persistence.from("other").limit(1).page().next().orElse(new PageCursor("none"));
        assertThatThrownBy(() -> query.after(foreign).page()).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void matching_javaCode_isCountedByTheLimit() {
        storeNotes(20);
        TypedQuery<Note> even = notes.query().matching(note -> note.stars() % 2 == 0);
        assertThat(even.limit(3).list()).extracting(Note::stars).containsExactly(18, 16, 14);
        assertThat(even.count()).isEqualTo(10);
        assertThat(even.where(where("stars").lt(4)).sum("stars")).contains(BigDecimal.valueOf(2));
        TypedPage<Note> page = even.limit(4).page();
        assertThat(even.limit(4).after(page.next().orElseThrow()).list())
                .extracting(Note::stars)
                .containsExactly(10, 8, 6, 4);
    }

    @Test
    void entryOfAnotherShape_endsTheCall_orIsToldAndLeftOut() {
        notes.store("good", new Note("text", 1));
        persistence.store("notes", "bad", Map.of("text", "text", "stars", List.of()));
        TypedQuery<Note> all = notes.query();
        for (TypedQuery<Note> query : List.of(all, all.matching(note -> true))) {
            assertThatThrownBy(query::list).isInstanceOf(UnreadableEntryException.class);
            assertThatThrownBy(query::page).isInstanceOf(UnreadableEntryException.class);
            assertThatThrownBy(query::first).isInstanceOf(UnreadableEntryException.class);
        }
        List<String> told = new ArrayList<>();
        TypedQuery<Note> readable = all.skipUnreadable(e -> told.add(e.entry().key()));
        assertThat(readable.list()).containsExactly(new Note("text", 1));
        assertThat(readable.page().values()).containsExactly(new Note("text", 1));
        assertThat(readable.first()).contains(new Note("text", 1));
        assertThat(readable.matching(note -> true).limit(1).list()).containsExactly(new Note("text", 1));
        assertThat(told).containsExactly("bad", "bad", "bad", "bad");
        assertThat(all.count()).isEqualTo(2);
        assertThat(notes.skipUnreadable(e -> {}).where(Filter.all()).list()).hasSize(1);
    }

    @Test
    void figures_inOneLine_andInGroups() {
        storeNotes(5);
        persistence.store("notes", "none", Map.of("text", "text 0"));
        TypedQuery<Note> all = notes.query();
        assertThat(all.sum("stars")).contains(BigDecimal.valueOf(10));
        assertThat(all.avg("stars").orElseThrow()).isEqualByComparingTo("2");
        assertThat(all.min("stars").orElseThrow()).isEqualByComparingTo("0");
        assertThat(all.max("stars").orElseThrow()).isEqualByComparingTo("4");
        assertThat(all.percentile("stars", 75).orElseThrow()).isEqualByComparingTo("3");
        assertThat(notes.where(where("stars").gt(2)).median("stars").orElseThrow())
                .isEqualByComparingTo("3.5");
        assertThat(all.median("nothing")).isEmpty();
        assertThat(all.groupBy("text").compute("n", Aggregate.count()).list())
                .extracting(group -> group.key("text") + " " + group.figure("n").orElseThrow())
                .containsExactly("text 0 3", "text 1 2", "text 2 1");
        assertThat(all.groupByTime("_stored_at", TimeBucket.HOUR)
                        .groupBy("text")
                        .compute("most", Aggregate.max("stars"))
                        .list())
                .hasSize(3)
                .allMatch(group -> NOW.equals(group.key("_stored_at")));
        assertThatThrownBy(() -> all.percentile("stars", 101)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void figures_withALimit_countTheMatchesThatItLetsThrough() {
        storeNotes(10);
        TypedQuery<Note> last = notes.query().limit(3);
        assertThat(last.sum("stars")).contains(BigDecimal.valueOf(9 + 8 + 7));
        assertThat(last.compute("n", Aggregate.count()).list().get(0).figure("n"))
                .contains(BigDecimal.valueOf(3));
        PageCursor behind = last.page().next().orElseThrow();
        assertThat(last.after(behind).max("stars")).contains(BigDecimal.valueOf(6));
        assertThat(notes.query().limit(0).sum("stars")).isEmpty();
    }

    @Test
    void explain_and_analyze_sayHowItIsAnswered() {
        storeNotes(4);
        TypedQuery<Note> query = notes.where(where("stars").gte(2));
        assertThat(query.explain().matched()).isEmpty();
        assertThat(query.analyze().matched()).hasValue(2);
    }

    @Test
    void delete_removesWhatMatches_inBoundedCommits() {
        storeNotes(1203);
        assertThat(notes.where(where("stars").gte(3)).delete()).isEqualTo(1200);
        assertThat(notes.query().list()).extracting(Note::stars).containsExactly(2, 1, 0);
        assertThat(notes.query().sortBy(Sort.asc("stars")).limit(1).delete()).isEqualTo(1);
        assertThat(notes.query().list()).extracting(Note::stars).containsExactly(2, 1);
        assertThat(notes.where(where("stars").gt(7)).delete()).isZero();
    }

    @Test
    void delete_entryChangedMeanwhile_stays_andIsNotCounted() {
        storeNotes(5);
        beforeCommit.add(() -> {
            notes.store("n1", new Note("changed", 1));
            notes.delete("n2");
        });
        assertThat(notes.query().delete()).isEqualTo(3);
        assertThat(notes.list()).containsExactly(new Note("changed", 1));
        beforeCommit.add(() -> notes.store("n1", new Note("again", 1)));
        assertThat(notes.query().delete()).isZero();
    }

    @Test
    void delete_refusedForAnotherReason_fails_andRemovesNothing() {
        storeNotes(2);
        beforeCommit.add(() -> {
            throw new ConflictException(List.of(new dev.marcus.persistence.error.Conflict("notes", null, 1, 2)));
        });
        assertThatThrownBy(() -> notes.query().delete()).isInstanceOf(ConflictException.class);
        beforeCommit.add(() -> {
            throw new StorageException("no room", null);
        });
        assertThatThrownBy(() -> notes.query().delete()).isInstanceOf(StorageException.class);
        assertThat(notes.count()).isEqualTo(2);
    }

    @Test
    void events_andDecisions_takeTheirOwnWordsInAnyOrder() {
        for (int i = 0; i < 5; i++) {
            persistence.storeEvent(i == 0 ? "rare" : "common", "s", Map.of("n", i));
            persistence.storeDecision("t" + i % 2, "a", "what " + i, "why", null);
        }
        EventQuery common = persistence.events().limit(2).type("common").sortBy(Sort.asc("data.n"));
        assertThat(common.page().values()).extracting(e -> e.data().get("n")).containsExactly(1, 2);
        assertThat(persistence
                        .events()
                        .matching(where("source").eq("s"))
                        .type("rare")
                        .count())
                .isEqualTo(1);
        assertThat(persistence
                        .events()
                        .matching((Event e) -> e.data().containsValue(3))
                        .first())
                .isPresent();
        assertThat(persistence.decisions().task("t1").count()).isEqualTo(2);
        assertThat(persistence.decisions().first().orElseThrow().what()).isEqualTo("what 4");
    }

    @Test
    void async_call_answersAnything_andEndsTheFutureWithWhatItThrows() {
        storeNotes(3);
        AsyncPersistence async = persistence.async();
        assertThat(async.call(p -> p.from("notes").max("stars")).join()).contains(BigDecimal.valueOf(2));
        assertThatThrownBy(() -> async.call(p -> p.from("_own").list()).join())
                .hasCauseInstanceOf(InvalidRequestException.class);
    }
}
