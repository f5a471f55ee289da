package io.millwright.planning.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that were told to end, one after the other, and are waited for together: 5 s at most. Used by one thread. */
public final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    private static final long MOST_MILLIS = 5_000;

    private final Map<Thread, String> threads = new LinkedHashMap<>();

    /** Creates one without threads. */
    public Ending() {}

    /**
     * Adds one that was told to end.
     *
     * @param thread null where there is none
     * @param late what is the matter where it does not end in time
     */
    public void add(Thread thread, String late) {
        if (thread != null) {
            threads.put(thread, late);
        }
    }

    /** Waits for all; those that take longer are interrupted and told in the log. Ends early when its own thread is interrupted. */
    public void await() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
        try {
            for (Map.Entry<Thread, String> each : threads.entrySet()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left > 0) {
                    each.getKey().join(left);
                }
                if (each.getKey().isAlive()) {
                    each.getKey().interrupt();
                    LOG.warn("{}: {}", each.getKey().getName(), each.getValue());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
