package io.millwright.planning.energy;

/** Holds the power from the grid below a ceiling within the part that is running, whatever was planned. Stateless. */
public final class PeakGuard {
    private PeakGuard() {}

    /**
     * Returns the power into the battery for the part that is running.
     *
     * @param plannedKw power into the battery by the plan
     * @param loadKw the load as it is
     * @param storedKwh what the battery holds
     * @param ceilingKw what the grid's power is held below
     * @param keptKwh what the battery shall hold after the part in case of a peak: no more is sold, and it is filled up to that
     */
    public static double chargeKw(
            double plannedKw, double loadKw, double storedKwh, double ceilingKw, double keptKwh, Battery battery) {
        double kw = plannedKw;
        double over = storedKwh - keptKwh;
        if (over < 0) {
            kw = Math.max(kw, -over / battery.chargeEfficiency() / MeterParts.HOURS);
        } else {
            kw = Math.max(kw, -over * battery.dischargeEfficiency() / MeterParts.HOURS);
        }
        kw = Math.min(kw, ceilingKw - loadKw);
        // Nothing is fed into the grid.
        kw = Math.max(kw, -Math.max(0, loadKw));
        return EnergyPlanner.feasible(kw, storedKwh, battery);
    }

    /**
     * Returns by how much the battery can lower the grid's power for the rest of a part, by charging less or by giving more.
     *
     * @param plannedKw power into the battery by the plan
     * @param loadKw the load as it is
     * @param storedKwh what the battery holds
     * @param hours the rest of the part
     */
    public static double spareKw(double plannedKw, double loadKw, double storedKwh, double hours, Battery battery) {
        double there = Math.max(0, storedKwh) * battery.dischargeEfficiency() / hours;
        // Nothing is fed into the grid.
        double gives = Math.min(Math.min(battery.powerKw(), there), Math.max(0, loadKw));
        return Math.max(0, plannedKw + gives);
    }

    /** Returns what is stored after a part. */
    public static double storedAfter(double chargeKw, double storedKwh, Battery battery) {
        return EnergyPlanner.after(chargeKw, storedKwh, battery);
    }
}
