package io.millwright.planning.energy;

/** The lowest ceiling that a battery could have held over a stretch of the past, had it been known. Stateless. */
public final class HoldableCeiling {
    private static final int HALVINGS = 40;

    private HoldableCeiling() {}

    /**
     * Returns it in kW.
     *
     * @param kw load per part; parts that are not known (NaN) are left out
     */
    public static double of(double[] kw, Battery battery) {
        double high = 0;
        for (double one : kw) {
            high = Math.max(high, Double.isNaN(one) ? 0 : one);
        }
        double low = Math.max(0, high - battery.powerKw());
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (holds(kw, battery, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private static boolean holds(double[] kw, Battery battery, double ceiling) {
        double stored = battery.capacityKwh();
        for (double one : kw) {
            double charge = Double.isNaN(one) ? 0 : Math.min(battery.powerKw(), ceiling - one);
            double feasible = EnergyPlanner.feasible(charge, stored, battery);
            if (charge < 0 && feasible > charge + 1e-9) {
                return false;
            }
            stored = EnergyPlanner.after(feasible, stored, battery);
        }
        return true;
    }
}
