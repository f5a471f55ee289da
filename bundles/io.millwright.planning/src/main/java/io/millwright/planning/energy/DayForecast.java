package io.millwright.planning.energy;

/**
 * The load of the next parts. Immutable by convention: nobody writes into the arrays.
 *
 * @param origin the first part; there are 96, or 92 where the clock leaves out an hour
 * @param kw expected mean power of each part
 * @param lower power that nine of ten exceed
 * @param upper power that one of ten exceeds
 * @param filled how many of the 2,688 slots that it rests on were gaps
 */
public record DayForecast(long origin, double[] kw, double[] lower, double[] upper, int filled) {
    /** Returns how many parts there are. */
    public int length() {
        return kw.length;
    }
}
