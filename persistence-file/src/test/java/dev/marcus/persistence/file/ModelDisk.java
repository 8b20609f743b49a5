package dev.marcus.persistence.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Records what is done to the files of a store, and builds what a loss of power may leave of it: only what was synced is
 * sure to be there, of the rest any part. A file's name is the directory's, and has to be synced with it.
 */
final class ModelDisk extends WatchedDisk {
    private static final int BLOCK = 512;

    /** What is left of what was not synced. */
    enum Loss {
        NOTHING_LOST,
        EVERYTHING_LOST,
        DATA_LOST,
        DATA_ZEROED,
        NAMES_LOST,
        END_LOST,
        AT_RANDOM
    }

    /** One operation, as it changes the model. */
    private interface Operation {
        void change(Model model);
    }

    private final Path root;
    private final Predicate<String> unsyncable;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> descriptions = new ArrayList<>();
    private int endAt = Integer.MAX_VALUE;

    ModelDisk(Path root) {
        this(root, name -> false);
    }

    /** Makes a disk to which syncs of some files and directories do nothing. */
    ModelDisk(Path root, Predicate<String> unsyncable) {
        this.root = root;
        this.unsyncable = unsyncable;
    }

    /** Lets every operation from this one on fail, as to a process that has ended. */
    synchronized void endAt(int operation) {
        endAt = operation;
    }

    synchronized boolean hasEnded() {
        return operations.size() >= endAt;
    }

    synchronized int recorded() {
        return operations.size();
    }

    /** Returns the operations up to this one, the last few of them. */
    synchronized List<String> lastBefore(int after) {
        return descriptions.subList(Math.max(0, after - 25), after);
    }

    private synchronized void record(String what, Operation operation) throws IOException {
        if (operations.size() >= endAt) {
            throw new IOException("the process has ended in this test");
        }
        operations.add(operation);
        descriptions.add(operations.size() + " " + what);
    }

    private String name(Path file) {
        return root.relativize(file).toString();
    }

    private static String directory(String name) {
        int end = name.lastIndexOf('/');
        return end < 0 ? "" : name.substring(0, end);
    }

    @Override
    public Appender create(Path path) throws IOException {
        Content content = new Content();
        String name = name(path);
        record("create " + name, model -> model.named(directory(name), names -> names.put(name, model.file(content))));
        Appender appender = super.create(path);
        return new Appender() {
            @Override
            public void append(byte[] bytes) throws IOException {
                byte[] copy = bytes.clone();
                record("append to " + name, model -> model.file(content).append(copy));
                appender.append(bytes);
            }

            @Override
            public void reserve(long length) throws IOException {
                record("reserve in " + name, model -> model.file(content).reserve((int) length));
                appender.reserve(length);
            }

            @Override
            public void force() throws IOException {
                record("sync " + name, model -> {
                    if (!unsyncable.test(name)) {
                        model.file(content).sync();
                    }
                });
            }

            @Override
            public long size() {
                return appender.size();
            }

            @Override
            public void close() throws IOException {
                appender.close();
            }
        };
    }

    @Override
    public void force(Path file) throws IOException {
        String name = name(file);
        record("sync " + name, model -> {
            Stored stored = model.live.get(name);
            if (stored != null && !unsyncable.test(name)) {
                stored.sync();
            }
        });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        String source = name(from);
        String target = name(to);
        record("rename " + source + " to " + target, model -> {
            Stored file = model.live.get(source);
            if (directory(source).equals(directory(target))) { // all or none on any file system
                model.named(directory(source), names -> {
                    names.remove(source);
                    names.put(target, file);
                });
            } else { // the old name may outlive the new one's coming, but does not go before it
                model.named(directory(target), names -> names.put(target, file));
                model.namedAfterLast(directory(source), names -> names.remove(source));
            }
        });
        super.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        String name = name(file);
        record("delete " + name, model -> model.named(directory(name), names -> names.remove(name)));
        super.delete(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        String name = name(directory);
        record("sync directory " + name, model -> {
            if (!unsyncable.test(name + "/")) {
                model.sync(name);
            }
        });
    }

    /** Builds in an empty directory what is left if the power fails after so many operations. */
    void losePower(int after, Loss loss, SplittableRandom random, Path target) throws IOException {
        Model model = new Model();
        List<Operation> done;
        synchronized (this) {
            done = List.copyOf(operations.subList(0, after));
        }
        done.forEach(operation -> operation.change(model));
        for (Map.Entry<String, Stored> file : model.left(loss, random).entrySet()) {
            Path path = target.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().left(loss, random));
        }
    }

    /** Stands for one file in the record. */
    private static final class Content {}

    /** A file of the model: what was written to it, with zeros behind, and how much of that is sure to be there. */
    private static final class Stored {
        private byte[] bytes = new byte[0];
        private int end;
        private int syncedEnd;
        private int syncedLength;

        void append(byte[] appended) {
            reserve(end + appended.length);
            System.arraycopy(appended, 0, bytes, end, appended.length);
            end += appended.length;
        }

        void reserve(int length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length, length));
        }

        void sync() {
            syncedEnd = end;
            syncedLength = bytes.length;
        }

        byte[] left(Loss loss, SplittableRandom random) {
            byte[] all = bytes.clone();
            return switch (loss) {
                case NOTHING_LOST, NAMES_LOST -> all;
                case EVERYTHING_LOST, DATA_LOST -> cut(all, syncedEnd);
                case DATA_ZEROED -> zeroed(all);
                case END_LOST -> cut(all, random.nextInt(syncedEnd, all.length + 1));
                case AT_RANDOM -> scattered(all, random);
            };
        }

        /** Leaves nothing behind this place but the zeros of a length that was synced. */
        private byte[] cut(byte[] all, int place) {
            return Arrays.copyOf(Arrays.copyOf(all, place), Math.max(place, syncedLength));
        }

        private byte[] zeroed(byte[] all) {
            Arrays.fill(all, syncedEnd, all.length, (byte) 0);
            return all;
        }

        /** Leaves some blocks as they are, fills some with zeros and some with anything, and cuts the end off. */
        private byte[] scattered(byte[] all, SplittableRandom random) {
            for (int start = syncedEnd; start < end; start += BLOCK) {
                int behind = Math.min(end, start + BLOCK);
                int fate = random.nextInt(3);
                for (int i = start; i < behind && fate > 0; i++) {
                    all[i] = fate == 1 ? 0 : (byte) random.nextInt(256);
                }
            }
            return random.nextInt(3) == 0 ? cut(all, random.nextInt(syncedEnd, all.length + 1)) : all;
        }
    }

    /** What the operations so far have made. */
    private static final class Model {
        private record Named(String directory, Consumer<Map<String, Stored>> change, Named onlyAfter) {}

        private final Map<Content, Stored> files = new HashMap<>();
        private final Map<String, Stored> live = new HashMap<>();
        private final Map<String, Stored> durable = new HashMap<>();
        private final List<Named> unsynced = new ArrayList<>();

        Stored file(Content content) {
            return files.computeIfAbsent(content, key -> new Stored());
        }

        void named(String directory, Consumer<Map<String, Stored>> change) {
            change.accept(live);
            unsynced.add(new Named(directory, change, null));
        }

        /** As {@link #named}, but never without the change before it. */
        void namedAfterLast(String directory, Consumer<Map<String, Stored>> change) {
            change.accept(live);
            unsynced.add(new Named(directory, change, unsynced.get(unsynced.size() - 1)));
        }

        void sync(String directory) {
            Set<Named> synced = new LinkedHashSet<>();
            for (Named named : unsynced) {
                if (named.directory.equals(directory)) {
                    if (unsynced.contains(named.onlyAfter)) {
                        synced.add(named.onlyAfter);
                    }
                    synced.add(named);
                }
            }
            synced.forEach(named -> named.change.accept(durable));
            unsynced.removeAll(synced);
        }

        Map<String, Stored> left(Loss loss, SplittableRandom random) {
            Map<String, Stored> names = new HashMap<>(durable);
            int end = random.nextInt(unsynced.size() + 1);
            Set<Named> lost = new LinkedHashSet<>();
            for (int i = 0; i < unsynced.size(); i++) {
                boolean kept = switch (loss) {
                    case NOTHING_LOST, DATA_LOST, DATA_ZEROED -> true;
                    case EVERYTHING_LOST, NAMES_LOST -> false;
                    case END_LOST -> i < end;
                    case AT_RANDOM -> random.nextBoolean() && !lost.contains(unsynced.get(i).onlyAfter);
                };
                if (kept) {
                    unsynced.get(i).change.accept(names);
                } else {
                    lost.add(unsynced.get(i));
                }
            }
            return names;
        }
    }
}
