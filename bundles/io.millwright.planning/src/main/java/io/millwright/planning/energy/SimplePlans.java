package io.millwright.planning.energy;

import java.util.Arrays;

/** Plans that need no program, for comparison. Stateless. */
public final class SimplePlans {
    private SimplePlans() {}

    /** Returns the plan of who plans nothing: the battery rests, loads run as soon as they may. */
    public static EnergyPlan nothing(Situation situation) {
        double[] stored = new double[situation.prices().length];
        Arrays.fill(stored, situation.storedKwh());
        return plan(situation, new double[stored.length], stored);
    }

    /** Returns the plan by price alone: the battery is filled at the lowest price, and emptied at the highest one where that pays. */
    public static EnergyPlan byPrice(Situation situation) {
        Battery battery = situation.battery();
        double low = Arrays.stream(situation.prices()).min().orElse(0);
        double high = Arrays.stream(situation.prices()).max().orElse(0);
        double worth = high - battery.wearPerKwh() - low / battery.chargeEfficiency() / battery.dischargeEfficiency();
        double[] charge = new double[situation.prices().length];
        double[] stored = new double[charge.length];
        double at = situation.storedKwh();
        for (int i = 0; i < charge.length; i++) {
            double price = situation.prices()[i];
            double wanted = 0;
            if (worth > 0 && price <= low) {
                wanted = battery.powerKw();
            } else if (worth > 0 && price >= high) {
                wanted = -Math.min(battery.powerKw(), situation.forecast().kw()[i]);
            }
            charge[i] = EnergyPlanner.feasible(wanted, at, battery);
            at = EnergyPlanner.after(charge[i], at, battery);
            stored[i] = at;
        }
        return plan(situation, charge, stored);
    }

    private static EnergyPlan plan(Situation situation, double[] charge, double[] stored) {
        boolean[][] on = new boolean[situation.loads().size()][];
        for (int load = 0; load < on.length; load++) {
            on[load] = soonest(situation.loads().get(load));
        }
        return new EnergyPlan(situation, charge, stored, on, situation.peaksKw().clone(), EnergyPlan.Solved.RESTS);
    }

    private static boolean[] soonest(LoadTask task) {
        if (task.fixed() != null) {
            return task.fixed().clone();
        }
        boolean[] on = new boolean[task.allowed().length];
        int left = task.due();
        for (int i = 0; i < on.length && left > 0; i++) {
            on[i] = task.allowed()[i];
            left -= on[i] ? 1 : 0;
        }
        return on;
    }
}
