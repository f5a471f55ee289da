package io.millwright.planning.energy.check;

import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.EnergyPlan;
import io.millwright.planning.energy.LoadTask;
import io.millwright.planning.energy.ShiftableLoad;
import io.millwright.planning.energy.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds a plan against the definition of its problem. Knows the data of plans alone. Stateless. */
public final class PlanCheck {
    /** kW and kWh by which numbers may differ. */
    private static final double TOLERANCE = 1e-4;

    private static final double QUARTER = 0.25;
    private static final int MOST_SAID = 20;

    private final EnergyPlan plan;
    private final Situation situation;
    private final List<String> broken = new ArrayList<>();

    private PlanCheck(EnergyPlan plan) {
        this.plan = plan;
        this.situation = plan.situation();
    }

    /** Returns what a plan breaks, in plain words; empty for one that breaks nothing. 20 at most. */
    public static List<String> broken(EnergyPlan plan) {
        PlanCheck check = new PlanCheck(plan);
        if (check.whole()) {
            check.battery();
            for (int load = 0; load < plan.on().length; load++) {
                check.load(load);
            }
            check.grid();
        }
        return List.copyOf(check.broken);
    }

    private void say(String format, Object... values) {
        if (broken.size() < MOST_SAID) {
            broken.add(String.format(Locale.ROOT, format, values));
        }
    }

    private boolean whole() {
        int parts = situation.prices().length;
        if (plan.chargeKw().length != parts || plan.storedKwh().length != parts) {
            say(
                    "%d powers and %d stored energies for %d parts",
                    plan.chargeKw().length, plan.storedKwh().length, parts);
            return false;
        }
        if (plan.on().length != situation.loads().size() || plan.ceilingsKw().length != 2) {
            say(
                    "%d loads of %d, %d ceilings of 2",
                    plan.on().length, situation.loads().size(), plan.ceilingsKw().length);
            return false;
        }
        for (boolean[] one : plan.on()) {
            if (one.length != parts) {
                say("a load has %d parts of %d", one.length, parts);
                return false;
            }
        }
        return true;
    }

    private void battery() {
        Battery battery = situation.battery();
        double before = situation.storedKwh();
        for (int part = 0; part < plan.chargeKw().length; part++) {
            double kw = plan.chargeKw()[part];
            double stored = plan.storedKwh()[part];
            if (!(Math.abs(kw) <= battery.powerKw() + TOLERANCE)) {
                say("part %d: %.3f kW, the battery has %.3f", part, kw, battery.powerKw());
            }
            if (!(stored >= -TOLERANCE && stored <= battery.capacityKwh() + TOLERANCE)) {
                say("part %d: %.3f kWh stored, the battery holds %.3f", part, stored, battery.capacityKwh());
            }
            double into =
                    kw > 0 ? kw * QUARTER * battery.chargeEfficiency() : kw * QUARTER / battery.dischargeEfficiency();
            if (!(Math.abs(before + into - stored) <= TOLERANCE)) {
                say("part %d: %.3f kWh and %.3f kWh make %.3f, not %.3f", part, before, into, before + into, stored);
            }
            before = stored;
        }
    }

    private void load(int number) {
        LoadTask task = situation.loads().get(number);
        boolean[] on = plan.on()[number];
        String name = task.load().name();
        if (task.fixed() != null) {
            if (!java.util.Arrays.equals(on, task.fixed())) {
                say("load %s: what was settled has changed", name);
            }
            return;
        }
        int parts = 0;
        for (int part = 0; part < on.length; part++) {
            parts += on[part] ? 1 : 0;
            if (on[part] && !task.allowed()[part]) {
                say("load %s runs in part %d, where it may not", name, part);
            }
        }
        if (parts != task.due()) {
            say("load %s runs for %d parts, due are %d", name, parts, task.due());
        }
        blocks(task.load(), on);
    }

    /** Every block is long enough, and every pause between two blocks; the first and the last pause have no other end here. */
    private void blocks(ShiftableLoad load, boolean[] on) {
        int length = 0;
        boolean began = false;
        for (int part = 0; part <= on.length; part++) {
            boolean same = part > 0 && part < on.length && on[part] == on[part - 1];
            if (part > 0 && !same) {
                boolean ran = on[part - 1];
                boolean cut = part == on.length;
                if (ran && !cut && length < load.leastOn()) {
                    say(
                            "load %s runs for %d parts until part %d, the least are %d",
                            load.name(), length, part, load.leastOn());
                }
                if (!ran && began && !cut && length < load.leastOff()) {
                    say(
                            "load %s pauses for %d parts until part %d, the least are %d",
                            load.name(), length, part, load.leastOff());
                }
                began |= ran;
            }
            length = same ? length + 1 : 1;
        }
    }

    private void grid() {
        for (int part = 0; part < plan.chargeKw().length; part++) {
            double without = site(part);
            double kw = without + plan.chargeKw()[part];
            if (kw < Math.min(0, without) - TOLERANCE) {
                say("part %d: %.3f kW are fed into the grid", part, -kw);
            }
        }
        for (double ceiling : plan.ceilingsKw()) {
            if (!Double.isFinite(ceiling)) {
                say("a ceiling is %s", ceiling);
            }
        }
    }

    private double site(int part) {
        double kw = situation.forecast().kw()[part];
        for (int load = 0; load < plan.on().length; load++) {
            kw += plan.on()[load][part] ? situation.loads().get(load).load().kw() : 0;
        }
        return kw;
    }

    /** Returns what the expected load costs with a plan: energy, wear, and the peak above what is paid for already, less what is left in store. */
    public static double cost(EnergyPlan plan) {
        PlanCheck check = new PlanCheck(plan);
        double[] peaks = check.situation.peaksKw().clone();
        double cost = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int part = 0; part < plan.chargeKw().length; part++) {
            double kw = check.site(part) + plan.chargeKw()[part];
            int month = check.situation.months()[part];
            peaks[month] = Math.max(peaks[month], kw);
            cost += kw * QUARTER * check.situation.prices()[part];
            cost += Math.max(0, -plan.chargeKw()[part])
                    * QUARTER
                    * check.situation.battery().wearPerKwh();
            least = Math.min(least, check.situation.prices()[part]);
        }
        for (int month = 0; month < peaks.length; month++) {
            cost += (peaks[month] - check.situation.peaksKw()[month]) * check.situation.peakPrice();
        }
        double left = plan.storedKwh()[plan.storedKwh().length - 1] - check.situation.storedKwh();
        return cost - left * Math.max(0, least) / check.situation.battery().chargeEfficiency();
    }
}
