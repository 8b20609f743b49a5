package dev.marcus.persistence.sqlite;

import static dev.marcus.persistence.sqlite.Follower.after;
import static dev.marcus.persistence.sqlite.MarcusFiles.MARCUS_STORE;
import static dev.marcus.persistence.sqlite.MarcusFiles.execute;
import static dev.marcus.persistence.sqlite.MarcusFiles.open;
import static dev.marcus.persistence.sqlite.MarcusFiles.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.error.ConflictException;
import dev.marcus.persistence.error.DamagedEntryException;
import dev.marcus.persistence.store.ChangedEntry;
import dev.marcus.persistence.store.Commit;
import dev.marcus.persistence.store.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs that know nothing of the feed do to the table is told by it, too. */
class ForeignFeedTest {
    private static final String DELETE = "DELETE FROM persistence WHERE collection = ? AND key = ?";

    @TempDir
    Path directory;

    private Path file;
    private Store store;
    private long before;

    @BeforeEach
    void fill() {
        file = directory.resolve("store.db");
        store = open(file);
        for (String key : List.of("a", "b", "c", "d")) {
            before = store.store("c", key, Document.empty()).revision();
        }
    }

    @AfterEach
    void holdTheInvariants() {
        Follower anew = new Follower();
        anew.catchUp(store, Integer.MAX_VALUE);
        anew.assertHoldsAllOf(store);
        assertThat(store.verify().findings()).isEmpty();
        store.close();
    }

    @Test
    void changes_insertOrReplace_areToldOnceEach() throws SQLException {
        update(file, MARCUS_STORE, "c", "b", "{\"by\": \"them\"}");
        update(file, MARCUS_STORE, "c", "new", "{}");
        update(file, MARCUS_STORE, "c", "b", "{\"by\": \"them again\"}");

        List<ChangedEntry> told = store.changes(before, 10).changes();
        assertThat(Follower.texts(told)).containsExactly("c/new", "c/b");
        assertThat(told.get(1).stored().document().text("by")).contains("them again");
        assertThat(store.changes(before, 10).reached()).isEqualTo(store.lastRevision());
    }

    @Test
    void changes_replaceThatFiresTriggersOfDeletion_isAnEntryAlone() throws SQLException {
        execute(
                file,
                "PRAGMA recursive_triggers = ON",
                "INSERT OR REPLACE INTO persistence (collection, key, data) VALUES ('c', 'b', '{}')");
        assertThat(after(store, before)).containsExactly("c/b");
    }

    @Test
    void changes_deletions_areToldLikeOurs() throws SQLException {
        update(file, DELETE, "c", "b");
        store.delete("c", "a");
        update(file, "DELETE FROM persistence WHERE key > 'b'");
        assertThat(after(store, before).subList(0, 2)).containsExactly("c/b gone", "c/a gone");
        assertThat(after(store, before)).hasSize(4).contains("c/c gone", "c/d gone");

        update(file, MARCUS_STORE, "c", "b", "{}");
        store.store("c", "c", Document.empty());
        assertThat(after(store, before)).containsExactly("c/a gone", "c/d gone", "c/b", "c/c");
        update(file, DELETE, "c", "b");
        assertThat(after(store, before)).containsExactly("c/a gone", "c/d gone", "c/c", "c/b gone");
    }

    @Test
    void changes_updates_areToldOnceAndANewNameIsADeletionAndAnEntry() throws SQLException {
        update(file, "UPDATE persistence SET data = '{\"n\":1}' WHERE key = 'b'");
        update(file, "UPDATE persistence SET key = 'moved' WHERE key = 'a'");
        update(file, "UPDATE persistence SET collection = 'other' WHERE key = 'c'");
        assertThat(after(store, before)).containsExactly("c/b", "c/a gone", "c/moved", "c/c gone", "other/c");
        update(file, "UPDATE persistence SET key = 'a' WHERE key = 'moved'");
        assertThat(after(store, before)).containsExactly("c/b", "c/c gone", "other/c", "c/moved gone", "c/a");
    }

    @Test
    void changes_updateOrReplaceOverAnotherRow_leavesOne() throws SQLException {
        update(file, "UPDATE OR REPLACE persistence SET key = 'b' WHERE key = 'a'");
        assertThat(after(store, before)).containsExactly("c/a gone", "c/b");
    }

    @Test
    void changes_statementsThatIgnoreConflicts_areToldAndCountAsChanges() throws SQLException {
        store.delete("c", "d");
        long gone = store.lastRevision();
        update(file, "INSERT OR IGNORE INTO persistence (collection, key, data) VALUES ('c', 'new', '{}')");
        update(file, "UPDATE OR IGNORE persistence SET key = 'd' WHERE key = 'a'");
        update(file, "UPDATE OR IGNORE persistence SET key = 'a' WHERE key = 'd'");
        assertThat(after(store, gone)).containsExactly("c/new", "c/d gone", "c/a");
        Commit unchanged = Commit.builder().requireUnchanged("c", gone).build();
        assertThatThrownBy(() -> store.commit(unchanged)).isInstanceOf(ConflictException.class);
    }

    @Test
    void changes_rowUnderANameThatNobodyCanAskFor_isLeftOutUntilItIsGone() throws SQLException {
        update(file, MARCUS_STORE, "no collection", "k", "{}");
        update(file, MARCUS_STORE, "c", "new", "{}");
        assertThat(after(store, before)).containsExactly("c/new");
        update(file, DELETE, "no collection", "k");
        assertThat(after(store, before)).containsExactly("c/new");
        assertThat(store.changes(before, 1).more()).isFalse();
    }

    @Test
    void changes_rowThatIsNoJson_failTillItIsPutRight() throws SQLException {
        update(file, MARCUS_STORE, "c", "b", "{\"v\": secret");
        assertThatThrownBy(() -> store.changes(before, 10))
                .isInstanceOf(DamagedEntryException.class)
                .hasMessageContaining("'c', key 'b'")
                .hasMessageNotContaining("secret");
        store.store("c", "a", Document.empty());
        assertThatThrownBy(() -> store.changes(before, 10)).isInstanceOf(DamagedEntryException.class);
        update(file, MARCUS_STORE, "c", "b", "{}");
        assertThat(after(store, before)).containsExactly("c/a", "c/b");
    }

    @Test
    void changes_rowThatDoesNotMatchItsChecksum_fail() throws SQLException {
        execute(
                file,
                "UPDATE persistence_meta SET writer = 1",
                "UPDATE persistence SET data = '{\"n\":7}' WHERE key = 'b'",
                "UPDATE persistence_meta SET writer = NULL");
        assertThatThrownBy(() -> store.changes(0, 10))
                .isInstanceOf(DamagedEntryException.class)
                .hasMessageContaining("key 'b'")
                .hasMessageContaining("checksum");
        update(file, DELETE, "c", "b");
    }

    @Test
    void changes_revisionGivenTwice_fail() throws SQLException {
        execute(
                file,
                "UPDATE persistence_meta SET writer = 1",
                "UPDATE persistence SET crc = NULL, revision = 3 WHERE key = 'b'",
                "UPDATE persistence_meta SET writer = NULL");
        assertThatThrownBy(() -> store.changes(0, 10))
                .isInstanceOf(DamagedEntryException.class)
                .hasMessageContaining("its revision 3");
        update(file, DELETE, "c", "b");
    }

    @Test
    void changes_rowsSetAside_areNotTold_alsoWhenTheyAreDeleted() throws SQLException {
        Path adopted = MarcusFiles.write(directory, MarcusFiles.database());
        try (Store marcus = open(adopted)) {
            assertThat(marcus.adoptionReport().findings()).isNotEmpty();
            Follower follower = new Follower();
            follower.catchUp(marcus, 50);
            follower.assertHoldsAllOf(marcus);
            update(adopted, "DELETE FROM persistence WHERE revision IS NULL");
            assertThat(follower.catchUp(marcus, 50)).isEmpty();
            follower.assertHoldsAllOf(marcus);
        }
    }
}
