package io.millwright.planning.energy;

/**
 * What battery and loads do. Immutable by convention: nobody writes into the arrays.
 *
 * @param situation what it was made from
 * @param chargeKw power into the battery in each part, seen from the grid; below 0 out of it
 * @param storedKwh what the battery holds at the end of each part
 * @param on per load, in which parts it runs
 * @param ceilingsKw for both months of the bill, what the grid's power is held below
 * @param solved how it was found
 */
public record EnergyPlan(
        Situation situation,
        double[] chargeKw,
        double[] storedKwh,
        boolean[][] on,
        double[] ceilingsKw,
        Solved solved) {

    /** How a plan was found. */
    public enum Solved {
        /** It is the best by the linear program, for these loads' times. */
        OPTIMAL,
        /** The linear program had no time, or failed: the battery rests, and the guard alone watches the ceiling. */
        RESTS
    }

    /** Returns the power from the grid that is expected in a part. */
    public double gridKw(int part) {
        double kw = situation.forecast().kw()[part] + chargeKw[part];
        for (int load = 0; load < on.length; load++) {
            kw += on[load][part] ? situation.loads().get(load).load().kw() : 0;
        }
        return kw;
    }
}
