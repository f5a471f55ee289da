package io.millwright.bench.energy;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.Consumption;
import io.millwright.planning.energy.DayAhead;
import io.millwright.planning.energy.DayForecast;
import io.millwright.planning.energy.DayModel;
import io.millwright.planning.energy.EnergyStrategy.Policy;
import io.millwright.planning.energy.EnergyStrategy.Site;
import io.millwright.planning.energy.Forecaster;
import io.millwright.planning.energy.Forecaster.NoForecast;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.Tariff;
import java.util.ArrayList;
import java.util.List;

/** Figures per month, and of all months together. */
final class MonthFigures {
    private static final double HALF = 0.5;
    /** 7 is prime to 96: origins at all times of the day come. */
    private static final int STRIDE = 7;

    private static final double DIGITS = 10_000;

    private final PlantYear year;
    private final Site site;
    private final JsonObject months = Json.object();
    private final List<Long> nanos = new ArrayList<>();
    private double nothing;
    private double least;
    private double spent;
    private double error;
    private double naiveError;
    private double energy;
    private boolean everWorse;

    MonthFigures(PlantYear year, Tariff tariff, Battery battery) {
        this.year = year;
        site = new Site(year.clock(), tariff, battery);
    }

    PlantYear year() {
        return year;
    }

    /** Runs a month; `seen` is what the meter delivers. */
    void add(int month, DayModel model, Consumption seen, Policy policy) throws ModelException {
        JsonObject figures = Json.object();
        DayAhead ahead = new DayAhead(year.clock(), model);
        forecasts(figures, month, ahead, seen);
        double stored = HALF * site.battery().capacityKwh();
        double left = leftValue(month);
        Hindsight hindsight = new Hindsight(year, site.tariff(), site.battery(), month);
        double without = hindsight.nothing();
        SimulatedMonth right = new SimulatedMonth(year, site, perfect(), policy, year.all());
        double rightCost = right.cost(month, stored, left);
        double best = Math.min(hindsight.cost(stored, left), rightCost);
        SimulatedMonth own = new SimulatedMonth(year, site, ahead, policy, seen);
        double cost = own.cost(month, stored, left);
        figures.add("saved_at_most_percent", rounded(100 * (1 - best / without)))
                .add("captured", captured(cost, without, best))
                .add("captured_by_a_right_forecast", captured(rightCost, without, best));
        figures.add("captured_by_a_week_ago", captured(simple(7, month, seen, policy), without, best));
        figures.add("captured_by_a_day_ago", captured(simple(1, month, seen, policy), without, best));
        SimulatedMonth weeks = new SimulatedMonth(year, site, DayAhead.ofFourWeeks(year.clock()), policy, seen);
        figures.add("captured_by_four_weeks", captured(weeks.cost(month, stored, left), without, best))
                .add("peak_kw", rounded(own.peakKw()))
                .add("peak_kw_without", rounded(peak(month)))
                .add("plans", own.nanos().size())
                .add("plans_without_forecast", own.without())
                .add("plans_that_break_a_rule", own.broken());
        months.add(Integer.toString(month), figures);
        nanos.addAll(own.nanos());
        nothing += without;
        least += best;
        spent += cost;
        everWorse |= cost > without;
    }

    private double simple(int days, int month, Consumption seen, Policy policy) throws ModelException {
        return new SimulatedMonth(year, site, DayAhead.repeating(year.clock(), days), policy, seen)
                .cost(month, HALF * site.battery().capacityKwh(), leftValue(month));
    }

    private static double captured(double cost, double without, double best) {
        return rounded((without - cost) / (without - best));
    }

    /** What is in store at the end saves buying it at the month's lowest price. */
    private double leftValue(int month) {
        double low = Double.POSITIVE_INFINITY;
        for (long part = year.start(month); part < year.end(month); part++) {
            low = Math.min(low, site.tariff().price(year.clock(), part));
        }
        return Math.max(0, low / site.battery().chargeEfficiency());
    }

    private double peak(int month) {
        double peak = 0;
        for (long part = year.start(month); part < year.end(month); part++) {
            peak = Math.max(peak, year.kw(part));
        }
        return peak;
    }

    /** A forecast that is right; beyond what is recorded a week before stands in. */
    private Forecaster perfect() {
        return (consumption, origin) -> {
            double[] kw = new double[MeterParts.DAY];
            for (int i = 0; i < kw.length; i++) {
                double truth = year.kw(origin + i);
                kw[i] = Double.isNaN(truth) ? year.kw(origin + i - 7L * MeterParts.DAY) : truth;
            }
            return new DayForecast(origin, kw, kw, kw, 0);
        };
    }

    private void forecasts(JsonObject figures, int month, Forecaster ahead, Consumption seen) throws ModelException {
        Forecaster naive = DayAhead.repeating(year.clock(), 7);
        double[] own = new double[MeterParts.DAY];
        double[] truths = new double[MeterParts.DAY];
        double naiveSum = 0;
        int inside = 0;
        int count = 0;
        int none = 0;
        for (long origin = year.start(month); origin <= year.end(month) - MeterParts.DAY; origin += STRIDE) {
            long now = origin;
            Consumption known = part -> part < now ? seen.kwh(part) : Double.NaN;
            try {
                DayForecast forecast = ahead.forecast(known, origin);
                DayForecast other = naive.forecast(known, origin);
                int phase = SitePhase.of(year, origin);
                for (int i = 0; i < forecast.length(); i++) {
                    double truth = year.kw(origin + i);
                    own[phase] += Math.abs(forecast.kw()[i] - truth);
                    truths[phase] += truth;
                    naiveSum += Math.abs(other.kw()[i] - truth);
                    inside += truth >= forecast.lower()[i] && truth <= forecast.upper()[i] ? 1 : 0;
                    count++;
                }
            } catch (NoForecast nothingKnown) {
                none++;
            }
        }
        write(figures, own, truths, naiveSum);
        figures.add("inside_80_percent", rounded((double) inside / Math.max(1, count)))
                .add("origins_without_forecast", none);
    }

    private void write(JsonObject figures, double[] own, double[] truths, double naiveSum) {
        double sum = 0;
        double truth = 0;
        double worst = 0;
        int phases = 0;
        for (int i = 0; i < own.length; i++) {
            sum += own[i];
            truth += truths[i];
            worst = Math.max(worst, truths[i] > 0 ? own[i] / truths[i] : 0);
            phases += truths[i] > 0 ? 1 : 0;
        }
        error += sum;
        naiveError += naiveSum;
        energy += truth;
        figures.add("wape", rounded(sum / truth))
                .add("wape_a_week_ago", rounded(naiveSum / truth))
                .add("below_that_percent", rounded(100 * (1 - sum / naiveSum)))
                .add("wape_of_the_worst_time_of_day", rounded(worst))
                .add("times_of_day", phases);
    }

    JsonObject toJson() {
        JsonObject all = Json.object().add("months", months);
        if (months.isEmpty()) {
            return all;
        }
        nanos.sort(null);
        return all.add("wape", rounded(error / energy))
                .add("wape_a_week_ago", rounded(naiveError / energy))
                .add("below_that_percent", rounded(100 * (1 - error / naiveError)))
                .add("captured", captured(spent, nothing, least))
                .add("ever_dearer_than_nothing", everWorse)
                .add("plan_millis_p50", rounded(nanos.get(nanos.size() / 2) / 1e6))
                .add("plan_millis_p99", rounded(nanos.get((int) (nanos.size() * 0.99)) / 1e6));
    }

    private static double rounded(double value) {
        return Math.rint(value * DIGITS) / DIGITS;
    }
}
