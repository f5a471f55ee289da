package io.millwright.planning.stock;

/**
 * How a site orders. Immutable.
 *
 * @param periods how long a period of consumption is
 * @param absent what a period is that no line tells of
 * @param review how many periods lie between two orders of a part, 1 to 12
 * @param leadPeriods of parts that say none, 0 to 24
 * @param target share of what is asked for that shall be there, of parts that say none: 0.5 to 0.995
 */
public record StockSettings(Periods periods, ConsumptionCsv.Absent absent, int review, int leadPeriods, double target) {
    private static final int MOST_REVIEW = 12;
    private static final double LEAST_TARGET = 0.5;
    private static final double MOST_TARGET = 0.995;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException with what, value and remedy
     */
    public StockSettings {
        if (review < 1 || review > MOST_REVIEW) {
            throw new IllegalArgumentException("review " + review + ": write 1 to 12 periods.");
        }
        if (leadPeriods < 0 || leadPeriods > PartsCsv.MOST_LEAD_PERIODS) {
            throw new IllegalArgumentException("lead time " + leadPeriods + ": write 0 to 24 periods.");
        }
        if (!(target >= LEAST_TARGET && target <= MOST_TARGET)) {
            throw new IllegalArgumentException("target " + target + ": write 0.5 to 0.995.");
        }
    }
}
