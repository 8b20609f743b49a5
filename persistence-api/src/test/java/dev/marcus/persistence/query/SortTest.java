package dev.marcus.persistence.query;

import static dev.marcus.persistence.query.Entries.START;
import static dev.marcus.persistence.query.Entries.entries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order of entries; every expectation is written out. */
class SortTest {
    private static List<String> keys(List<Entry> entries, Sort... sorts) {
        List<Entry> sorted = new ArrayList<>(entries);
        Collections.shuffle(sorted, new java.util.Random(1));
        sorted.sort(Sort.comparator(Arrays.asList(sorts)));
        return sorted.stream().map(Entry::key).toList();
    }

    /** One of each kind, in ascending order; the containers at the end are equal and come newest first. */
    private static final String[] ASCENDING = {
        "{}",
        "{'a':null}",
        "{'a':false}",
        "{'a':true}",
        "{'a':-1e999}",
        "{'a':-1}",
        "{'a':-0.5}",
        "{'a':0}",
        "{'a':9007199254740993}",
        "{'a':9007199254740993.5}",
        "{'a':1e400}",
        "{'a':''}",
        "{'a':'A'}",
        "{'a':'a'}",
        "{'a':'a\\u0000'}",
        "{'a':'aa'}",
        "{'a':'é'}",
        "{'a':'\ud7ff'}",
        "{'a':'\\ud83d'}",
        "{'a':'\\ud83dz'}",
        "{'a':'\\udfff'}",
        "{'a':'\ue000'}",
        "{'a':'\uffff'}",
        "{'a':'\ud800\udc00'}",
        "{'a':'\ud83d\ude00'}",
        "{'a':[9]}",
    };

    @Test
    void asc_oneOfEachKind_comesInTheOrderOfKinds() {
        List<Entry> entries = entries(ASCENDING);

        assertThat(keys(entries, Sort.asc("a")))
                .isEqualTo(entries.stream().map(Entry::key).toList());
    }

    @Test
    void desc_oneOfEachKind_isTheExactReverse() {
        List<Entry> entries = entries(ASCENDING);
        List<String> reverse = new ArrayList<>(entries.stream().map(Entry::key).toList());
        Collections.reverse(reverse);

        assertThat(keys(entries, Sort.desc("a"))).isEqualTo(reverse);
    }

    @Test
    void sort_equalValues_comeNewestFirstEitherWay() {
        List<Entry> entries = entries("{'a':1}", "{'a':1.0}", "{'a':1e0}", "{'a':0}");

        assertThat(keys(entries, Sort.asc("a"))).containsExactly("k4", "k3", "k2", "k1");
        assertThat(keys(entries, Sort.desc("a"))).containsExactly("k3", "k2", "k1", "k4");
    }

    @Test
    void sort_containers_areEqualAmongThemselves() {
        List<Entry> entries = entries("{'a':[1]}", "{'a':{}}", "{'a':[]}", "{'a':'z'}");

        assertThat(keys(entries, Sort.asc("a"))).containsExactly("k4", "k3", "k2", "k1");
    }

    @Test
    void sort_severalPaths_theFirstDecides() {
        List<Entry> entries =
                entries("{'a':1,'b':{'c':2}}", "{'a':1,'b':{'c':1}}", "{'a':0,'b':{'c':9}}", "{'a':1,'b':[{'c':0}]}");

        assertThat(keys(entries, Sort.asc("a"), Sort.asc("b.c"))).containsExactly("k3", "k4", "k2", "k1");
        assertThat(keys(entries, Sort.desc("a"), Sort.desc("b.c"))).containsExactly("k1", "k2", "k4", "k3");
    }

    @Test
    void sort_samePathTwice_theSecondChangesNothing() {
        List<Entry> entries = entries("{'a':2}", "{'a':1}");

        assertThat(keys(entries, Sort.asc("a"), Sort.desc("a"))).containsExactly("k2", "k1");
    }

    @Test
    void sort_none_isNewestFirstByTimeThenRevision() {
        Document empty = Document.empty();
        List<Entry> entries = List.of(
                Entry.of("c", "old", empty, START, 9),
                Entry.of("c", "first", empty, START.plusSeconds(1), 2),
                Entry.of("c", "second", empty, START.plusSeconds(1), 3));

        assertThat(keys(entries)).containsExactly("second", "first", "old");
        assertThat(keys(entries, Sort.oldestFirst().toArray(new Sort[0]))).containsExactly("old", "first", "second");
    }

    @Test
    void sort_theEntrysOwn_goByTheirKind() {
        Document misleading = Document.of(Map.of("a", Map.of("_key", "zzz")));
        List<Entry> entries = List.of(
                Entry.of("c", "b", misleading, START, 10),
                Entry.of("c", "B", misleading, START.plusNanos(1000), 9),
                Entry.of("c", "\ud83d\ude00", misleading, START.minusSeconds(1), 100),
                Entry.of("c", "\uffff", misleading, START.minusSeconds(2), 1));

        assertThat(keys(entries, Sort.asc("_key"))).containsExactly("B", "b", "\uffff", "\ud83d\ude00");
        assertThat(keys(entries, Sort.desc("_revision"))).containsExactly("\ud83d\ude00", "b", "B", "\uffff");
        assertThat(keys(entries, Sort.asc("_stored_at"))).containsExactly("\uffff", "\ud83d\ude00", "b", "B");
    }
}
