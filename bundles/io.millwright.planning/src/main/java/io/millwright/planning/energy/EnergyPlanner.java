package io.millwright.planning.energy;

/**
 * Plans battery and shiftable loads for the parts of a forecast: first the loads one after the other, then the battery by a linear program.
 * The result depends on the situation alone. Takes up to a few seconds; stateless.
 */
public final class EnergyPlanner {
    private static final double GRID_STEP = 1e-9;

    private final double caution;

    /**
     * Creates one.
     *
     * @param caution where between the expected load and its upper end the load lies that the peak is planned for, 0 to 1
     */
    public EnergyPlanner(double caution) {
        if (!(caution >= 0 && caution <= 1)) {
            throw new IllegalArgumentException("caution " + caution + ": enter a number from 0 to 1.");
        }
        this.caution = caution;
    }

    /** Plans. */
    public EnergyPlan plan(Situation situation) {
        int length = situation.forecast().length();
        double[] kw = situation.forecast().kw().clone();
        boolean[][] on = new boolean[situation.loads().size()][];
        for (int load = 0; load < on.length; load++) {
            LoadTask task = situation.loads().get(load);
            on[load] = task.fixed() == null
                    ? new LoadTimes(situation, kw, task).best()
                    : task.fixed().clone();
            for (int i = 0; i < length; i++) {
                kw[i] += on[load][i] ? situation.loads().get(load).load().kw() : 0;
            }
        }
        double[][] found = new StorageProgram(situation, kw, caution).solve(endValue(situation));
        return found == null ? rests(situation, on) : withinLimits(situation, on, found);
    }

    /** What is left at the end saves buying the same at the lowest price later. */
    private static double endValue(Situation situation) {
        double least = Double.POSITIVE_INFINITY;
        for (double price : situation.prices()) {
            least = Math.min(least, price);
        }
        return Math.max(0, least / situation.battery().chargeEfficiency());
    }

    private static EnergyPlan rests(Situation situation, boolean[][] on) {
        int length = situation.forecast().length();
        double[] stored = new double[length];
        java.util.Arrays.fill(stored, situation.storedKwh());
        return new EnergyPlan(
                situation, new double[length], stored, on, situation.peaksKw().clone(), EnergyPlan.Solved.RESTS);
    }

    /** The program keeps its limits to rounding; the plan keeps them. */
    private static EnergyPlan withinLimits(Situation situation, boolean[][] on, double[][] found) {
        Battery battery = situation.battery();
        double[] charge = new double[found[0].length];
        double[] stored = new double[charge.length];
        double at = situation.storedKwh();
        for (int i = 0; i < charge.length; i++) {
            charge[i] = feasible(found[0][i] - found[1][i], at, battery);
            at = after(charge[i], at, battery);
            stored[i] = at;
        }
        double[] ceilings = {
            Math.max(found[3][0], situation.peaksKw()[0]),
            Math.max(found[3][1], situation.peaksKw()[1])
        };
        return new EnergyPlan(situation, charge, stored, on, ceilings, EnergyPlan.Solved.OPTIMAL);
    }

    /** Returns the nearest power that battery and stored energy allow for a part. */
    static double feasible(double chargeKw, double storedKwh, Battery battery) {
        double room = Math.max(0, battery.capacityKwh() - storedKwh) / battery.chargeEfficiency() / MeterParts.HOURS;
        double there = Math.max(0, storedKwh) * battery.dischargeEfficiency() / MeterParts.HOURS;
        double most = Math.min(battery.powerKw(), room);
        double least = -Math.min(battery.powerKw(), there);
        double kw = Math.max(least, Math.min(most, chargeKw));
        return Math.abs(kw) < GRID_STEP ? 0 : kw;
    }

    /** Returns what is stored after a part. */
    static double after(double chargeKw, double storedKwh, Battery battery) {
        double change = chargeKw > 0 ? chargeKw * battery.chargeEfficiency() : chargeKw / battery.dischargeEfficiency();
        return Math.max(0, Math.min(battery.capacityKwh(), storedKwh + change * MeterParts.HOURS));
    }
}
