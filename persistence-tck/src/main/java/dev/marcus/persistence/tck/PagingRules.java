package dev.marcus.persistence.tck;

import static dev.marcus.persistence.query.Filter.where;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.query.Page;
import dev.marcus.persistence.query.PageCursor;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import dev.marcus.persistence.tck.catalogue.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagingRules extends Rules {
    PagingRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    void rule_5_8_pagesYieldEveryEntryOnce_inEveryOrder_alsoWithWritersAtWork() {
        List<Entry> all = SampleData.load(store(), clock);
        for (List<Sort> order : SampleData.ORDERS) {
            List<Entry> expected = all.stream().sorted(Sort.comparator(order)).toList();
            List<Entry> walked = new ArrayList<>();
            Query query = Query.of("c").sortBy(order).limit(3);
            Optional<PageCursor> next = Optional.empty();
            int pages = 0;
            do {
                Page page = store().query(next.map(query::after).orElse(query));
                walked.addAll(page.entries());
                next = page.next();
                store().store("c", "written", doc("{\"v\":\"m\",\"n\":" + pages++ + "}"));
                assertTrue(pages < 100, "the pages come to an end");
            } while (next.isPresent());
            walked.removeIf(entry -> entry.key().equals("written"));
            assertEquals(expected, walked, () -> "order " + order);
            store().delete("c", "written");
        }
    }

    @Test
    void rule_5_8_theEntryAtTheEndOfAPageMayBeGoneOrReplacedWhenTheNextIsAskedFor() {
        for (List<Sort> order : SampleData.ORDERS) {
            SampleData.load(store(), clock);
            Query query = Query.of("c").sortBy(order).limit(4);
            List<Entry> expected = store().query(Query.of("c").sortBy(order)).entries();
            List<String> walked = new ArrayList<>();
            Optional<PageCursor> next = Optional.empty();
            int pages = 0;
            do {
                Page page = store().query(next.map(query::after).orElse(query));
                page.entries().stream()
                        .map(Entry::key)
                        .filter(key -> !walked.contains(key))
                        .forEach(walked::add);
                next = page.next();
                String last = page.entries().get(page.entries().size() - 1).key();
                if (pages++ % 2 == 0) {
                    store().delete("c", last);
                } else {
                    store().store("c", last, doc("{}"));
                }
            } while (next.isPresent() && pages < 50);
            assertEquals(expected.stream().map(Entry::key).toList(), walked, () -> "order " + order);
            store().clearOld("c", java.time.Instant.MAX);
        }
    }

    @Test
    void rule_5_8_aCursorOfAnotherQueryOrNoCursorIsRefused() {
        SampleData.load(store(), clock);
        PageCursor cursor = store().query(Query.of("c").limit(2)).next().orElseThrow();
        assertEquals(
                2, store().query(Query.of("c").limit(2).after(cursor)).entries().size());
        for (Query other : List.of(
                Query.of("other"),
                Query.of("c").sortBy(Sort.asc("v")),
                Query.of("c").where(where("v").exists()))) {
            refused(InvalidRequestException.class, () -> store().query(other.after(cursor)), "cursor");
        }
        for (String text :
                List.of("", "x", "e30", cursor.text() + "A", cursor.text().substring(2))) {
            refused(
                    InvalidRequestException.class,
                    () -> store().query(Query.of("c").after(new PageCursor(text))),
                    "cursor");
        }
        try (dev.marcus.persistence.store.Store elsewhere = open("elsewhere")) {
            elsewhere.store("c", "k", DOC);
            refused(
                    InvalidRequestException.class,
                    () -> elsewhere.query(Query.of("c").after(cursor)),
                    "cursor");
        }
    }

    @Test
    @Requires("PROCESS")
    void rule_5_8_aCursorStaysValidOverReopening() {
        SampleData.load(store(), clock);
        Query query = Query.of("c").sortBy(Sort.asc("v")).limit(4);
        Page first = store().query(query);
        List<Entry> second =
                store().query(query.after(first.next().orElseThrow())).entries();
        reopen();
        assertEquals(
                second, store().query(query.after(first.next().orElseThrow())).entries());
    }
}
