package io.millwright.pipeline.lane;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The thread {@code millwright-shadow-1}, which serves the lanes of models that run beside those that decide. It starts with the
 * first such lane, so that no lane whose decisions count waits for one whose do not. Thread-safe.
 */
@Component(service = ShadowThreads.class)
public final class ShadowThreads {
    private LanePool pool;
    private boolean closed;

    /** Starts nothing yet. */
    @Activate
    public ShadowThreads() {}

    /** Returns what serves such lanes, null at the end. */
    public synchronized LanePool pool() {
        if (pool == null && !closed) {
            pool = new LanePool(1, "millwright-shadow-", Thread.MIN_PRIORITY);
        }
        return pool;
    }

    /** Ends the thread within 5 s. */
    @Deactivate
    public void close() {
        LanePool ended;
        synchronized (this) {
            closed = true;
            ended = pool;
            pool = null;
        }
        if (ended != null) {
            ended.close();
        }
    }
}
