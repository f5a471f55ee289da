package io.millwright.planning;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.planning.energy.Consumption;
import io.millwright.planning.energy.DayAhead;
import io.millwright.planning.energy.DayForecast;
import io.millwright.planning.energy.EnergyDocument;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.EnergyPlan;
import io.millwright.planning.energy.EnergyStrategy;
import io.millwright.planning.energy.Forecaster.NoForecast;
import io.millwright.planning.energy.LoadDays;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.RunnerDay;
import io.millwright.planning.energy.SimplePlans;
import io.millwright.planning.energy.SiteClock;
import io.millwright.planning.energy.check.PlanCheck;
import io.millwright.planning.plan.Digests;
import io.millwright.planning.plan.Maker;
import io.millwright.planning.plan.Proposal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Makes plans of a site's energy: every six hours, and when reality leaves the interval of the forecast. */
final class EnergyMaker implements Maker {
    static final String TOPIC = "energy";
    static final String TARIFF = "tariff";
    static final String HOLIDAYS = "holidays";
    static final String LOADS = "loads";
    static final String HISTORY = "history";

    private static final double LEAST_GAIN = 0.005;

    private final EnergySettings settings;
    private final SiteMeter meter;
    private final Function<String, Model> models;

    /** What the inputs say; the planner's thread only, like the next ones. */
    private String madeOf = "";

    private SiteClock clock;
    private LoadDays loads;
    private EnergyStrategy strategy;
    private Consumption seen = part -> Double.NaN;
    private long told = Long.MIN_VALUE;
    private Model asked;

    /**
     * Creates one.
     *
     * @param models returns the model of a name, null where it is not there
     */
    EnergyMaker(EnergySettings settings, SiteMeter meter, Function<String, Model> models) {
        this.settings = settings;
        this.meter = meter;
        this.models = models;
    }

    @Override
    public int lines(String input, String csv) {
        return switch (input) {
            case TARIFF -> {
                EnergyInputs.tariff(csv, settings.perKw());
                yield (int) csv.lines().filter(line -> !line.isBlank()).count() - 1;
            }
            case HOLIDAYS -> EnergyInputs.holidays(csv).size();
            case LOADS -> EnergyInputs.loads(csv).size();
            default -> EnergyInputs.history(csv, settings.meter().mostKw()).size();
        };
    }

    @Override
    public Proposal make(Map<String, String> inputs, long nowMicros) {
        long part = MeterParts.partOf(nowMicros);
        String given = Digests.sha256(settings, inputs);
        boolean fresh = !given.equals(madeOf);
        if (fresh) {
            read(inputs);
            madeOf = given;
        }
        keep();
        seen = meter.now();
        tell(part);
        if (!fresh && !strategy.due(part)) {
            return null;
        }
        EnergyPlan plan = planned(part);
        List<String> broken = PlanCheck.broken(plan);
        if (!broken.isEmpty()) {
            throw new IllegalStateException("the plan did not pass its check: " + broken.get(0));
        }
        loads.planned(plan);
        return proposal(plan, given, part);
    }

    private void read(Map<String, String> inputs) {
        String off = inputs.get(HOLIDAYS);
        clock = new SiteClock(settings.zone(), off == null ? Set.of() : EnergyInputs.holidays(off));
        String shifted = inputs.get(LOADS);
        loads = new LoadDays(clock, shifted == null ? List.of() : EnergyInputs.loads(shifted));
        EnergyStrategy.Site site = new EnergyStrategy.Site(
                clock, EnergyInputs.tariff(inputs.get(TARIFF), settings.perKw()), settings.battery());
        String before = inputs.get(HISTORY);
        if (before != null) {
            meter.put(EnergyInputs.history(before, settings.meter().mostKw()));
        }
        strategy = new EnergyStrategy(site, this::forecast, EnergyStrategy.Policy.usual(), part -> seen.kwh(part));
        told = Long.MIN_VALUE;
    }

    private DayForecast forecast(Consumption consumption, long origin) throws NoForecast, ModelException {
        asked = settings.model().isEmpty() ? null : models.apply(settings.model());
        if (asked == null) {
            return DayAhead.ofFourWeeks(clock).forecast(consumption, origin);
        }
        try (RunnerDay day = new RunnerDay(asked)) {
            return new DayAhead(clock, day).forecast(consumption, origin);
        }
    }

    private void keep() {
        try {
            meter.keep();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the meter's parts could not be kept: " + e + "; make room on the disk", e);
        }
    }

    /** What the grid delivered since the last time, as far as the meter and the plans say. */
    private void tell(long part) {
        long from = told == Long.MIN_VALUE ? part - 31L * MeterParts.DAY : told;
        for (long at = from; at < part; at++) {
            double kwh = seen.kwh(at);
            if (!Double.isNaN(kwh)) {
                strategy.over(at, Math.max(0, kwh / MeterParts.HOURS + plannedKw(at)));
            }
        }
        told = part;
    }

    private double plannedKw(long part) {
        EnergyPlan plan = strategy.present();
        int at = plan == null ? -1 : (int) (part - plan.situation().forecast().origin());
        return plan == null || at < 0 || at >= plan.chargeKw().length
                ? 0
                : plan.gridKw(at) - plan.situation().forecast().kw()[at];
    }

    private EnergyPlan planned(long part) {
        try {
            return strategy.plan(part, storedKwh(part), loads.tasks(part, DayAhead.length(clock, part)));
        } catch (NoForecast e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (ModelException e) {
            throw new IllegalArgumentException("model " + settings.model() + " did not answer: " + e.getMessage(), e);
        }
    }

    /** What the battery says; else what the plan before says; else half of it. */
    private double storedKwh(long part) {
        double capacity = settings.battery().capacityKwh();
        double stored = meter.storedKwh();
        if (Double.isNaN(stored)) {
            EnergyPlan plan = strategy.present();
            int at =
                    plan == null ? 0 : (int) (part - plan.situation().forecast().origin());
            stored = at > 0 && at <= plan.storedKwh().length ? plan.storedKwh()[at - 1] : capacity / 2;
        }
        return Math.max(0, Math.min(capacity, stored));
    }

    private Proposal proposal(EnergyPlan plan, String given, long part) {
        double nothing = PlanCheck.cost(SimplePlans.nothing(plan.situation()));
        double cost = PlanCheck.cost(plan);
        Map<String, Double> alternatives = new LinkedHashMap<>();
        alternatives.put("nothing", nothing);
        alternatives.put("by price", PlanCheck.cost(SimplePlans.byPrice(plan.situation())));
        boolean better = nothing - cost > LEAST_GAIN * Math.abs(nothing);
        String by = asked == null
                ? settings.model().isEmpty()
                        ? "Forecast: the median of the same time in four weeks."
                        : "Model " + settings.model() + " is not there: the median of four weeks is the forecast."
                : "Forecast: " + asked.name() + " " + asked.version() + ".";
        return new Proposal(
                settings.site(),
                better,
                better ? "" : "nothing is to be saved in these hours",
                "expected cost of the next day",
                "",
                nothing,
                cost,
                Double.NaN,
                Double.NaN,
                List.of(
                        String.format(
                                Locale.ROOT,
                                "Expected to cost %.2f less than without battery and shifting.",
                                nothing - cost),
                        String.format(
                                Locale.ROOT, "The grid's power is meant to stay below %.0f kW.", plan.ceilingsKw()[0]),
                        by),
                TimeUnit.HOURS.toMicros(settings.validHours()),
                Digests.identity(asked),
                given,
                alternatives,
                Double.NaN,
                EnergyDocument.of(TOPIC, plan, seen, part).toString());
    }
}
