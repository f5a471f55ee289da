package io.millwright.gateway;

import io.millwright.model.ModelException;
import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.DayAhead;
import io.millwright.planning.energy.DayForecast;
import io.millwright.planning.energy.EnergyStrategy;
import io.millwright.planning.energy.EnergyStrategy.Site;
import io.millwright.planning.energy.Forecaster;
import io.millwright.planning.energy.Forecaster.NoForecast;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.PeakGuard;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A month that is over, run once more as if it were now: what lies ahead of a quarter of an hour is not known to any policy but that with a
 * perfect forecast. Costs are energy, wear and the month's peak; what is left in store beyond what was there is paid back. Not thread-safe.
 */
final class EnergyMonth {
    private final Map<Long, Double> history;
    private final Site site;
    private final YearMonth month;
    private long now;

    /**
     * What a policy came to.
     *
     * @param storedKwh what the battery held at the start of each quarter
     */
    record Run(double cost, double peakKw, double[] gridKw, double[] storedKwh) {
        /** Returns the quarter with the highest mean, counted from the month's first. */
        int peak() {
            int highest = 0;
            for (int i = 1; i < gridKw.length; i++) {
                highest = gridKw[i] > gridKw[highest] ? i : highest;
            }
            return highest;
        }

        /** Returns the highest mean before a quarter, kW; 0 before the first. */
        double peakKwBefore(int quarter) {
            return Arrays.stream(gridKw, 0, quarter).max().orElse(0);
        }
    }

    /** Power into the battery in a part. */
    private interface Policy {
        double chargeKw(long part, double loadKw, double storedKwh) throws ModelException;

        default void over(long part, double gridKw) {}
    }

    EnergyMonth(Map<Long, Double> history, Site site, YearMonth month) {
        this.history = history;
        this.site = site;
        this.month = month;
    }

    long start() {
        return site.clock().firstPart(month.atDay(1));
    }

    long end() {
        return site.clock().firstPart(month.plusMonths(1).atDay(1));
    }

    double kw(long part) {
        Double kwh = history.get(part);
        return kwh == null ? Double.NaN : kwh / MeterParts.HOURS;
    }

    /** Returns the forecast of a day, as it was possible at its start; null where too little was known. */
    DayForecast expected(LocalDate day) throws ModelException {
        long first = site.clock().firstPart(day);
        try {
            return DayAhead.ofFourWeeks(site.clock()).forecast(part -> part < first ? known(part) : Double.NaN, first);
        } catch (NoForecast e) {
            return null;
        }
    }

    private double known(long part) {
        return history.getOrDefault(part, Double.NaN);
    }

    /** Nothing is planned: the battery rests. */
    Run nothing() throws ModelException {
        return run((part, load, stored) -> 0);
    }

    /** The simple policy: the battery is filled at the day's lowest price, and emptied at its highest one. */
    Run byPrice() throws ModelException {
        return run((part, load, stored) -> {
            double low = Double.POSITIVE_INFINITY;
            double high = 0;
            for (long at = part - part % MeterParts.DAY; at <= part - part % MeterParts.DAY + MeterParts.DAY; at++) {
                low = Math.min(low, site.tariff().price(site.clock(), at));
                high = Math.max(high, site.tariff().price(site.clock(), at));
            }
            double price = site.tariff().price(site.clock(), part);
            double wanted = price <= low
                    ? site.battery().powerKw()
                    : price >= high ? -site.battery().powerKw() : 0;
            return PeakGuard.chargeKw(wanted, load, stored, Double.MAX_VALUE, 0, site.battery());
        });
    }

    /** Plan, reserve and guard on the forecast that was possible. */
    Run planned() throws ModelException {
        return planned(DayAhead.ofFourWeeks(site.clock()));
    }

    /** The same with a forecast that is right. */
    Run perfect() throws ModelException {
        return planned((consumption, origin) -> {
            double[] kw = new double[DayAhead.length(site.clock(), origin)];
            for (int i = 0; i < kw.length; i++) {
                kw[i] = kw(origin + i);
            }
            return new DayForecast(origin, kw, kw, kw, 0);
        });
    }

    private Run planned(Forecaster forecaster) throws ModelException {
        EnergyStrategy strategy = new EnergyStrategy(
                site, forecaster, EnergyStrategy.Policy.usual(), part -> part < now ? known(part) : Double.NaN);
        return run(new Policy() {
            @Override
            public double chargeKw(long part, double loadKw, double storedKwh) throws ModelException {
                if (strategy.due(part)) {
                    try {
                        strategy.plan(part, storedKwh, List.of());
                    } catch (NoForecast e) {
                        // The former plan stands, or the battery rests.
                        return 0;
                    }
                }
                return strategy.chargeKw(part, loadKw, storedKwh);
            }

            @Override
            public void over(long part, double gridKw) {
                strategy.over(part, gridKw);
            }
        });
    }

    private Run run(Policy policy) throws ModelException {
        Battery battery = site.battery();
        double first = battery.capacityKwh() / 2;
        double stored = first;
        double cost = 0;
        double peak = 0;
        double least = Double.POSITIVE_INFINITY;
        double[] grid = new double[(int) (end() - start())];
        double[] held = new double[grid.length];
        for (long part = start(); part < end(); part++) {
            now = part;
            double load = kw(part);
            held[(int) (part - start())] = stored;
            double charge = policy.chargeKw(part, load, stored);
            stored = PeakGuard.storedAfter(charge, stored, battery);
            policy.over(part, load + charge);
            grid[(int) (part - start())] = load + charge;
            peak = Math.max(peak, load + charge);
            double price = site.tariff().price(site.clock(), part);
            least = Math.min(least, price);
            cost += (load + charge) * MeterParts.HOURS * price
                    + Math.max(0, -charge) * MeterParts.HOURS * battery.wearPerKwh();
        }
        double left = (stored - first) * least / battery.chargeEfficiency();
        return new Run(cost + peak * site.tariff().perKw() - left, peak, grid, held);
    }
}
