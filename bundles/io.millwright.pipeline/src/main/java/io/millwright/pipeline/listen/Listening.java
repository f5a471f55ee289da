package io.millwright.pipeline.listen;

import io.millwright.decision.DecisionListener;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Has a listener told decisions only while it is wanted: their inputs cost a copy each. Thread-safe. Foreign code runs while a service
 * comes or goes, so no lock is held; whoever finds another one at it leaves it to that one, which looks again.
 */
public final class Listening implements AutoCloseable {
    private final BundleContext context;
    private final DecisionListener listener;
    private final BooleanSupplier wanted;
    private final Runnable begins;
    private final Runnable ended;

    /** Guarded by this, like the next one. */
    private ServiceRegistration<DecisionListener> registration;

    /** Somebody is registering or unregistering the listener. */
    private boolean changing;

    private volatile boolean closed;

    /** Creates it without listening. {@code wanted} is asked with a lock held and must return at once. */
    public Listening(BundleContext context, DecisionListener listener, BooleanSupplier wanted) {
        this(context, listener, wanted, () -> {}, () -> {});
    }

    /**
     * Creates it without listening.
     *
     * @param wanted asked with a lock held; must return at once
     * @param begins called before the listener is told decisions
     * @param ended called after it was told the last one
     */
    public Listening(
            BundleContext context, DecisionListener listener, BooleanSupplier wanted, Runnable begins, Runnable ended) {
        this.context = context;
        this.listener = listener;
        this.wanted = wanted;
        this.begins = begins;
        this.ended = ended;
    }

    /** Listens or not, as is wanted now. */
    public void update() {
        for (; ; ) {
            ServiceRegistration<DecisionListener> before;
            synchronized (this) {
                boolean listen = !closed && wanted.getAsBoolean();
                if (changing || listen == (registration != null)) {
                    return;
                }
                changing = true;
                before = registration;
            }
            ServiceRegistration<DecisionListener> now = null;
            try {
                if (before == null) {
                    begins.run();
                    now = context.registerService(DecisionListener.class, listener, null);
                } else {
                    end(before);
                    ended.run();
                }
            } catch (IllegalStateException e) {
                // Our own bundle is stopping.
                closed = true;
            } finally {
                synchronized (this) {
                    registration = now;
                    changing = false;
                }
            }
        }
    }

    private static void end(ServiceRegistration<DecisionListener> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            // The framework has already taken the services of a stopping bundle back.
        }
    }

    /** Listens no more, for good. */
    @Override
    public void close() {
        closed = true;
        update();
    }
}
