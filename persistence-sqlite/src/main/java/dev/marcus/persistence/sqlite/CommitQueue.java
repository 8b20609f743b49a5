package dev.marcus.persistence.sqlite;

import dev.marcus.persistence.error.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, in the order in which it was handed in. Commits that nobody waits for take room until they
 * have been told: at most {@value #MOST} of them, or {@value #MOST_BYTES} bytes, whichever is reached first.
 */
final class CommitQueue {
    static final int MOST = 100_000;
    static final long MOST_BYTES = 64L << 20;

    private static final int BYTES_PER_PERMIT = (int) (MOST_BYTES / MOST);
    private static final int GROUP = 1000;
    private static final long GROUP_BYTES = 4L << 20;
    private static final Duration RETRY = Duration.ofMillis(10);

    private final LinkedBlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MOST, true);

    /** Adds what takes no room: as many as there are threads that wait, and syncs. */
    void add(Request request) {
        waiting.add(request);
    }

    /** Waits for room, which an interrupt does not cut short, and adds the request. */
    void addWhenThereIsRoom(Request request) {
        room.acquireUninterruptibly(permits(request));
        waiting.add(request);
    }

    /** Adds the request if there is room; for the thread that would have to make it. */
    void addIfThereIsRoom(Request request) {
        if (!room.tryAcquire(permits(request))) {
            throw new TransientException(
                    "commitAsync was called from a callback while so many commits are under way that no more are taken"
                            + " (expected: at most " + MOST + " commits or " + MOST_BYTES
                            + " bytes; retry on a thread of your own, which then waits for room)",
                    RETRY,
                    null);
        }
        waiting.add(request);
    }

    /** Gives back the room of a request that has been told. */
    void giveRoom(Request request) {
        room.release(permits(request));
    }

    private static int permits(Request request) {
        return (int) Math.min(MOST, 1 + request.bytes() / BYTES_PER_PERMIT);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** Returns the one whose turn it is; null if none waits. */
    @Nullable
    Request first() {
        return waiting.peek();
    }

    /** Takes out what goes into one transaction: the first, and those behind it as far as they fit. */
    List<Request> nextGroup() {
        List<Request> group = new ArrayList<>();
        long bytes = 0;
        for (Request next = waiting.poll(); next != null; next = waiting.poll()) {
            group.add(next);
            bytes += next.bytes();
            Request following = waiting.peek();
            if (group.size() == GROUP || following == null || bytes + following.bytes() > GROUP_BYTES) {
                break;
            }
        }
        return group;
    }
}
