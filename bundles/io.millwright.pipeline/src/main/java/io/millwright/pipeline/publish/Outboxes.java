package io.millwright.pipeline.publish;

import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.publish.kura.CloudConnection;
import io.millwright.pipeline.publish.kura.KuraCloudConnection;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.supervision.Supervised;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The outboxes of this bundle, one per cloud publisher, shared by the pipelines that use it. Thread-safe. */
@Component(service = {Outboxes.class, Annexes.class})
public final class Outboxes implements Annexes {
    private static final long CLOSE_MILLIS = 5_000;

    /** One outbox, its users, and its service. */
    private static final class Shared {
        private final Outbox outbox;
        private int users;
        private ServiceRegistration<?> registration;
        private boolean released;

        Shared(Outbox outbox) {
            this.outbox = outbox;
        }

        /** Foreign code runs while a service comes or goes, so no lock is held. */
        void register(BundleContext context) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(Supervised.KIND, outbox.supervised().kind());
            properties.put("millwright.publisher", outbox.supervised().pid());
            ServiceRegistration<?> made = context.registerService(Supervised.class, outbox.supervised(), properties);
            synchronized (this) {
                if (!released) {
                    registration = made;
                    return;
                }
            }
            unregister(made);
        }

        void release() {
            ServiceRegistration<?> made;
            synchronized (this) {
                released = true;
                made = registration;
                registration = null;
            }
            unregister(made);
        }

        private static void unregister(ServiceRegistration<?> made) {
            try {
                if (made != null) {
                    made.unregister();
                }
            } catch (IllegalStateException e) {
                // The framework has already taken the services of a stopping bundle back.
            }
        }
    }

    private final Ledger ledger = new Ledger();
    private final Leftovers leftovers = new Leftovers(ledger);

    /** Guarded by itself. By identity: two publishers are two, whatever their equals says. */
    private final Map<CloudPublisher, Shared> outboxes = new IdentityHashMap<>();

    /** Which outbox a pipeline uses now. */
    private final Map<String, Outbox> inUse = new ConcurrentHashMap<>();

    /** Guarded by {@link #outboxes}. */
    private boolean closed;

    private final Function<String, CloudConnection> connections;
    private final Consumer<Shared> register;

    /** Creates the component. */
    @Activate
    public Outboxes(BundleContext context) {
        connections = publisherPid -> KuraCloudConnection.find(context, publisherPid);
        register = shared -> shared.register(context);
    }

    /** Creates it without services, with a way to find the cloud connection of a publisher by the publisher's pid, or null. */
    Outboxes(Function<String, CloudConnection> connections) {
        this.connections = connections;
        register = shared -> {};
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
        Shared shared;
        boolean created = false;
        synchronized (outboxes) {
            if (closed) {
                throw new IllegalStateException("The outboxes are closed; the bundle is stopping");
            }
            shared = outboxes.get(publisher);
            if (shared == null) {
                // Neither creating nor starting calls the publisher: it may block, and others wait here.
                shared = new Shared(
                        new Outbox(publisher, publisherPid, ledger, leftovers, connections, System::nanoTime));
                shared.outbox.start();
                outboxes.put(publisher, shared);
                created = true;
            }
            shared.users++;
        }
        if (created) {
            register.accept(shared);
        }
        return shared.outbox;
    }

    /**
     * Gives an outbox back. The last one to do so closes it: what may still go is published within 2 s, the thread is
     * joined, and decisions that are left wait for the same pipeline's next outbox. Blocks for at most 5 s; never from a
     * lane. Without effect once the component is deactivated.
     */
    public void release(Outbox outbox) {
        Shared shared;
        synchronized (outboxes) {
            shared = find(outbox);
            if (shared == null || --shared.users > 0) {
                return;
            }
            outboxes.values().remove(shared);
        }
        close(List.of(shared));
    }

    /** A pipeline has gone over from one outbox to another; null is none. */
    void inUse(String pipeline, Outbox before, Outbox now) {
        if (now != null) {
            inUse.put(pipeline, now);
        } else if (before != null) {
            // Of a pipeline that begins before its predecessor has ended the outbox stays.
            inUse.remove(pipeline, before);
        }
    }

    @Override
    public boolean offer(Annex annex) {
        Outbox now = inUse.get(annex.pipeline());
        return now != null && now.offer(annex);
    }

    /** Puts what became of a pipeline's annexes into a map. */
    void annexes(String pipeline, Map<String, Long> into) {
        ledger.annexes(pipeline, into);
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
        List<Shared> open;
        synchronized (outboxes) {
            closed = true;
            open = new ArrayList<>(outboxes.values());
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

    private static void close(List<Shared> open) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        open.forEach(shared -> shared.outbox.beginClose());
        open.forEach(Shared::release);
        for (Shared shared : open) {
            shared.outbox.endClose(TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        }
    }
}
