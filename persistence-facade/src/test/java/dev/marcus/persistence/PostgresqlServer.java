package dev.marcus.persistence;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of a test, which can be killed and started again where it was. */
public final class PostgresqlServer implements AutoCloseable {
    private final Path data;
    private final EmbeddedPostgres embedded;

    private PostgresqlServer(Path data, EmbeddedPostgres embedded) {
        this.data = data;
        this.embedded = embedded;
    }

    /** Starts a server that syncs as a real one does, with its files in this directory, which is made and left. */
    public static PostgresqlServer start(Path data) throws IOException {
        return new PostgresqlServer(
                data,
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "200")
                        .start());
    }

    /** Returns the URL of the store in this schema. */
    public String url(String schema) {
        return "postgresql://localhost:" + embedded.getPort() + "/postgres?user=postgres&schema=" + schema;
    }

    /** Kills the server as a fault of the machine would, without a word to those that are connected. */
    public void kill() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(postmaster.children().toList());
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.add(postmaster);
        while (all.stream().anyMatch(ProcessHandle::isAlive)) {
            Thread.onSpinWait();
        }
    }

    /** Stops the server as it does it itself when a process of it has died: connections are cut, and nothing is tidied up. */
    public void stopAtOnce() throws IOException, InterruptedException {
        control("stop", "-m", "immediate");
    }

    /** Starts it again as it was; returns when it has recovered and takes connections. */
    public void startAgain() throws IOException, InterruptedException {
        control("restart", "-m", "immediate", "-l", data.resolve("again.log").toString());
    }

    private void control(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to be run by root
        }
        Path program = Path.of(Files.readString(data.resolve("postmaster.opts")).split(" ", 2)[0])
                .resolveSibling("pg_ctl");
        command.addAll(List.of(program.toString(), "-D", data.toString(), "-w"));
        command.addAll(List.of(arguments));
        Path said = data.resolve("pg_ctl.log");
        int result = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        if (result != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(said));
        }
    }

    @Override
    public void close() throws IOException {
        embedded.close();
    }
}
