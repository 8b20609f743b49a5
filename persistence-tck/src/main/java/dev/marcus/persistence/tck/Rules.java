package dev.marcus.persistence.tck;

import dev.marcus.persistence.discovery.Stores;
import dev.marcus.persistence.document.Document;
import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.BackendUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What all groups of rules share: a new store before each test, and a clock that the test moves. */
abstract class Rules {
    static final Document DOC = Document.of(java.util.Map.of("n", 1));

    final TestClock clock = new TestClock();

    /** What is around the spaces of the stores, and has to stay as it is. */
    @TempDir
    Path surroundings = Path.of("");

    Path directory = Path.of("");

    private final PersistenceBackendTck kit;
    private @Nullable Store opened;

    Rules(PersistenceBackendTck kit) {
        this.kit = kit;
    }

    @BeforeEach
    final void openStore(TestInfo test, TestReporter reporter) throws IOException {
        directory = Files.createDirectories(surroundings.resolve("a").resolve("b"));
        opened = open("space");
        BackendUnderTest backend = BackendUnderTest.of(store());
        backend.publish(reporter);
        backend.promises().whyNotApplicable(test.getTestMethod().orElseThrow()).ifPresent(Assumptions::abort);
    }

    @AfterEach
    final void closeStore() {
        if (opened != null) { // it is null where opening failed
            opened.close();
        }
    }

    final Store store() {
        return Objects.requireNonNull(opened, "the store was not opened");
    }

    final Store open(String space) {
        return open(space, clock);
    }

    final Store open(String space, InstantSource time) {
        return Stores.builder().url(url(space)).clock(time).open();
    }

    final String url(String space) {
        return kit.url(directory.resolve(space));
    }

    /** Ends the test here, neither passed nor failed, if the condition does not hold. */
    static void goOnIf(boolean condition, String elseBecause) {
        if (!condition) {
            Assumptions.abort(elseBecause);
        }
    }

    /** Closes the store and opens it again. */
    final void reopen() {
        store().close();
        opened = open("space");
    }

    /** Returns the keys of the answer, in its order. */
    final List<String> keys(Query query) {
        return store().query(query).entries().stream().map(Entry::key).toList();
    }

    final Document retrieved(String collection, String key) {
        return store().retrieve(collection, key)
                .orElseThrow(() -> new AssertionError("collection '" + collection + "', key '" + key + "': no entry"))
                .document();
    }

    static Document doc(String json) {
        return Document.parse(json);
    }

    /** Asserts that the call is refused with this error, whose message holds these parts. */
    static <T extends Throwable> T refused(Class<T> type, Executable call, String... parts) {
        T error = Assertions.assertThrows(type, call);
        for (String part : parts) {
            Assertions.assertTrue(
                    String.valueOf(error.getMessage()).contains(part),
                    () -> "the message should hold '" + part + "': " + error.getMessage());
        }
        return error;
    }
}
