package io.millwright.planning.energy;

/**
 * The mean power of the last three minutes, from pieces of energy as they are counted: a counter's single step says little of the power at
 * present, and neither does a motor's start. Not thread-safe; allocates nothing.
 */
final class RecentPower {
    private static final long WINDOW_MICROS = 180_000_000L;
    private static final long LEAST_KNOWN_MICROS = 60_000_000L;
    private static final long SPACING_MICROS = 5_000_000L;
    private static final int MARKS = 64;
    private static final double MICROS_PER_HOUR = 3.6e9;

    private final long[] at = new long[MARKS];
    private final double[] kwhAt = new double[MARKS];
    private final double[] knownAt = new double[MARKS];
    private int marks;
    private double kwh;
    private double known;

    /** Takes a piece that is known, later than those before. */
    void add(long from, long to, double piece) {
        if (marks == 0 || from - newest() >= SPACING_MICROS) {
            mark(from);
        }
        kwh += piece;
        known += to - from;
        if (to - newest() >= SPACING_MICROS) {
            mark(to);
        }
    }

    private long newest() {
        return at[(marks - 1) % MARKS];
    }

    private void mark(long micros) {
        int place = marks % MARKS;
        at[place] = micros;
        kwhAt[place] = kwh;
        knownAt[place] = known;
        marks = marks == 2 * MARKS - 1 ? MARKS : marks + 1;
    }

    /** Returns it in kW; NaN where less than a minute of the last three is known. */
    double kw(long nowMicros) {
        int kept = Math.min(marks, MARKS);
        for (int i = kept; i > 0; i--) {
            int place = (marks - i) % MARKS;
            if (nowMicros - at[place] <= WINDOW_MICROS) {
                double of = known - knownAt[place];
                return of < LEAST_KNOWN_MICROS ? Double.NaN : (kwh - kwhAt[place]) * MICROS_PER_HOUR / of;
            }
        }
        return Double.NaN;
    }
}
