package io.millwright.pipeline.publish;

import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.publish.kura.CloudConnection;
import io.millwright.pipeline.publish.kura.KuraCloudConnection;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The outboxes of this bundle, one per cloud publisher, shared by the pipelines that use it. Thread-safe. */
@Component(service = Outboxes.class)
public final class Outboxes {
    private static final long CLOSE_MILLIS = 5_000;

    private static final class Shared {
        private final Outbox outbox;
        private int users;

        Shared(Outbox outbox) {
            this.outbox = outbox;
        }
    }

    private final Ledger ledger = new Ledger();
    private final Leftovers leftovers = new Leftovers(ledger);

    /** Guarded by itself. By identity: two publishers are two, whatever their equals says. */
    private final Map<CloudPublisher, Shared> outboxes = new IdentityHashMap<>();

    /** Guarded by {@link #outboxes}. */
    private boolean closed;

    private final Function<String, CloudConnection> connections;

    /** Creates the component. */
    @Activate
    public Outboxes(BundleContext context) {
        this(publisherPid -> KuraCloudConnection.find(context, publisherPid));
    }

    /** Creates it with a way to find the cloud connection of a publisher by the publisher's pid, or null. */
    Outboxes(Function<String, CloudConnection> connections) {
        this.connections = connections;
    }

    /**
     * Returns the outbox of a publisher, shared with everyone who acquired it and started for the first. Returns at
     * once.
     *
     * @param publisher the publisher
     * @param publisherPid its {@code kura.service.pid}, for the thread's name and the states
     * @throws IllegalStateException the component has been deactivated
     */
    public Outbox acquire(CloudPublisher publisher, String publisherPid) {
        synchronized (outboxes) {
            if (closed) {
                throw new IllegalStateException("The outboxes are closed; the bundle is stopping");
            }
            Shared shared = outboxes.get(publisher);
            if (shared == null) {
                // Neither creating nor starting calls the publisher: it may block, and others wait here.
                Outbox created = new Outbox(publisher, publisherPid, ledger, leftovers, connections, System::nanoTime);
                shared = new Shared(created);
                shared.outbox.start();
                outboxes.put(publisher, shared);
            }
            shared.users++;
            return shared.outbox;
        }
    }

    /**
     * Gives an outbox back. The last one to do so closes it: what may still go is published within 2 s, the thread is
     * joined, and decisions that are left wait for the same pipeline's next outbox. Blocks for at most 5 s; never from a
     * lane. Without effect once the component is deactivated.
     */
    public void release(Outbox outbox) {
        synchronized (outboxes) {
            Shared shared = find(outbox);
            if (shared == null || --shared.users > 0) {
                return;
            }
            outboxes.values().remove(shared);
        }
        close(List.of(outbox));
    }

    /**
     * Returns what became of a pipeline's decisions, over all outboxes that it used.
     *
     * @param pipeline the pipeline's {@code kura.service.pid}
     */
    public OutboxCounters counters(String pipeline) {
        return ledger.counters(pipeline);
    }

    /**
     * A pipeline was stopped, and its counters go with it: what it lost before any outbox is part of what its next one says
     * to have lost.
     *
     * @param pipeline the pipeline's {@code kura.service.pid}
     * @param decisions decisions and windows that were lost
     */
    public void lostBefore(String pipeline, long decisions) {
        ledger.lostBefore(pipeline, decisions);
    }

    /** Returns what earlier instances of a pipeline lost before any outbox. */
    long lostBefore(String pipeline) {
        return ledger.lostBefore(pipeline);
    }

    /** Closes every outbox within 5 s, all at the same time; what could not go is counted as dropped. */
    @Deactivate
    public void close() {
        List<Outbox> open = new ArrayList<>();
        synchronized (outboxes) {
            closed = true;
            outboxes.values().forEach(shared -> open.add(shared.outbox));
            outboxes.clear();
        }
        close(open);
        leftovers.drop();
    }

    private Shared find(Outbox outbox) {
        for (Shared shared : outboxes.values()) {
            if (shared.outbox == outbox) {
                return shared;
            }
        }
        return null;
    }

    private static void close(List<Outbox> open) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        open.forEach(Outbox::beginClose);
        for (Outbox outbox : open) {
            outbox.endClose(TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        }
    }
}
