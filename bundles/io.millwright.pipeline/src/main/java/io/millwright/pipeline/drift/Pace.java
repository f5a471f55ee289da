package io.millwright.pipeline.drift;

/** How many rows a day there are, by the source's clock: breaks count, as they do for whoever counts alarms per month. */
final class Pace {
    private static final double DAY_MICROS = 86_400e6;
    private static final int LEAST_ROWS = 50;

    /** A longer break is a clock that was set: a controller that begins in 1970 would have no rows for years, and a limit of none. */
    private static final double LONGEST_BREAK_MICROS = 62 * DAY_MICROS;

    /** Then half of it is forgotten, so that it follows. */
    private static final int MOST_ROWS = 20_000;

    private long lastMicros;
    private double rows;
    private double micros;

    void row(long timeMicros) {
        if (lastMicros != 0 && timeMicros > lastMicros && timeMicros - lastMicros <= LONGEST_BREAK_MICROS) {
            micros += timeMicros - lastMicros;
            rows++;
            if (rows > MOST_ROWS) {
                rows /= 2;
                micros /= 2;
            }
        }
        lastMicros = timeMicros;
    }

    /** Returns rows per day, NaN while that is not known. */
    double rowsPerDay() {
        return rows < LEAST_ROWS ? Double.NaN : rows / micros * DAY_MICROS;
    }
}
