package io.millwright.opcua.browse;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps requests so far apart that a server never gets more than so many in any one second: they are spread evenly, without
 * a burst at the beginning; or with one, of so many as may be made good by a pause. Not thread-safe.
 */
final class Pace {
    private final long apartNanos;
    private final long burstNanos;
    private final LongSupplier clock;
    private final Sleeper sleeper;
    private long next;
    private boolean begun;
    private int count;

    /** Waits for a time. */
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    /** Keeps by the system's clock. */
    Pace(int mostPerSecond) {
        this(mostPerSecond, 1);
    }

    /**
     * Keeps by the system's clock.
     *
     * @param burst so many go at once after a pause; on average there are no more than before
     */
    Pace(int mostPerSecond, int burst) {
        this(mostPerSecond, burst, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    Pace(int mostPerSecond, int burst, LongSupplier clock, Sleeper sleeper) {
        // Rounded up, and one more: a whole second from one request on has no room for one too many.
        this.apartNanos = TimeUnit.SECONDS.toNanos(1) / mostPerSecond + 1;
        this.burstNanos = (burst - 1) * apartNanos;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Returns when the next request may go; an interrupt ends the wait and stays pending. */
    void await() {
        long now = clock.getAsLong();
        if (begun && next - now > 0) {
            try {
                sleeper.sleep(next - now);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now = clock.getAsLong();
        }
        next = (begun ? Math.max(next, now - burstNanos) : now - burstNanos) + apartNanos;
        begun = true;
        count++;
    }

    /** Returns how many requests went. */
    int count() {
        return count;
    }
}
