package io.millwright.planning.energy;

/**
 * A load that runs for a time every day, whenever that is best: in blocks with a least length, and with a least pause between them.
 *
 * @param name how people call it
 * @param kw its power while it runs
 * @param parts how many 15-minute parts it runs per day
 * @param from first slot of the wall-clock day in which it may run, 0 to 95
 * @param to the slot from which on it may not run any more, 1 to 96
 * @param leastOn least parts of a block
 * @param leastOff least parts of a pause
 */
public record ShiftableLoad(String name, double kw, int parts, int from, int to, int leastOn, int leastOff) {
    private static final double MOST_KW = 1e6;

    /** Refuses what cannot be planned, naming load, attribute, value and remedy. */
    public ShiftableLoad {
        check(name, "kw", kw, kw > 0 && kw <= MOST_KW, "enter its power in kW");
        check(name, "from", from, from >= 0 && from < MeterParts.DAY, "enter a time of the day");
        check(name, "to", to, to > from && to <= MeterParts.DAY, "enter a later time of the same day");
        check(
                name,
                "minutes",
                15.0 * parts,
                parts > 0 && parts <= to - from,
                "enter no more than lies between from and to");
        check(
                name,
                "min_on_minutes",
                15.0 * leastOn,
                leastOn > 0 && leastOn <= parts,
                "enter no more than it runs per day");
        check(
                name,
                "min_off_minutes",
                15.0 * leastOff,
                leastOff > 0 && leastOff <= MeterParts.DAY,
                "enter 15 minutes to a day");
    }

    private static void check(String load, String attribute, double value, boolean good, String remedy) {
        if (!good) {
            throw new IllegalArgumentException("Load " + load + ", " + attribute + " " + value + ": " + remedy + ".");
        }
    }
}
