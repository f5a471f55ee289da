package io.millwright.pipeline.capture;

import io.millwright.decision.DecisionListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Whether the room listens to decisions: their inputs cost a copy each. Thread-safe; waits for a call in progress. */
final class Listening implements AutoCloseable {
    private final BundleContext context;
    private final DecisionListener listener;

    /** Guarded by this, like the next one. */
    private ServiceRegistration<DecisionListener> registration;

    private boolean closed;

    Listening(BundleContext context, DecisionListener listener) {
        this.context = context;
        this.listener = listener;
    }

    synchronized void wanted(boolean wanted) {
        if (wanted && registration == null && !closed) {
            try {
                registration = context.registerService(DecisionListener.class, listener, null);
            } catch (IllegalStateException e) {
                // The bundle is stopping.
            }
        } else if (!wanted && registration != null) {
            ServiceRegistration<DecisionListener> over = registration;
            registration = null;
            try {
                over.unregister();
            } catch (IllegalStateException e) {
                // The bundle is stopping: the framework has withdrawn it.
            }
        }
    }

    @Override
    public synchronized void close() {
        wanted(false);
        closed = true;
    }
}
