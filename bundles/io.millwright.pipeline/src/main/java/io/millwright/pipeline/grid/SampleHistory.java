package io.millwright.pipeline.grid;

/**
 * Samples in the order of their time, however they arrive; equal times keep the order of arrival. A ring that doubles up to
 * its limit; otherwise nothing is allocated. Positions count from 0 for the first sample ever and never change their order,
 * but a sample that arrives late moves those after it by one. Confined to a lane.
 */
public final class SampleHistory {
    /** Tag of a sample that nobody wants any more. */
    public static final int NONE = -1;

    private static final int FIRST_CAPACITY = 64;

    private final int limit;
    private int mask;
    private int[] tags;
    private int[] statuses;
    private double[] values;
    private long[] times;
    private long head;
    private long tail;

    /**
     * Creates an empty history.
     *
     * @param limit greatest number of samples, rounded up to a power of two
     */
    public SampleHistory(int limit) {
        this.limit = limit <= FIRST_CAPACITY ? FIRST_CAPACITY : Integer.highestOneBit(limit - 1) << 1;
        allocate(FIRST_CAPACITY);
    }

    private void allocate(int capacity) {
        mask = capacity - 1;
        tags = new int[capacity];
        statuses = new int[capacity];
        values = new double[capacity];
        times = new long[capacity];
    }

    /**
     * Takes a sample to its place.
     *
     * @param from no sample is moved to a position before this one
     * @return whether there was room
     */
    public boolean insert(long from, int tag, double value, int status, long timeMicros) {
        if (tail - head > mask) {
            if (mask + 1 >= limit) {
                return false;
            }
            grow();
        }
        long at = tail++;
        for (; at > Math.max(head, from) && times[(int) (at - 1) & mask] > timeMicros; at--) {
            move((int) (at - 1) & mask, (int) at & mask);
        }
        int i = (int) at & mask;
        tags[i] = tag;
        values[i] = value;
        statuses[i] = status;
        times[i] = timeMicros;
        return true;
    }

    private void move(int from, int to) {
        tags[to] = tags[from];
        values[to] = values[from];
        statuses[to] = statuses[from];
        times[to] = times[from];
    }

    private void grow() {
        int[] oldTags = tags;
        int[] oldStatuses = statuses;
        double[] oldValues = values;
        long[] oldTimes = times;
        int oldMask = mask;
        allocate((oldMask + 1) * 2);
        for (long p = head; p < tail; p++) {
            int from = (int) p & oldMask;
            int to = (int) p & mask;
            tags[to] = oldTags[from];
            statuses[to] = oldStatuses[from];
            values[to] = oldValues[from];
            times[to] = oldTimes[from];
        }
    }

    /** Returns the position of the oldest sample. */
    public long first() {
        return head;
    }

    /** Returns the position after the newest sample. */
    public long end() {
        return tail;
    }

    /** Forgets the samples before a position. */
    public void forgetBefore(long position) {
        head = Math.max(head, Math.min(position, tail));
    }

    /** Forgets the samples from a position on. */
    public void forgetFrom(long position) {
        tail = Math.max(head, Math.min(position, tail));
    }

    /** Takes a sample from its tag: {@link #tag} is {@link #NONE} from here on. */
    public void forgetTag(long position) {
        tags[(int) position & mask] = NONE;
    }

    /** Returns the tag of a sample. */
    public int tag(long position) {
        return tags[(int) position & mask];
    }

    /** Returns the value of a sample. */
    public double value(long position) {
        return values[(int) position & mask];
    }

    /** Returns the StatusCode of a sample. */
    public int status(long position) {
        return statuses[(int) position & mask];
    }

    /** Returns the time of a sample. */
    public long timeMicros(long position) {
        return times[(int) position & mask];
    }
}
