package io.millwright.pipeline.capture;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of the budget rows may take that no alarm and no person made worth keeping: half of it over the retention, so that they never
 * push out the others. Saved up for one day at most. Not thread-safe.
 */
final class Allowance {
    private static final double SHARE = 0.5;

    private final LongSupplier nanos;
    private CaptureSettings of;
    private double bytes;
    private long lastNanos;

    Allowance(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Takes so much, if it is there. */
    boolean take(long wanted, CaptureSettings settings) {
        long now = nanos.getAsLong();
        double daily = SHARE * settings.budgetBytes() / settings.retentionDays();
        if (settings != of) {
            bytes = of == null ? daily : Math.min(bytes, daily);
            of = settings;
        } else {
            bytes = Math.min(daily, bytes + daily * (now - lastNanos) / TimeUnit.DAYS.toNanos(1));
        }
        lastNanos = now;
        if (bytes < wanted) {
            return false;
        }
        bytes -= wanted;
        return true;
    }

    /** Gives back what was taken and not needed: what is written is compressed. */
    void giveBack(long unused) {
        bytes += unused;
    }
}
