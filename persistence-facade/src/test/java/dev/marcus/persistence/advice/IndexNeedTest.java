package dev.marcus.persistence.advice;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.marcus.persistence.query.Filter;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.query.Sort;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which index serves which kind of query, and which do with one together. */
class IndexNeedTest {
    private static final Query ALL = Query.of("c");
    private static final Filter A = where("a").eq(1);
    private static final Filter B = where("b").in(1, 2);
    private static final Filter RANGE = where("r").startsWith("x");

    private static IndexNeed need(Query query) {
        return IndexNeed.of(Shape.of(query)).orElseThrow();
    }

    private static Index alone(Query query) {
        return together(List.of(query)).get(0);
    }

    /** Returns the indexes that serve these, given in the order in which they are considered. */
    private static List<Index> together(List<Query> queries) {
        List<IndexDraft> drafts = new java.util.ArrayList<>();
        for (Query query : queries) {
            ObservedShape shape = ObservedShape.of(Shape.of(query), need(query), new ShapeFigures(), 0);
            if (drafts.stream().noneMatch(draft -> draft.takes(shape))) {
                drafts.add(new IndexDraft(shape));
            }
        }
        return drafts.stream().map(IndexDraft::index).toList();
    }

    @Test
    void need_equalPathsFirst_thenTheOrderUnderALimit_elseTheRange() {
        assertThat(alone(ALL.where(RANGE).where(B).where(A))).isEqualTo(Index.on("a", "b", "r"));
        Query sorted = ALL.where(RANGE).where(A).sortBy(Sort.desc("s"), Sort.desc("a"), Sort.desc("t"));
        assertThat(alone(sorted)).isEqualTo(Index.on("a", "r"));
        assertThat(alone(sorted.limit(1))).isEqualTo(Index.on("a", "s", "t"));
        assertThat(need(sorted).exact()).isTrue();
        assertThat(need(sorted.limit(1)).exact()).isFalse();
        assertThat(need(ALL.where(A).sortBy(Sort.desc("s")).limit(1)).exact()).isTrue();
        assertThat(alone(ALL.where(A).sortBy(Sort.desc("s"), Sort.asc("t")).limit(1)))
                .isEqualTo(Index.on("a"));
        assertThat(need(ALL.where(RANGE).limit(1)).exact()).isFalse();
        assertThat(need(ALL.where(RANGE).sortBy(Sort.asc("r")).limit(1)).exact())
                .isTrue();
        assertThat(need(ALL.where(A).where(where("x").exists())).exact()).isFalse();
    }

    @Test
    void need_ofWhatNoIndexHolds_isNone() {
        for (Query query : List.of(
                ALL,
                ALL.sortBy(Sort.asc("s")),
                ALL.sortBy(Sort.oldestFirst()).limit(5),
                ALL.where(where("_revision").eq(1)),
                ALL.where(where("").eq(1)),
                ALL.where(Filter.not(A)),
                ALL.where(A.or(B)))) {
            assertThat(IndexNeed.of(Shape.of(query))).isEqualTo(Optional.empty());
        }
    }

    @Test
    void need_ofMoreThanAnIndexHolds_isCut() {
        Query query = ALL.where(RANGE);
        for (int i = 0; i < 40; i++) {
            query = query.where(where("p" + i).eq(1));
        }
        assertThat(alone(query).paths()).hasSize(Index.MAX_PATHS);
        assertThat(need(query).exact()).isFalse();
    }

    @Test
    void isServedBy_prefixOfTheSameKind() {
        IndexNeed need = need(ALL.where(A).where(B).where(RANGE));
        assertThat(need.isServedBy(Index.on("b", "a", "r", "x"))).isTrue();
        assertThat(need.isServedBy(Index.on("a", "b", "r"))).isTrue();
        assertThat(need.isServedBy(Index.on("b").unique())).isTrue();
        assertThat(need.isServedBy(Index.on("r").unique())).isFalse();
        assertThat(need.isServedBy(Index.on("a", "r", "b"))).isFalse();
        assertThat(need.isServedBy(Index.on("a", "b"))).isFalse();
        assertThat(need.isServedBy(Index.text("a"))).isFalse();
        IndexNeed search = need(ALL.where(where("a").search("x")));
        assertThat(search.isServedBy(Index.text("a"))).isTrue();
        assertThat(search.isServedBy(Index.on("a"))).isFalse();
    }

    @Test
    void draft_takesWhatItsFirstPathsServe_andNothingElse() {
        Query ab = ALL.where(A).where(B);
        Query abc = ab.where(where("c").eq(1));
        Query sorted = ALL.where(B).sortBy(Sort.asc("a")).limit(1);
        assertThat(together(
                        List.of(abc, ALL.where(B), ALL.where(B).where(where("c").eq(1)))))
                .containsExactly(Index.on("b", "c", "a"));
        assertThat(together(List.of(abc, ab, ALL.where(where("c").eq(1)))))
                .containsExactly(Index.on("a", "b", "c"), Index.on("c"));
        assertThat(together(List.of(ab, sorted))).containsExactly(Index.on("b", "a"));
        assertThat(together(List.of(sorted, ab, ALL.where(A)))).containsExactly(Index.on("b", "a"), Index.on("a"));
        assertThat(together(List.of(ab, ALL.where(where("a").search("x")))))
                .containsExactly(Index.on("a", "b"), Index.text("a"));
    }

    @Test
    void shape_isTheSameForOtherValuesAndAnotherOrderOfConditions() {
        Shape shape =
                Shape.of(ALL.where(A).where(where("r").gt(1)).where(where("r").lt(5)));
        assertThat(Shape.of(ALL.where(where("r").gte(7)).where(where("a").eq("other"))))
                .isEqualTo(shape)
                .hasSameHashCodeAs(shape);
        assertThat(shape.text()).isEqualTo("a =, range of r");
        assertThat(Shape.of(ALL.where(Filter.matching(e -> true)).where(A.or(B)).limit(1))
                        .text())
                .isEqualTo("Java code, other on a; limited");
        assertThat(Shape.of(ALL).text()).isEqualTo("everything");
    }
}
