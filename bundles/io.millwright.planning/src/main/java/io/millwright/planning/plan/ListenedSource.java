package io.millwright.planning.plan;

import io.millwright.tag.Interest;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tags of one connection, listened to whenever a source of its name is there; one subscription at most. Thread-safe; not to be called from a
 * listener.
 */
public final class ListenedSource implements AutoCloseable {
    private static final String KURA_SERVICE_PID = "kura.service.pid";

    /** Guarded by this object, like the next ones: sources that are there, by what they are named. */
    private final Map<TagSource, String> sources = new HashMap<>();

    private String connection = "";
    private Interest interest;
    private TagListener listener;
    private TagSource subscribed;
    private TagSubscription subscription;

    /** Creates one that listens to nothing. */
    public ListenedSource() {}

    /**
     * Listens to these tags from now on, and to none of before.
     *
     * @param name {@code kura.service.pid} of the connection, "" for none
     * @param tags by name; the listener knows them by their order
     */
    public synchronized void listen(String name, List<String> tags, TagListener to) {
        leave();
        connection = name;
        interest = Interest.in(tags);
        listener = to;
        subscribe();
    }

    /** A source is there. */
    public synchronized void add(TagSource source, Map<String, Object> named) {
        sources.put(source, String.valueOf(named.get(KURA_SERVICE_PID)));
        subscribe();
    }

    /** A source is there no more. */
    public synchronized void remove(TagSource source) {
        sources.remove(source);
        if (source == subscribed) {
            leave();
            subscribe();
        }
    }

    private void subscribe() {
        if (connection.isEmpty() || subscription != null) {
            return;
        }
        sources.entrySet().stream()
                .filter(each -> each.getValue().equals(connection))
                .findFirst()
                .ifPresent(each -> {
                    subscribed = each.getKey();
                    subscription = subscribed.subscribe(interest, listener);
                });
    }

    private void leave() {
        if (subscription != null) {
            subscription.close();
        }
        subscription = null;
        subscribed = null;
    }

    /** Listens to nothing from now on. Afterwards no call of the listener runs or comes (waits at most 1 s). */
    @Override
    public synchronized void close() {
        connection = "";
        leave();
    }
}
