package dev.marcus.persistence;

import static dev.marcus.persistence.query.Filter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConfigurationException;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.InvalidRequestException;
import dev.marcus.persistence.error.UnsupportedException;
import dev.marcus.persistence.query.Index;
import dev.marcus.persistence.spi.PersistenceBackend;
import dev.marcus.persistence.store.Capabilities;
import dev.marcus.persistence.store.Capability;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes as applications make and declare them, and what becomes of them when entries are carried elsewhere. */
class FacadeIndexesTest {
    private static final Index BY_TYPE = Index.on("type");
    private static final Index BY_MAIL = Index.on("mail").unique();

    @TempDir
    Path temp;

    private final List<Persistence> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Persistence::close);
    }

    private Persistence open(PersistenceBuilder builder) {
        Persistence persistence = builder.open();
        opened.add(persistence);
        return persistence;
    }

    private Persistence indexing() {
        return open(Persistence.builder().provider(IndexedBackend.provider()));
    }

    /** Opens a store that has no indexes, whatever the backends of the project have. */
    private Persistence plain() {
        return open(Persistence.builder().provider(ForwardingBackend.provider(UnindexedBackend::new)));
    }

    private static final class UnindexedBackend extends ForwardingBackend {
        UnindexedBackend(PersistenceBackend next) {
            super(next);
        }

        @Override
        public Capabilities capabilities() {
            Capabilities all = super.capabilities();
            Set<Capability> fewer = new HashSet<>(all.supported());
            fewer.remove(Capability.INDEXES);
            return new Capabilities(fewer, all.durability(), all.limits());
        }
    }

    private Persistence real(String scheme, String name) {
        Persistence persistence = open(Persistence.builder().url(scheme + ":" + temp.resolve(name)));
        assumeTrue(persistence.store().capabilities().has(Capability.INDEXES), scheme + " has no indexes yet");
        return persistence;
    }

    @Test
    void createIndex_twice_isMadeOnce_andDropped() {
        Persistence persistence = indexing();
        assertThat(persistence.createIndex("events", BY_TYPE)).isTrue();
        assertThat(persistence.createIndex("events", BY_TYPE)).isFalse();
        assertThat(persistence.indexes("events")).containsExactly(BY_TYPE);
        assertThat(persistence
                        .from("events")
                        .where(where("type").eq("a"))
                        .explain()
                        .path()
                        .index())
                .isEqualTo("type");
        assertThat(persistence.dropIndex("events", "type")).isTrue();
        assertThat(persistence.dropIndex("events", "type")).isFalse();
        assertThat(persistence.indexes("events")).isEmpty();
    }

    @Test
    void indexes_ofTheFrameworksCollections_areRefused() {
        Persistence persistence = indexing();
        List<ThrowingCallable> calls = List.of(
                () -> persistence.createIndex("_own", BY_TYPE),
                () -> persistence.dropIndex("_own", "type"),
                () -> persistence.indexes("_own"),
                () -> Persistence.builder().index("_own", BY_TYPE),
                () -> Persistence.builder().index("no name", BY_TYPE),
                () -> Persistence.builder().index("c"),
                () -> Persistence.builder().retention(Index.COLLECTION, Duration.ofDays(1)),
                () -> persistence.from(Index.COLLECTION),
                () -> persistence.clearOld(Index.COLLECTION, java.time.Instant.MAX),
                () -> persistence.store(Index.COLLECTION, "k", Document.empty()));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void index_declared_isMadeAtOpening_ifItIsMissing() {
        IndexedBackend.Provider provider = IndexedBackend.provider();
        PersistenceBuilder builder = Persistence.builder()
                .provider(provider)
                .index("people", BY_MAIL)
                .index("people", BY_TYPE);
        Persistence first = open(builder);
        assertThat(first.indexes("people")).containsExactly(BY_MAIL, BY_TYPE);
        long revision = first.store()
                .retrieve(Index.COLLECTION, "people.mail")
                .orElseThrow()
                .revision();
        Persistence again = open(builder);
        assertThat(again.store()
                        .retrieve(Index.COLLECTION, "people.mail")
                        .orElseThrow()
                        .revision())
                .isEqualTo(revision);
    }

    @Test
    void index_declaredDifferently_isRefused_andTheOldOneStays() {
        IndexedBackend.Provider provider = IndexedBackend.provider();
        Persistence first = open(Persistence.builder().provider(provider).index("people", BY_MAIL));
        assertThatThrownBy(() -> Persistence.builder()
                        .provider(provider)
                        .index("people", Index.on("mail"))
                        .open())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("'mail'")
                .hasMessageContaining("drop the old one first");
        assertThat(first.indexes("people")).containsExactly(BY_MAIL);
    }

    @Test
    void store_withoutIndexes_refusesThem_andADeclarationBeforeItIsOpened() {
        Persistence persistence = plain();
        assertThatThrownBy(() -> persistence.createIndex("c", BY_TYPE)).isInstanceOf(UnsupportedException.class);
        assertThatThrownBy(() -> Persistence.builder()
                        .provider(ForwardingBackend.provider(UnindexedBackend::new))
                        .index("c", BY_TYPE)
                        .open())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("INDEXES");
    }

    @Test
    void exportAndImport_carryIndexesAlong_whereTheyCanBe() throws IOException {
        Persistence from = indexing();
        from.createIndex("people", BY_MAIL);
        from.store("people", "p", Map.of("mail", "p@x"));
        from.store("Early", "e", Map.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(from.exportTo(out)).isEqualTo(3);

        Persistence other = indexing();
        assertThat(other.importFrom(new ByteArrayInputStream(out.toByteArray())))
                .isEqualTo(3);
        assertThat(other.indexes("people")).containsExactly(BY_MAIL);
        assertThat(other.retrieve("people", "p")).isPresent();

        Persistence copied = indexing();
        copied.createIndex("people", Index.on("other").named("mail"));
        assertThat(from.copyTo(copied)).isEqualTo(3);
        assertThat(copied.indexes("people")).containsExactly(BY_MAIL);
        assertThat(from.copyTo(copied)).isEqualTo(3);

        Persistence without = plain();
        assertThat(without.importFrom(new ByteArrayInputStream(out.toByteArray())))
                .isEqualTo(2);
        assertThat(from.copyTo(without)).isEqualTo(2);
        assertThat(without.store().collections()).containsExactly("Early", "people");
    }

    @Test
    void importFrom_badLine_makesNoIndex() {
        Persistence from = indexing();
        from.createIndex("people", BY_MAIL);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> {
                    from.exportTo(out);
                    out.write("no line\n".getBytes(StandardCharsets.UTF_8));
                    indexing().importFrom(new ByteArrayInputStream(out.toByteArray()));
                })
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("0 entries");
        assertThat(opened.get(opened.size() - 1).indexes("people")).isEmpty();
    }

    @Test
    void cleanup_ofEverything_leavesIndexes() {
        Persistence persistence = indexing();
        persistence.createIndex("events", BY_TYPE);
        persistence.storeEvent("t", "s", Map.of());
        persistence.cleanup(Duration.ZERO);
        assertThat(persistence.indexes("events")).containsExactly(BY_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "sqlite"})
    void uniqueIndex_ofARealStore_refusesASecondEntry_alsoOverAnImport(String scheme) throws IOException {
        Persistence persistence = real(scheme, "unique");
        persistence.createIndex("people", BY_MAIL);
        persistence.store("people", "p", Map.of("mail", "p@x"));
        assertThatThrownBy(() -> persistence.store("people", "q", Map.of("mail", "p@x")))
                .isInstanceOf(ConflictException.class)
                .hasMessage(
                        "collection 'people', key 'q': has the same values as key 'p' (expected: others, because the"
                                + " index 'mail' is unique); nothing was changed: store other values, or change the other entry"
                                + " first");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        persistence.exportTo(out);
        Persistence other = real(scheme, "other");
        other.store("people", "r", Map.of("mail", "p@x"));
        assertThatThrownBy(() -> other.importFrom(new ByteArrayInputStream(out.toByteArray())))
                .isInstanceOf(ConflictException.class);
        assertThat(other.indexes("people")).isEmpty();
        assertThat(other.retrieve("people", "p")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sqlite"})
    void declaredIndex_ofARealStore_isThereAfterReopening(String scheme) {
        real(scheme, "kept").close();
        String url = scheme + ":" + temp.resolve("kept");
        open(Persistence.builder().url(url).index("people", BY_MAIL)).close();
        Persistence again = open(Persistence.builder().url(url).index("people", BY_MAIL));
        assertThat(again.indexes("people")).containsExactly(BY_MAIL);
    }

    @Test
    void index_thatCannotBeMade_leavesNoStoreOpen() {
        IndexedBackend.Provider provider = IndexedBackend.provider();
        open(Persistence.builder().provider(provider).index("people", BY_MAIL));
        assertThatThrownBy(() -> Persistence.builder()
                        .provider(provider)
                        .index("people", Index.on("mail"))
                        .open())
                .isInstanceOf(InvalidRequestException.class);
        assertThat(provider.open()).isEqualTo(1);
    }
}
