package io.millwright.simulator;

import java.util.Locale;

/**
 * A finished part of a part cell as the simulator wrote it: what a reader of the tags has to find. A value with source time t
 * is the part's when {@code startMicros <= t < endMicros}.
 *
 * <p>The values prove whose they are: those of part n lie in [floor(n), floor(n) + 1), each signal with floors of its own.
 * They are multiples of 1/1024, so that a sum is exact whatever the order.
 *
 * @param cell from 1
 * @param number {@code part_number}; (cell - 1) × 1,000,000 + 1 is a cell's first
 * @param text {@code part_text}
 * @param counter {@code part_counter}
 * @param startMicros source time of its begin, microseconds since 1970 UTC
 * @param endMicros source time of its end; the next part may begin in this very microsecond
 */
public record CellPart(
        int cell,
        long number,
        String text,
        long counter,
        long startMicros,
        long endMicros,
        Values current,
        Values voltage,
        Values temperature) {

    /** The value of every signal while a cell has no part. */
    public static final double IDLE_VALUE = -1;

    /** Numbers of a cell are its own up to here. */
    static final long NUMBERS_PER_CELL = 1_000_000;

    /** Prime, so that cells which are at the same count have different floors. */
    private static final long FLOORS = 9_973;

    /** A signal's values during a part. */
    public record Values(long count, double sum, double min, double max) {
        static final Values NONE = new Values(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

        private String words() {
            return count + " " + sum + " " + min + " " + max;
        }

        Values with(double value) {
            return new Values(count + 1, sum + value, Math.min(min, value), Math.max(max, value));
        }
    }

    /** The currents of this part lie in [floor, floor + 1), floors being 0 to 9,972. */
    public static double currentFloor(long number) {
        return Math.floorMod(number, FLOORS);
    }

    /** As {@link #currentFloor}, from 10,000 to 19,972. */
    public static double voltageFloor(long number) {
        return 10_000 + currentFloor(number);
    }

    /** As {@link #currentFloor}, from 20,000 to 29,972. */
    public static double temperatureFloor(long number) {
        return 20_000 + currentFloor(number);
    }

    /**
     * Cell, number, text, counter, start, end, then count, sum, min and max of current, voltage and temperature, with blanks
     * between; a number reads back as the very same.
     */
    public String line() {
        return cell + " " + number + " " + text + " " + counter + " " + startMicros + " " + endMicros + " "
                + current.words() + " " + voltage.words() + " " + temperature.words();
    }

    /** {@code part_text} of this part: P-000123; empty before a cell's first part. */
    public static String text(long number) {
        return number % NUMBERS_PER_CELL == 0 ? "" : String.format(Locale.ROOT, "P-%06d", number);
    }
}
