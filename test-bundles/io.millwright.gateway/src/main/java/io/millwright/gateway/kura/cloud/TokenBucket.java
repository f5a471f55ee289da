package io.millwright.gateway.kura.cloud;

import java.util.function.LongSupplier;

/** One token per period, at most {@code burst} kept. Not thread-safe. */
final class TokenBucket {
    private final int burst;
    private final long periodNanos;
    private final LongSupplier nanoTime;
    private int tokens;
    private long filledAt;

    TokenBucket(int burst, long periodNanos, LongSupplier nanoTime) {
        this.burst = burst;
        this.periodNanos = periodNanos;
        this.nanoTime = nanoTime;
        this.tokens = burst;
        this.filledAt = nanoTime.getAsLong();
    }

    boolean take() {
        fill();
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }

    /** Time until the next token. */
    long waitNanos() {
        fill();
        return tokens > 0 ? 0 : filledAt + periodNanos - nanoTime.getAsLong();
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        long periods = (now - filledAt) / periodNanos;
        if (periods > 0) {
            tokens = (int) Math.min(burst, tokens + periods);
            filledAt = tokens == burst ? now : filledAt + periods * periodNanos;
        }
    }
}
