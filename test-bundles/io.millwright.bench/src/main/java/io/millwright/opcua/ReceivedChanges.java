package io.millwright.opcua;

import io.millwright.tag.TagListener;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Counts what a connection delivers of tags that all change at the multiples of one period: which changes are missing, and which
 * came twice, by their source times. And tells when every tag has had a Good value since a mark. The calls of a listener do not
 * overlap; the other methods are for any thread.
 */
final class ReceivedChanges implements TagListener {
    private final long periodMicros;
    private final long[] last;
    private final boolean[] fresh;
    private volatile int notFresh;
    private volatile long freshMicros;
    private volatile long samples;
    private volatile long lost;
    private volatile long twice;
    private volatile long notGood;
    private volatile long notifications;
    private long samplesNow;
    private volatile boolean marked;

    ReceivedChanges(int tags, long periodMicros) {
        this.periodMicros = periodMicros;
        last = new long[tags];
        fresh = new boolean[tags];
        notFresh = tags;
    }

    @Override
    public void sample(int tag, double value, int status, long timeMicros) {
        samplesNow++;
        if (status >>> 30 != 0) {
            notGood++;
            return;
        }
        long before = last[tag];
        if (before != 0) {
            long steps = Math.floorDiv(timeMicros, periodMicros) - Math.floorDiv(before, periodMicros);
            if (steps > 1) {
                lost += steps - 1;
            } else if (steps < 1) {
                twice++;
            }
        }
        last[tag] = timeMicros;
        if (marked) {
            unmark();
        }
        if (!fresh[tag]) {
            fresh[tag] = true;
            notFresh--;
            if (notFresh == 0) {
                Instant now = Instant.now();
                freshMicros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
                synchronized (this) {
                    notifyAll();
                }
            }
        }
    }

    @Override
    public void progress(long timeMicros) {
        samples = samplesNow;
        notifications++;
    }

    private void unmark() {
        marked = false;
        java.util.Arrays.fill(fresh, false);
        notFresh = fresh.length;
        freshMicros = 0;
    }

    /** From the next value on every tag has to become fresh again; for a time when none comes. */
    void mark() {
        freshMicros = 0;
        marked = true;
    }

    /** Waits until every tag is fresh; returns when that was, microseconds since 1970 UTC. */
    synchronized long awaitFresh() throws InterruptedException {
        while (freshMicros == 0 || marked) {
            wait(100);
        }
        return freshMicros;
    }

    /** Returns {@code samples lost twice notGood notifications} since the start; the last are those of data and keep-alives. */
    String counts() {
        return samples + " " + lost + " " + twice + " " + notGood + " " + notifications;
    }
}
