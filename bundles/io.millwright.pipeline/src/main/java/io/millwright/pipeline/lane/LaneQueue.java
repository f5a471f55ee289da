package io.millwright.pipeline.lane;

import io.millwright.status.StatusCodes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only hand-off between a source's thread and a lane. One producer, one consumer; neither waits for the other. Full
 * means that the oldest entry is dropped and counted; of each tag the newest dropped sample is kept aside, so that the
 * lane still knows the tag's value. Starts small and doubles up to its limit; otherwise nothing is allocated.
 */
final class LaneQueue {
    /** {@link #tag} of an entry that carries progress. */
    static final int PROGRESS = -1;

    private static final int FIRST_CAPACITY = 1024;

    /** Slots of one size; never written again once a larger one has replaced it. */
    private static final class Ring {
        final int mask;
        final int[] tags;
        final int[] statuses;
        final double[] values;
        final long[] times;

        Ring(int capacity) {
            mask = capacity - 1;
            tags = new int[capacity];
            statuses = new int[capacity];
            values = new double[capacity];
            times = new long[capacity];
        }
    }

    private final int limit;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong droppedProgress = new AtomicLong();
    private volatile Ring ring;
    private final Lost lost;
    private final AtomicLong receivedMicros = new AtomicLong();
    private final AtomicLong progressCount = new AtomicLong();

    /** The entry taken last; the consumer's. */
    private int tag;

    private int status;
    private double value;
    private long timeMicros;

    /**
     * Creates an empty queue.
     *
     * @param tags number of tags
     * @param limit greatest number of entries, rounded up to a power of two
     */
    LaneQueue(int tags, int limit) {
        int rounded = limit <= 1 ? 1 : Integer.highestOneBit(limit - 1) << 1;
        this.limit = rounded;
        this.ring = new Ring(Math.min(FIRST_CAPACITY, rounded));
        this.lost = new Lost(tags);
    }

    /** Adds a sample. Producer only. */
    void sample(int tag, double value, int status, long timeMicros) {
        add(tag, value, status, timeMicros);
    }

    /** Adds the source's progress. Producer only. */
    void progress(long timeMicros) {
        add(PROGRESS, System.nanoTime(), 0, timeMicros);
        receivedMicros.lazySet(timeMicros);
        progressCount.lazySet(progressCount.getPlain() + 1);
    }

    /** Returns the progress received last. Any thread. */
    long receivedMicros() {
        return receivedMicros.get();
    }

    /** Returns how often progress was received. Any thread. */
    long progressCount() {
        return progressCount.get();
    }

    /** Adds the order to forget all values of a tag: what it delivers has another meaning from here on. Producer only. */
    void forget(int tag) {
        add(PROGRESS - 1 - tag, Double.NaN, StatusCodes.BAD_WAITING_FOR_INITIAL_DATA, 0);
    }

    private void add(int newTag, double newValue, int newStatus, long newTime) {
        Ring r = ring;
        long t = tail.getPlain();
        long h = head.getAcquire();
        if (t - h > r.mask) {
            if (r.mask + 1 < limit) {
                r = grow(r, h, t);
            } else {
                dropOldest(r, h, t);
            }
        }
        int i = (int) t & r.mask;
        r.tags[i] = newTag;
        r.statuses[i] = newStatus;
        r.values[i] = newValue;
        r.times[i] = newTime;
        tail.setRelease(t + 1);
    }

    /** The consumer reads the tail before the ring, so whoever sees a new entry also sees the ring that holds it. */
    private Ring grow(Ring old, long h, long t) {
        Ring larger = new Ring((old.mask + 1) * 2);
        for (long p = h; p < t; p++) {
            int from = (int) p & old.mask;
            int to = (int) p & larger.mask;
            larger.tags[to] = old.tags[from];
            larger.statuses[to] = old.statuses[from];
            larger.values[to] = old.values[from];
            larger.times[to] = old.times[from];
        }
        ring = larger;
        return larger;
    }

    private void dropOldest(Ring r, long seen, long t) {
        long h = seen;
        while (t - h > r.mask) {
            if (head.compareAndSet(h, h + 1)) {
                int i = (int) h & r.mask;
                int oldTag = r.tags[i];
                if (oldTag >= 0) {
                    lost.keep(oldTag, r.values[i], r.statuses[i], r.times[i]);
                    dropped.incrementAndGet();
                } else if (oldTag < PROGRESS) {
                    lost.forget(PROGRESS - 1 - oldTag);
                    dropped.incrementAndGet();
                } else {
                    droppedProgress.incrementAndGet();
                }
                return;
            }
            h = head.getAcquire();
        }
    }

    /** Takes the oldest entry, if there is one, for the accessors below. Consumer only. */
    boolean take() {
        while (true) {
            long h = head.getAcquire();
            if (h == tail.getAcquire()) {
                return false;
            }
            Ring r = ring;
            int i = (int) h & r.mask;
            tag = r.tags[i];
            status = r.statuses[i];
            value = r.values[i];
            timeMicros = r.times[i];
            // Fails if the producer dropped this entry meanwhile: what was read may be torn and is read anew.
            if (head.compareAndSet(h, h + 1)) {
                return true;
            }
        }
    }

    int tag() {
        return tag;
    }

    /** Returns the tag that {@link #forget} named; only for an entry whose tag is below {@link #PROGRESS}. */
    int forgotten() {
        return PROGRESS - 1 - tag;
    }

    int status() {
        return status;
    }

    double value() {
        return value;
    }

    long timeMicros() {
        return timeMicros;
    }

    /** Returns how many entries other than progress were dropped so far. Any thread. */
    long dropped() {
        return dropped.get();
    }

    /** Returns how many entries of progress were dropped so far. Any thread. */
    long droppedProgress() {
        return droppedProgress.get();
    }

    /** Returns how many entries came so far. Any thread. */
    long entered() {
        return tail.get();
    }

    /** Returns how many entries were taken or dropped so far. Any thread. */
    long taken() {
        return head.get();
    }

    /** Returns how many entries wait. Any thread. */
    long waiting() {
        // The head first: it never passes the tail.
        long h = head.get();
        return tail.get() - h;
    }

    /** Takes what was dropped. */
    interface Rescue {
        /** The newest dropped sample of a tag. */
        void rescued(int tag, double value, int status, long timeMicros);

        /** A dropped order to forget a tag. */
        void forget(int tag);
    }

    /** Hands over the newest dropped sample of each tag, and dropped orders to forget, once. Consumer only. */
    void drainLost(Rescue rescue) {
        lost.drain(rescue);
    }

    /** The newest dropped sample of each tag. Locked: used on overflow only. */
    private static final class Lost {
        private final boolean[] present;
        private final int[] forgets;
        private final double[] values;
        private final int[] statuses;
        private final long[] times;

        Lost(int tags) {
            present = new boolean[tags];
            forgets = new int[tags];
            values = new double[tags];
            statuses = new int[tags];
            times = new long[tags];
        }

        synchronized void keep(int tag, double value, int status, long time) {
            present[tag] = true;
            values[tag] = value;
            statuses[tag] = status;
            times[tag] = time;
        }

        synchronized void forget(int tag) {
            present[tag] = false;
            forgets[tag]++;
        }

        synchronized void drain(Rescue rescue) {
            for (int tag = 0; tag < present.length; tag++) {
                for (; forgets[tag] > 0; forgets[tag]--) {
                    rescue.forget(tag);
                }
                if (present[tag]) {
                    present[tag] = false;
                    rescue.rescued(tag, values[tag], statuses[tag], times[tag]);
                }
            }
        }
    }
}
