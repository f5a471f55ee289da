package io.millwright.opcua.milo;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Takes tasks also after its end, and forgets them. Milo's channel state machine asks for a timeout while it closes a channel,
 * on a thread of its pool: an exception there would end that thread with a stack trace on the console.
 */
final class WheelTimer extends HashedWheelTimer {
    /** Time-outs are seconds; the wheel's own 10 ms would wake a thread a hundred times a second. */
    private static final long TICK_MILLIS = 100;

    WheelTimer(ThreadFactory threads) {
        super(threads, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        try {
            return super.newTimeout(task, delay, unit);
        } catch (IllegalStateException e) {
            return new Forgotten(this, task);
        }
    }

    private record Forgotten(Timer timer, TimerTask task) implements Timeout {
        @Override
        public boolean isExpired() {
            return false;
        }

        @Override
        public boolean isCancelled() {
            return true;
        }

        @Override
        public boolean cancel() {
            return false;
        }
    }
}
