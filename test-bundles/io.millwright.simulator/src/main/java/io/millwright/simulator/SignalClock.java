package io.millwright.simulator;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Calls every signal at the multiples of its period, on one thread named {@code simulator-clock-1}. A writing that is late is
 * made up for, with the time at which it was due: the schedule is kept, lateness is counted. Source time starts with wall
 * time and may run faster.
 */
final class SignalClock implements AutoCloseable {
    private final JoinedThreads threads = new JoinedThreads("simulator-clock");
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(threads);
    private final Consumer<String> events;
    private final double speed;
    private final long originMicros = Times.now();
    private final AtomicLong lateWritings = new AtomicLong();
    private volatile long maxLateMicros;

    /** @param speed seconds of source time per second of wall time */
    SignalClock(double speed, Consumer<String> events) {
        this.speed = speed;
        this.events = events;
    }

    /** Source time of the moment, microseconds since 1970 UTC. */
    long now() {
        long wall = Times.now();
        return speed == 1 ? wall : originMicros + (long) ((wall - originMicros) * speed);
    }

    void start(List<? extends Signal> signals) {
        long now = now();
        for (Signal signal : signals) {
            long first = Math.floorDiv(now, signal.periodMicros()) * signal.periodMicros() + signal.periodMicros();
            schedule(signal, first);
        }
    }

    private ScheduledFuture<?> schedule(Signal signal, long dueMicros) {
        // Never longer than a period: a wall clock that is set back does not stop the PLC.
        long delay = Math.max(0, Math.min(dueMicros - now(), signal.periodMicros()));
        return thread.schedule(() -> writeAt(signal, dueMicros), (long) (delay / speed), TimeUnit.MICROSECONDS);
    }

    private void writeAt(Signal signal, long dueMicros) {
        try {
            long late = now() - dueMicros;
            maxLateMicros = Math.max(maxLateMicros, (long) (late / speed));
            if (late > signal.periodMicros() / 2) {
                lateWritings.incrementAndGet();
            }
            signal.write(dueMicros);
        } catch (RuntimeException bug) {
            events.accept("BUG in a signal, which goes on: " + bug);
            Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), bug);
        }
        if (!thread.isShutdown()) {
            schedule(signal, dueMicros + signal.periodMicros());
        }
    }

    /** Writings that began more than half a period late. */
    long lateWritings() {
        return lateWritings.get();
    }

    /** The longest delay between due time and begin of a writing, microseconds of wall time. */
    long maxLateMicros() {
        return maxLateMicros;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        threads.join(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }
}
