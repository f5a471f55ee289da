package io.millwright.pipeline.explain;

import io.millwright.model.ModelException;
import io.millwright.pipeline.listen.ModelFinder.Found;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A model that opens on a thread of its own, {@code millwright-explain-open-<n>}, so that one that takes long holds nobody else. Whoever
 * asked for it uses it; its thread hands over what became of it.
 */
final class Opening {
    /** Told on its thread. */
    interface Events {
        /** Something is known now; must not block. */
        void over();

        /** What nobody wanted any more has failed to close. */
        void bug(Throwable t);
    }

    /** Whoever waits for a model waits for so long: the engine bounds its first run by the same time. */
    static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Found found;
    private final LongSupplier nanos;
    private final BooleanSupplier stopped;
    private final Events events;
    private final long askedNanos;
    private Thread thread;

    /** Guarded by this, like the next ones. */
    private boolean over;

    private boolean unwanted;
    private OpenRunner opened;
    private Throwable failure;
    private long overNanos;
    private long tookNanos;

    /**
     * Opens nothing yet.
     *
     * @param nanos the clock
     * @param stopped whether it is to end after the run in progress
     */
    Opening(Found found, LongSupplier nanos, BooleanSupplier stopped, Events events) {
        this.found = found;
        this.nanos = nanos;
        this.stopped = stopped;
        this.events = events;
        askedNanos = nanos.getAsLong();
    }

    Found found() {
        return found;
    }

    boolean isStarted() {
        return thread != null;
    }

    void start(int number) {
        thread = new Thread(this::open, "millwright-explain-open-" + number);
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setContextClassLoader(Opening.class.getClassLoader());
        thread.start();
    }

    private void open() {
        long start = nanos.getAsLong();
        OpenRunner made = null;
        Throwable why = null;
        try {
            made = OpenRunner.open(found.model(), nanos, stopped);
        } catch (Throwable t) {
            why = t;
        }
        OpenRunner left;
        synchronized (this) {
            left = unwanted ? made : null;
            opened = unwanted ? null : made;
            failure = why;
            overNanos = nanos.getAsLong();
            tookNanos = overNanos - start;
            over = true;
        }
        try {
            if (left != null) {
                left.close();
            }
        } catch (Throwable t) {
            events.bug(t);
        }
        events.over();
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Whether there is nothing to wait for any more: it is over, or takes too long. Any thread. */
    boolean isAnswered() {
        return isOver() || nanos.getAsLong() - askedNanos > MOST_NANOS;
    }

    /** Whether it has been over for so long. */
    synchronized boolean isOverFor(long idleNanos) {
        return over && nanos.getAsLong() - overNanos > idleNanos;
    }

    /** Returns how long it took, once it is over. */
    synchronized long tookNanos() {
        return tookNanos;
    }

    /**
     * Hands over what was opened, once, when it is over.
     *
     * @throws NotExplained if it was stopped
     * @throws IllegalStateException if the model has been withdrawn
     */
    synchronized OpenRunner take() throws ModelException, NotExplained {
        if (failure instanceof ModelException e) {
            throw e;
        } else if (failure instanceof NotExplained e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
        OpenRunner taken = opened;
        opened = null;
        return taken;
    }

    /** Nobody wants it any more: it is closed now, or by its thread. */
    void leave() {
        OpenRunner left;
        synchronized (this) {
            unwanted = true;
            left = opened;
            opened = null;
        }
        if (left != null) {
            left.close();
        }
    }

    /** Waits for its thread; whether it has ended. */
    boolean join(long mostMillis) throws InterruptedException {
        if (thread != null) {
            thread.join(Math.max(1, mostMillis));
        }
        return thread == null || !thread.isAlive();
    }
}
