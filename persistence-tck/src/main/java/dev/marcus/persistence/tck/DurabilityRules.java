package dev.marcus.persistence.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.marcus.persistence.document.Entry;
import dev.marcus.persistence.query.Query;
import dev.marcus.persistence.store.Capability;
import dev.marcus.persistence.store.Store;
import dev.marcus.persistence.tck.catalogue.Requires;
import dev.marcus.persistence.tck.catalogue.RequiresAbsent;
import dev.marcus.persistence.tck.crash.ChildProcess;
import dev.marcus.persistence.tck.crash.SystemCalls;
import dev.marcus.persistence.tck.crash.WriterModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.DAYS)
class DurabilityRules extends Rules {
    private static final int KILLS =
            Integer.getInteger("persistence.tck.kills", 8 * Integer.getInteger("persistence.tck.scale", 1));
    /** A store does not grow for ever, because every kill is followed by a look at all of it. */
    private static final int KILLS_A_STORE = 25;

    private static final int WRITERS = 4;

    DurabilityRules(PersistenceBackendTck kit) {
        super(kit);
    }

    @Test
    @RequiresAbsent("PROCESS")
    void rule_8_NONE_aStoreThatKeepsNothingIsANewOneWhenReopened() {
        store().store("c", "k", DOC);
        String before = store().description().storeId();
        reopen();
        if (store().description().storeId().equals(before)) {
            assertEquals(DOC, retrieved("c", "k"), "the same store holds what it held");
        } else {
            assertEquals(List.of(), store().collections(), "another store begins empty");
        }
    }

    @Test
    @Tag("kills")
    @Requires("PROCESS")
    void rule_8_PROCESS_everyAcknowledgedCommitSurvivesAKill_andEachIsThereWholeOrNotAtAll()
            throws IOException, InterruptedException {
        boolean atomic = store().capabilities().has(Capability.ATOMIC_COMMIT);
        long seed = Long.getLong("persistence.tck.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        long lastRevision = 0;
        for (int round = 0; round < KILLS; round++) {
            String name = "killed" + round / KILLS_A_STORE;
            lastRevision = round % KILLS_A_STORE == 0 ? 0 : lastRevision;
            ChildProcess child =
                    ChildProcess.start(directory, List.of(), url(name), "r" + round, WRITERS, Integer.MAX_VALUE);
            Map<String, Integer> acknowledged = child.killAfter(1 + random.nextInt(400));
            try (Store survived = open(name)) {
                String when = "kill " + round + " (seed " + seed + ")";
                for (int writer = 0; writer < WRITERS; writer++) {
                    check(survived, "r" + round + "-" + writer, acknowledged, atomic, when);
                }
                long next = survived.store("after", "k", DOC).revision();
                assertTrue(next > lastRevision, when + ": revision " + next + " was given before");
                lastRevision = next;
            }
        }
    }

    /** Checks that one writer's keys are those of all its acknowledged commits, and perhaps of the one in flight. */
    private static void check(
            Store survived, String writer, Map<String, Integer> acknowledged, boolean atomic, String when) {
        int told = acknowledged.getOrDefault(writer, 0);
        for (String collection : WriterModel.collections(atomic)) {
            Set<String> found = keysOf(survived, collection, writer);
            if (found.equals(WriterModel.keysAfter(writer, told))) {
                continue;
            }
            assertEquals(
                    WriterModel.keysAfter(writer, told + 1),
                    found,
                    when + ": collection '" + collection + "' does not hold what writer " + writer
                            + " was told is stored (" + told + " commits)");
        }
        if (atomic) {
            List<String> both = WriterModel.collections(true);
            assertEquals(
                    keysOf(survived, both.get(0), writer),
                    keysOf(survived, both.get(1), writer),
                    when + ": a commit over two collections of writer " + writer + " was torn");
        }
    }

    private static Set<String> keysOf(Store store, String collection, String writer) {
        return store.query(Query.of(collection)).entries().stream()
                .map(Entry::key)
                .filter(key -> key.startsWith(writer + "-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @Requires("DISK")
    void rule_8_DISK_nothingIsAcknowledgedBeforeItIsSynced() throws IOException, InterruptedException {
        Path trace = directory.resolve("trace");
        List<String> tracer = SystemCalls.tracer(trace).orElse(List.of());
        goOnIf(!tracer.isEmpty(), "not run: strace, which sees each sync, does not work here");
        Path space = directory.resolve("traced");
        Path real = directory.toRealPath().resolve("traced");
        ChildProcess.start(directory, tracer, url("traced"), "r", 1, 40).finish();
        SystemCalls calls = SystemCalls.read(trace, real);
        assertEquals(40, calls.acknowledgements(), "acknowledgements in the trace");
        goOnIf(calls.writes() > 0 || Files.exists(space), "not run: the store keeps no files at its space");
        assertTrue(calls.writes() > 0, "commits were acknowledged, and nothing was written to " + space);
        assertEquals(
                List.of(),
                calls.faults().stream().limit(3).toList(),
                "a commit was acknowledged while data of the store was not synced");
    }

    @Test
    @Requires("REPLICATED")
    void rule_8_REPLICATED_isDeclaredByNobodyYet() {
        fail("REPLICATED is declared, and this kit has no instrument that sees the loss of a machine");
    }
}
