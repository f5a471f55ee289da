package io.millwright.operation.request;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many requests are taken: so many per second, more only after a rest. Thread-safe. */
final class Pace {
    private final long nanosPerRequest;
    private final long fullNanos;
    private final LongSupplier nanoTime;
    /** What has been saved up; a request costs {@link #nanosPerRequest}. */
    private long savedNanos;

    private long lookedAtNanos;

    /**
     * Creates a pace with everything saved up.
     *
     * @param most how many may come at once after a rest
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    Pace(int perSecond, int most, LongSupplier nanoTime) {
        nanosPerRequest = TimeUnit.SECONDS.toNanos(1) / perSecond;
        fullNanos = nanosPerRequest * most;
        this.nanoTime = nanoTime;
        savedNanos = fullNanos;
        lookedAtNanos = nanoTime.getAsLong();
    }

    /** Whether one more may come now. */
    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        savedNanos = Math.min(fullNanos, savedNanos + Math.max(0, now - lookedAtNanos));
        lookedAtNanos = now;
        if (savedNanos < nanosPerRequest) {
            return false;
        }
        savedNanos -= nanosPerRequest;
        return true;
    }
}
