package io.millwright.pipeline;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How long a test waits for what must happen: it ends a test that fails, and says nothing about how fast something is. */
public final class Bound {
    public static final long SECONDS = 60;
    public static final long MILLIS = TimeUnit.SECONDS.toMillis(SECONDS);

    private Bound() {}

    /**
     * Waits until something is so.
     *
     * @param what what was waited for, asked when it did not come
     */
    public static void await(BooleanSupplier done, Supplier<?> what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + SECONDS + " s: " + what.get());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
