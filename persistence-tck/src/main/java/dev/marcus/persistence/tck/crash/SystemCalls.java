package dev.marcus.persistence.tck.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a child that write and sync, as strace prints them, and what they say: whether something was acknowledged
 * while data of the store was written and not synced.
 */
public final class SystemCalls {
    private static final String TRACED = "trace=openat,write,pwrite64,writev,pwritev,fsync,fdatasync";
    private static final Pattern CALL =
            Pattern.compile("(\\d+) +(\\w+)\\((?:AT_FDCWD\\S*, )?(?:(\\d+)<([^>]*)>)?(?:, )?(.*)");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>.*");

    private final String space;
    private final Map<String, String> unfinishedSyncs = new HashMap<>();
    private final Set<String> synchronous = new HashSet<>();
    private final Set<String> unsynced = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();
    private boolean ready;
    private int writes;
    private int acknowledgements;

    private SystemCalls(String space) {
        this.space = space;
    }

    /** Returns the command under which a child is traced into the file; empty if this machine has no such tool. */
    public static Optional<List<String>> tracer(Path output) {
        List<String> command = List.of("strace", "-f", "-qq", "-y", "-s", "64", "-e", TRACED, "-o", output.toString());
        try {
            List<String> probe = new ArrayList<>(command);
            probe.add("true");
            Process process = new ProcessBuilder(probe)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean works = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            return works ? Optional.of(command) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Reads the trace of a child whose store lies at this path or below it. */
    public static SystemCalls read(Path trace, Path space) throws IOException {
        SystemCalls calls = new SystemCalls(space.toString());
        for (String line : Files.readString(trace, StandardCharsets.ISO_8859_1).split("\n")) {
            calls.add(line);
        }
        return calls;
    }

    /** Returns the acknowledgements that came too early, each with the files that were not synced. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Returns how many writes into the store were seen; none means that the trace cannot see this backend's. */
    public int writes() {
        return writes;
    }

    /** Returns how many acknowledgements were seen. */
    public int acknowledgements() {
        return acknowledgements;
    }

    private void add(String line) {
        Matcher resumed = RESUMED.matcher(line);
        if (resumed.matches()) {
            String synced = unfinishedSyncs.remove(resumed.group(1));
            if (synced != null) {
                unsynced.remove(synced);
            }
            return;
        }
        Matcher call = CALL.matcher(line);
        if (!call.matches()) {
            return;
        }
        String name = call.group(2);
        String path = call.group(4);
        if (name.equals("openat")) {
            noteSynchronous(line);
        } else if (name.endsWith("sync")) {
            sync(call.group(1), path, line);
        } else {
            write(call.group(3), path, call.group(5));
        }
    }

    private void noteSynchronous(String line) {
        int opened = line.lastIndexOf('<');
        if (opened > 0 && (line.contains("O_DSYNC") || line.contains("O_SYNC"))) {
            synchronous.add(line.substring(opened + 1, line.lastIndexOf('>')));
        }
    }

    private void sync(String thread, @Nullable String path, String line) {
        if (path == null) {
            return;
        }
        if (line.endsWith("<unfinished ...>")) {
            unfinishedSyncs.put(thread, path);
        } else {
            unsynced.remove(path);
        }
    }

    private void write(@Nullable String descriptor, @Nullable String path, String rest) {
        if ("1".equals(descriptor)) {
            printed(rest);
        } else if (ready && path != null && path.startsWith(space) && !synchronous.contains(path)) {
            writes++;
            unsynced.add(path);
        }
    }

    private void printed(String text) {
        if (text.startsWith("\"ready")) {
            ready = true;
            unsynced.clear();
        } else if (ready && text.startsWith("\"" + CommittingChild.ACKNOWLEDGED)) {
            acknowledgements++;
            if (!unsynced.isEmpty()) {
                faults.add("acknowledgement " + acknowledgements + " while not synced: " + unsynced);
            }
        }
    }
}
