package io.millwright.bench.energy;

import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.Tariff;
import java.util.Arrays;

/**
 * The least that a month could have cost, had all of it been known: for each ceiling the cheapest course of the stored energy by dynamic
 * programming, and of the ceilings the best by a search, as the cost is convex in it. Shares nothing with the planner.
 */
final class Hindsight {
    private static final int LEVELS = 400;
    private static final int STEPS = 14;
    private static final double NEVER = 1e18;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final PlantYear year;
    private final Tariff tariff;
    private final Battery battery;
    private final long from;
    private final double[] kw;
    private final double[] prices;

    Hindsight(PlantYear year, Tariff tariff, Battery battery, int month) {
        this.year = year;
        this.tariff = tariff;
        this.battery = battery;
        from = year.start(month);
        kw = new double[(int) (year.end(month) - from)];
        prices = new double[kw.length];
        for (int i = 0; i < kw.length; i++) {
            kw[i] = year.kw(from + i);
            prices[i] = tariff.price(year.clock(), from + i);
        }
    }

    /**
     * Returns the least cost.
     *
     * @param storedKwh what is stored at the start
     * @param leftValue what a kWh is worth that is left at the end
     */
    double cost(double storedKwh, double leftValue) {
        double high = Arrays.stream(kw).max().orElse(0);
        double low = Math.max(0, high - battery.powerKw());
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double atLeft = cost(left, storedKwh, leftValue);
        double atRight = cost(right, storedKwh, leftValue);
        for (int i = 0; i < STEPS; i++) {
            if (atLeft < atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - GOLDEN * (high - low);
                atLeft = cost(left, storedKwh, leftValue);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + GOLDEN * (high - low);
                atRight = cost(right, storedKwh, leftValue);
            }
        }
        return Math.min(atLeft, atRight);
    }

    private double cost(double ceiling, double storedKwh, double leftValue) {
        double step = battery.capacityKwh() / LEVELS;
        double[] next = new double[LEVELS + 1];
        double[] value = new double[LEVELS + 1];
        for (int level = 0; level <= LEVELS; level++) {
            next[level] = -level * step * leftValue;
        }
        for (int i = kw.length - 1; i >= 0; i--) {
            for (int level = 0; level <= LEVELS; level++) {
                value[level] = best(i, level, ceiling, step, next);
            }
            double[] swapped = next;
            next = value;
            value = swapped;
        }
        int start = (int) Math.round(storedKwh / step);
        return next[start] + start * step * leftValue + ceiling * tariff.perKw();
    }

    private double best(int part, int level, double ceiling, double step, double[] next) {
        double energy = battery.powerKw() * MeterParts.HOURS;
        int up = Math.min(LEVELS - level, (int) Math.floor(energy * battery.chargeEfficiency() / step));
        int down = Math.min(level, (int) Math.floor(energy / battery.dischargeEfficiency() / step));
        double best = NEVER;
        for (int change = -down; change <= up; change++) {
            double stored = change * step / MeterParts.HOURS;
            double charge = change > 0 ? stored / battery.chargeEfficiency() : stored * battery.dischargeEfficiency();
            double grid = kw[part] + charge;
            if (grid <= ceiling + 1e-9 && (grid >= 0 || charge >= 0)) {
                double cost = grid * MeterParts.HOURS * prices[part]
                        + Math.max(0, -charge) * MeterParts.HOURS * battery.wearPerKwh();
                best = Math.min(best, cost + next[level + change]);
            }
        }
        return best;
    }

    /** What the month cost without a battery. */
    double nothing() {
        double cost = 0;
        double peak = 0;
        for (int i = 0; i < kw.length; i++) {
            cost += kw[i] * MeterParts.HOURS * prices[i];
            peak = Math.max(peak, kw[i]);
        }
        return cost + peak * tariff.perKw();
    }
}
