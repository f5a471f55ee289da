package io.millwright.pipeline.window;

/** Parts that have ended and wait until their margin has passed, in the order of their ends. Confined to a lane. */
final class WaitingParts {
    private final int most;
    private final long[] open;
    private final long[] close;
    private final double[] number;
    private final boolean[] idle;
    private int head;
    private int count;

    WaitingParts(int most) {
        this.most = most;
        open = new long[most];
        close = new long[most];
        number = new double[most];
        idle = new boolean[most];
    }

    boolean full() {
        return count == most;
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(long openMicros, long closeMicros, double partNumber, boolean machineIdle) {
        int i = (head + count++) % most;
        open[i] = openMicros;
        close[i] = closeMicros;
        number[i] = partNumber;
        idle[i] = machineIdle;
    }

    long openMicros() {
        return open[head];
    }

    long closeMicros() {
        return close[head];
    }

    double number() {
        return number[head];
    }

    /** Whether the machine did not work when the part began. */
    boolean idle() {
        return idle[head];
    }

    void remove() {
        head = (head + 1) % most;
        count--;
    }

    int clear() {
        int had = count;
        count = 0;
        return had;
    }
}
