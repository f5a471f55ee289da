package io.millwright.opcua.table;

/**
 * A range of values.
 *
 * @param low the least, NaN if unknown
 * @param high the greatest, NaN if unknown
 */
public record Limits(double low, double high) {
    /** Nothing is known. */
    public static final Limits UNKNOWN = new Limits(Double.NaN, Double.NaN);

    /** Returns whether it is a range at all; servers that never set one tell 0 to 0. */
    public boolean known() {
        return low < high;
    }

    /** Returns what it is after scale and offset. */
    public Limits after(double scale, double offset) {
        double first = low * scale + offset;
        double last = high * scale + offset;
        return new Limits(Math.min(first, last), Math.max(first, last));
    }
}
