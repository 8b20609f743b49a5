package dev.marcus.persistence.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example runs, and says what its readers expect. */
class ExamplesTest {
    @TempDir
    Path temp;

    private interface Main {
        void run() throws Exception;
    }

    private static String printed(Main example) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            example.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file"})
    void quickstart_runTwice_keepsItsEvents(String scheme) throws Exception {
        String[] url = {scheme + ":" + temp.resolve("quickstart")};
        assertThat(printed(() -> Quickstart.main(url))).contains("hello", "1 event(s)");
        assertThat(printed(() -> Quickstart.main(url))).contains("2 event(s)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file"})
    void marcusWorkflow_readsEverythingBackAfterARestart(String scheme) throws Exception {
        String[] url = {scheme + ":" + temp.resolve("workflow")};
        assertThat(printed(() -> MarcusWorkflow.main(url)))
                .contains(
                        "Active project:  Todo app",
                        "agent-1, 1 of 1 tasks done",
                        "keep the state in SQLite, because: one file, no server",
                        "Write the store took 2.5 hours",
                        "task_completed  by agent-1",
                        "project_created  by marcus");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file", "memory"})
    void taskBoard_givesEachTaskToOneAgent(String scheme) throws Exception {
        String[] url = {scheme + ":" + temp.resolve("board")};
        assertThat(printed(() -> TaskBoard.main(url)))
                .contains("0 tasks are open, 12 are taken.", "The board counts 12 taken.");
    }

    @Test
    void openMarcusState_showsTheSample_andCopiesItEqually() throws Exception {
        assertThat(printed(() -> OpenMarcusState.main(new String[0])))
                .contains(
                        "events                    500     500",
                        "Worker registrations:      7",
                        "Errors on the board:       1",
                        "Decisions:                 22",
                        "Median hours of a task:    0.3333333333333333 over 41 tasks",
                        "Copied 885 entries",
                        "entry for entry equal.",
                        "edge_nonfinite.json, key 'nan'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "file"})
    void boardSync_settlesTwoUpdatesByRevision(String scheme) throws Exception {
        String[] url = {scheme + ":" + temp.resolve("boards")};
        assertThat(printed(() -> BoardSync.main(url)))
                .contains("The board came second", "status=doing, labels=[urgent], sync=synced");
    }

    @Test
    void senecaKnowledge_readsDecisionsAndPatterns_andExportsOutcomes() throws Exception {
        assertThat(printed(() -> SenecaKnowledge.main(new String[0])))
                .contains("The last decisions:", "deployment_devops", "67 outcomes written");
    }

    @Test
    void analytics_answersWhatUsersOfMarcusAsk() throws Exception {
        assertThat(printed(() -> Analytics.main(new String[0])))
                .contains(
                        "Median hours of a task that was done: 0.3",
                        "marcus-reviewer     9 tasks, median 0.30 hours",
                        "2026-10-08T06:00:00Z   27 events",
                        "Errors ever: 2",
                        "2026-10-08T06:37:45.026649+00:00  by agent_unicorn_1",
                        "then 2",
                        "Design Dashboard Information Display",
                        "events: Index.on(\"source\")");
    }

    @Test
    void migrate_triesMigratesGoesBack_andReadsOnDemand() throws Exception {
        assertThat(printed(() -> Migrate.main(new String[0])))
                .contains(
                        "Would do: collection 'task_outcomes', from version 0 to 2: 64 documents would change",
                        "did 2 'number apart from the name'",
                        "undid 2 'number apart from the name'",
                        "Tasks with a number, read and not stored anew: 64",
                        "All stored in the new form: false");
    }

    @Test
    void eventReplay_rebuildsAProfile_keepsItUpToDate_andGoesOnWhereItWas() throws Exception {
        String[] url = {"file:" + temp.resolve("replay")};
        assertThat(printed(() -> EventReplay.main(url)))
                .contains(
                        "From the past:  2 tasks, 1 done, 0 blocked by []",
                        "And as it goes: 2 tasks, 1 done, 1 blocked by [no review]");
        assertThat(printed(() -> EventReplay.main(url)))
                .contains(
                        "From the past:  4 tasks, 2 done, 1 blocked by [no review]",
                        "And as it goes: 4 tasks, 2 done, 2 blocked by [no review]");
    }

    @Test
    void moveStore_movesWhatMarcusWroteIntoSqlite() throws Exception {
        assertThat(printed(() -> MoveStore.main(new String[0])))
                .contains("COPYING   100 %", "COMPARING 100 %", "entry for entry equal.");
    }
}
