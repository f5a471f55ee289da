package io.millwright.bench.energy;

import io.millwright.model.ModelException;
import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.Consumption;
import io.millwright.planning.energy.EnergyPlan;
import io.millwright.planning.energy.EnergyStrategy;
import io.millwright.planning.energy.Forecaster;
import io.millwright.planning.energy.Forecaster.NoForecast;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.PeakGuard;
import io.millwright.planning.energy.check.PlanCheck;
import java.util.ArrayList;
import java.util.List;

/** A month run by the gateway's strategy as if it were now: what lies ahead is not known to it. Every plan is checked. */
final class SimulatedMonth {
    private final PlantYear year;
    private final EnergyStrategy.Site site;
    private final EnergyStrategy strategy;
    private final List<Long> nanos = new ArrayList<>();
    private long now;
    private int broken;
    private int without;
    private double peak;

    /** Prepares one; `seen` is what the meter delivers, which the strategy knows up to the present part. */
    SimulatedMonth(
            PlantYear year,
            EnergyStrategy.Site site,
            Forecaster forecaster,
            EnergyStrategy.Policy policy,
            Consumption seen) {
        this.year = year;
        this.site = site;
        strategy = new EnergyStrategy(site, forecaster, policy, part -> part < now ? seen.kwh(part) : Double.NaN);
    }

    /** Returns what the month cost: energy, wear and peak, less what is left in store beyond what was there. */
    double cost(int month, double storedKwh, double leftValue) throws ModelException {
        Battery battery = site.battery();
        double stored = storedKwh;
        double cost = 0;
        for (long part = year.start(month); part < year.end(month); part++) {
            now = part;
            plan(part, stored);
            double kw = year.kw(part);
            double charge = strategy.chargeKw(part, kw, stored);
            stored = PeakGuard.storedAfter(charge, stored, battery);
            strategy.over(part, kw + charge);
            peak = Math.max(peak, kw + charge);
            cost += (kw + charge) * MeterParts.HOURS * site.tariff().price(site.clock(), part)
                    + Math.max(0, -charge) * MeterParts.HOURS * battery.wearPerKwh();
        }
        return cost + peak * site.tariff().perKw() - (stored - storedKwh) * leftValue;
    }

    private void plan(long part, double stored) throws ModelException {
        if (!strategy.due(part)) {
            return;
        }
        long start = System.nanoTime();
        try {
            EnergyPlan plan = strategy.plan(part, stored, List.of());
            nanos.add(System.nanoTime() - start);
            broken += PlanCheck.broken(plan).isEmpty() ? 0 : 1;
        } catch (NoForecast none) {
            without++;
        }
    }

    List<Long> nanos() {
        return nanos;
    }

    int broken() {
        return broken;
    }

    /** How often a plan was due and there was no forecast. */
    int without() {
        return without;
    }

    double peakKw() {
        return peak;
    }
}
