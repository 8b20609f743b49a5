package dev.marcus.persistence.examples;

import dev.marcus.persistence.Persistence;
import dev.marcus.persistence.model.AgentProfile;
import dev.marcus.persistence.model.Event;
import dev.marcus.persistence.watch.Changed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds what is known of an agent from the events, and keeps it up to date as more happen. The profile is stored with
 * the revision of the event that it came from, so that a program that is killed goes on there and counts nothing twice.
 */
public final class EventReplay implements Flow.Subscriber<Changed<Event>> {
    private static final String AGENT = "agent-1";

    private final Persistence persistence;
    private AgentProfile profile;
    private long revision;
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;

    private EventReplay(Persistence persistence) {
        this.persistence = persistence;
        Optional<AgentProfile> saved = persistence.agentProfiles().retrieve(AGENT);
        profile = saved.orElse(new AgentProfile(AGENT, 0, 0, 0, 0, Map.of(), 0, Map.of(), List.of(), Map.of()));
        revision = saved.map(known -> known.extra().get("revision") instanceof Number number ? number.longValue() : 0L)
                .orElse(0L);
    }

    /** Takes the URL of a store that tells what changes, {@code file:data/replay} if none is given. */
    public static void main(String[] args) throws InterruptedException {
        String url = args.length > 0 ? args[0] : "file:data/replay";
        try (Persistence persistence = Persistence.open(url)) {
            happens(persistence, "task_assigned", Map.of("agent_id", AGENT, "task_id", "t1"));
            happens(persistence, "task_completed", Map.of("agent_id", AGENT, "task_id", "t1"));
            happens(persistence, "task_assigned", Map.of("agent_id", "agent-2", "task_id", "t2"));
            long past = happens(persistence, "task_assigned", Map.of("agent_id", AGENT, "task_id", "t3"));

            EventReplay replay = new EventReplay(persistence);
            persistence.events().watch().after(replay.revision).subscribe(replay);
            System.out.println("From the past:  " + replay.until(past));

            long now = happens(
                    persistence, "task_blocked", Map.of("agent_id", AGENT, "task_id", "t3", "blocker", "no review"));
            System.out.println("And as it goes: " + replay.until(now));
        }
    }

    private static long happens(Persistence persistence, String type, Map<String, String> data) {
        Event event = persistence.storeEvent(type, "marcus", data);
        return persistence.retrieve("events", event.eventId()).orElseThrow().revision();
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public synchronized void onNext(Changed<Event> changed) {
        revision = changed.revision();
        changed.object()
                .filter(event -> AGENT.equals(event.data().get("agent_id")))
                .ifPresent(this::learn);
        notifyAll();
        if (subscription != null) {
            subscription.request(1);
        }
    }

    private void learn(Event event) {
        boolean assigned = event.eventType().equals("task_assigned");
        boolean completed = event.eventType().equals("task_completed");
        boolean blocked = event.eventType().equals("task_blocked");
        Map<String, Long> blockers = new HashMap<>(profile.commonBlockers());
        if (blocked) {
            blockers.merge(String.valueOf(event.data().get("blocker")), 1L, Long::sum);
        }
        profile = new AgentProfile(
                AGENT,
                profile.totalTasks() + (assigned ? 1 : 0),
                profile.successfulTasks() + (completed ? 1 : 0),
                profile.failedTasks(),
                profile.blockedTasks() + (blocked ? 1 : 0),
                profile.skillSuccessRates(),
                profile.averageEstimationAccuracy(),
                blockers,
                profile.peakPerformanceHours(),
                Map.of("revision", revision));
        persistence.agentProfiles().store(AGENT, profile);
    }

    @Override
    public synchronized void onError(Throwable cause) {
        failure = cause;
        notifyAll();
    }

    @Override
    public void onComplete() {}

    private synchronized String until(long wanted) throws InterruptedException {
        while (revision < wanted && failure == null) {
            wait();
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return profile.totalTasks() + " tasks, " + profile.successfulTasks() + " done, " + profile.blockedTasks()
                + " blocked by " + profile.commonBlockers().keySet();
    }
}
