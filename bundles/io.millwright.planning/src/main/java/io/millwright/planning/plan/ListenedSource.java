package io.millwright.planning.plan;

import io.millwright.tag.Interest;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tags of one connection, listened to whenever a source of its name is there; one subscription at most. Thread-safe. Subscriptions are made and
 * ended by one thread at a time, without a lock: who changes something meanwhile leaves the rest to it.
 */
public final class ListenedSource implements AutoCloseable {
    private static final String KURA_SERVICE_PID = "kura.service.pid";

    /** A source returns at once, and waits 1 s at most for its listener to end. */
    private static final long MOST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Guarded by this object, like the next ones: sources that are there, by what they are named. */
    private final Map<TagSource, String> sources = new HashMap<>();

    /** Null for nothing. */
    private Wanted wanted;

    /** Null for none. */
    private Subscribed subscribed;

    /** Who makes and ends subscriptions now; null for nobody. */
    private Thread changing;

    private record Wanted(String connection, List<String> tags, TagListener listener) {}

    private record Subscribed(TagSource source, Wanted to, TagSubscription subscription) {}

    /** Creates one that listens to nothing. */
    public ListenedSource() {}

    /**
     * Listens to these tags from now on, and to none of before. Not to be called from a listener.
     *
     * @param name {@code kura.service.pid} of the connection, "" for none
     * @param tags by name; the listener knows them by their order
     * @throws IllegalArgumentException if a name occurs twice
     */
    public void listen(String name, List<String> tags, TagListener to) {
        want(name.isEmpty() ? null : new Wanted(name, List.copyOf(tags), to));
    }

    /** A source is there. */
    public void add(TagSource source, Map<String, Object> named) {
        synchronized (this) {
            sources.put(source, String.valueOf(named.get(KURA_SERVICE_PID)));
        }
        follow();
    }

    /** A source is there no more. */
    public void remove(TagSource source) {
        synchronized (this) {
            sources.remove(source);
        }
        follow();
    }

    private void want(Wanted other) {
        synchronized (this) {
            wanted = other;
        }
        follow();
        awaitChanges();
    }

    /** Brings the subscription in line with what is wanted and there, unless another call is at it: then that one does. */
    private void follow() {
        synchronized (this) {
            if (changing != null) {
                return;
            }
            changing = Thread.currentThread();
        }
        try {
            for (Runnable step = next(); step != null; step = next()) {
                step.run();
            }
        } finally {
            // Also where a source refused.
            over();
        }
    }

    /** Returns what is to be done next; where that is nothing, others may begin. */
    private synchronized Runnable next() {
        if (subscribed != null && !(subscribed.to().equals(wanted) && sources.containsKey(subscribed.source()))) {
            TagSubscription former = subscribed.subscription();
            subscribed = null;
            return former::close;
        }
        TagSource there = subscribed != null || wanted == null ? null : source(wanted.connection());
        if (there == null) {
            over();
            return null;
        }
        Wanted now = wanted;
        return () -> subscribe(there, now);
    }

    private TagSource source(String connection) {
        return sources.entrySet().stream()
                .filter(each -> each.getValue().equals(connection))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private void subscribe(TagSource source, Wanted to) {
        TagSubscription made = source.subscribe(Interest.in(to.tags()), to.listener());
        synchronized (this) {
            subscribed = new Subscribed(source, to, made);
        }
    }

    private synchronized void over() {
        if (changing == Thread.currentThread()) {
            changing = null;
            notifyAll();
        }
    }

    private synchronized void awaitChanges() {
        long end = System.nanoTime() + MOST_WAIT_NANOS;
        try {
            long left = MOST_WAIT_NANOS;
            while (changing != null && changing != Thread.currentThread() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens to nothing from now on. Afterwards no call of the listener runs or comes (waits at most 2 s). Not to be called from a listener. */
    @Override
    public void close() {
        want(null);
    }
}
