package io.millwright.planning;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.planning.energy.Consumption;
import io.millwright.planning.energy.DayAhead;
import io.millwright.planning.energy.DayForecast;
import io.millwright.planning.energy.EnergyDocument;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.EnergyPlan;
import io.millwright.planning.energy.EnergyStrategy;
import io.millwright.planning.energy.FollowedPlan;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.energy.Forecaster.NoForecast;
import io.millwright.planning.energy.LoadDays;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.RunnerDay;
import io.millwright.planning.energy.Shifts;
import io.millwright.planning.energy.SimplePlans;
import io.millwright.planning.energy.SiteClock;
import io.millwright.planning.energy.check.PlanCheck;
import io.millwright.planning.plan.Digests;
import io.millwright.planning.plan.Maker;
import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.Proposal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes plans of a site's energy: every six hours, and when reality leaves the interval of the forecast. */
final class EnergyMaker implements Maker {
    static final String TOPIC = "energy";
    static final String TARIFF = "tariff";
    static final String HOLIDAYS = "holidays";
    static final String SHIFTS = "shifts";
    static final String LOADS = "loads";
    static final String HISTORY = "history";

    private static final double LEAST_GAIN = 0.005;

    private final EnergySettings settings;
    private final SiteMeter meter;
    private final Function<String, Model> models;
    private final FollowedPlans followed;
    private final Path peakFile;

    /** What the inputs say; the planner's thread only, like the next ones. */
    private Map<String, String> madeOf = Map.of();

    private Map<String, String> madeWith = Map.of();

    private SiteClock clock;
    private LoadDays loads;
    private EnergyStrategy strategy;
    private Consumption seen = part -> Double.NaN;
    private volatile Held held;
    private long told = Long.MIN_VALUE;

    /** The month's peak as it is kept; null where none is. */
    private MonthPeak kept;

    /** From when on a plan stands that was made of the same before this began; see {@link #stands}. */
    private long standing = Long.MIN_VALUE;

    /** The model of the newest forecast, null for none. */
    private ModelIdentity forecasting;

    /** What was shown last, and of what: asked for more often than the meter's parts change. */
    private volatile Shown shown = new Shown("", 0, "");

    private record Shown(String document, long part, String with) {}

    /**
     * What is held, for who watches the part that is running. Immutable.
     *
     * @param month the month of the peak
     * @param peakKw greatest 15-minute mean from the grid of that month so far
     */
    record Held(SiteClock clock, LoadDays loads, YearMonth month, double peakKw) {
        /** Returns the peak that the month of a part has paid for. */
        double peakKw(long part) {
            return YearMonth.from(clock.wallClock(part)).equals(month) ? peakKw : 0;
        }
    }

    /** Returns it, null before the first plan was asked for. Any thread. */
    Held held() {
        return held;
    }

    /**
     * Creates one.
     *
     * @param models returns the model of a name, null where it is not there
     * @param followed the plans that were approved
     * @param peakFile where the month's peak is kept
     */
    EnergyMaker(
            EnergySettings settings,
            SiteMeter meter,
            Function<String, Model> models,
            FollowedPlans followed,
            Path peakFile) {
        this.settings = settings;
        this.meter = meter;
        this.followed = followed;
        this.models = models;
        this.peakFile = peakFile;
        kept = MonthPeak.read(peakFile);
    }

    @Override
    public int lines(String input, String csv) {
        return switch (input) {
            case TARIFF -> {
                EnergyInputs.tariff(csv, settings.perKw());
                yield (int) csv.lines().filter(line -> !line.isBlank()).count() - 1;
            }
            case HOLIDAYS -> EnergyInputs.holidays(csv).size();
            case SHIFTS -> EnergyInputs.shifts(csv).size();
            case LOADS -> EnergyInputs.loads(csv).size();
            default -> EnergyInputs.history(csv, settings.meter().mostKw(), meter::canBeOver)
                    .size();
        };
    }

    @Override
    public Object settings() {
        return settings;
    }

    @Override
    public Map<String, String> tools() {
        return settings.model().isEmpty() ? Map.of() : Digests.tool(models.apply(settings.model()));
    }

    @Override
    public boolean timed() {
        return true;
    }

    @Override
    public void stands(long createdMicros, Map<String, String> tools) {
        if (strategy == null) {
            standing = MeterParts.partOf(createdMicros);
            madeWith = tools;
        }
    }

    @Override
    public Proposal make(Map<String, String> inputs, long nowMicros, Occasion occasion) {
        long part = MeterParts.partOf(nowMicros);
        boolean fresh = !inputs.equals(madeOf);
        if (fresh) {
            if (strategy != null) {
                // Other inputs, perhaps another history: the peak is counted anew.
                kept = null;
            }
            read(inputs);
            madeOf = Map.copyOf(inputs);
        }
        if (standing != Long.MIN_VALUE) {
            strategy.stands(standing);
            standing = Long.MIN_VALUE;
            fresh = false;
        }
        keep();
        followed.refresh();
        seen = meter.now();
        tell(part);
        Map<String, String> tools = tools();
        // A model that went leaves the plan that was made with it.
        boolean another = !madeWith.entrySet().containsAll(tools.entrySet());
        if (occasion != Occasion.ASKED && !fresh && !another && !strategy.due(part)) {
            return null;
        }
        EnergyPlan plan = planned(part);
        List<String> broken = PlanCheck.broken(plan);
        if (!broken.isEmpty()) {
            throw new IllegalStateException("the plan did not pass its check: " + broken.get(0));
        }
        madeWith = tools;
        return proposal(plan, part);
    }

    @Override
    public String shown(String document, long nowMicros) {
        long part = MeterParts.partOf(nowMicros);
        Shown last = shown;
        if (last.part != part || !last.document.equals(document)) {
            last = new Shown(document, part, EnergyDocument.happened(document, meter.now(), part));
            shown = last;
        }
        return last.with;
    }

    private void read(Map<String, String> inputs) {
        String off = inputs.get(HOLIDAYS);
        String worked = inputs.get(SHIFTS);
        clock = new SiteClock(
                settings.zone(),
                off == null ? Set.of() : EnergyInputs.holidays(off),
                worked == null ? Shifts.NONE : EnergyInputs.shifts(worked));
        String shifted = inputs.get(LOADS);
        loads = new LoadDays(clock, shifted == null ? List.of() : EnergyInputs.loads(shifted), followed);
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
        Model there = settings.model().isEmpty() ? null : models.apply(settings.model());
        forecasting = Digests.identity(there);
        if (there == null) {
            return DayAhead.ofFourWeeks(clock).forecast(consumption, origin);
        }
        try (RunnerDay day = new RunnerDay(there)) {
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

    /** What the grid delivered since the last time, as far as the meter and the approved plans say. */
    private void tell(long part) {
        if (told == Long.MIN_VALUE && kept != null && kept.part() <= part) {
            strategy.over(kept.part() - 1, kept.kw());
            told = kept.part();
        }
        long from = told == Long.MIN_VALUE ? part - 31L * MeterParts.DAY : Math.min(told, part);
        double[] shifted = loads.kw(from, (int) (part - from));
        for (long at = from; at < part; at++) {
            double kwh = seen.kwh(at);
            if (!Double.isNaN(kwh)) {
                FollowedPlan plan = followed.at(at);
                double battery = plan == null ? 0 : plan.batteryKw(at);
                strategy.over(at, Math.max(0, kwh / MeterParts.HOURS + battery + shifted[(int) (at - from)]));
            }
        }
        told = part;
        keepPeak();
        held = new Held(clock, loads, strategy.month(), strategy.peakKw());
    }

    private void keepPeak() {
        MonthPeak now = new MonthPeak(strategy.peakKw(), told);
        if (!now.equals(kept)) {
            try {
                now.write(peakFile);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "the month's peak could not be kept: " + e + "; make room on the disk", e);
            }
            kept = now;
        }
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

    /** What the battery says; else what the approved plan says; else half of it. */
    private double storedKwh(long part) {
        double capacity = settings.battery().capacityKwh();
        double stored = meter.storedKwh();
        if (Double.isNaN(stored)) {
            FollowedPlan plan = followed.at(part - 1);
            stored = plan == null ? capacity / 2 : plan.storedKwh(part);
        }
        return Math.max(0, Math.min(capacity, stored));
    }

    private Proposal proposal(EnergyPlan plan, long part) {
        double nothing = PlanCheck.cost(SimplePlans.nothing(plan.situation()));
        double cost = PlanCheck.cost(plan);
        Map<String, Double> alternatives = new LinkedHashMap<>();
        alternatives.put("nothing", nothing);
        alternatives.put("by price", PlanCheck.cost(SimplePlans.byPrice(plan.situation())));
        boolean better = nothing - cost > LEAST_GAIN * Math.abs(nothing);
        String by = forecasting == null
                ? settings.model().isEmpty()
                        ? "Forecast: the median of the same time on days like it within four weeks."
                        : "Model " + settings.model()
                                + " is not there: the forecast is the median of the same time on days like it within four weeks."
                : "Forecast: " + forecasting.name() + " " + forecasting.version() + ".";
        List<String> reasons = new ArrayList<>();
        reasons.add(String.format(
                Locale.ROOT, "Expected to cost %.2f less than without battery and shifting.", nothing - cost));
        reasons.add(
                String.format(Locale.ROOT, "The grid's power is meant to stay below %.0f kW.", plan.ceilingsKw()[0]));
        reasons.add(by);
        reasons.addAll(shifts(part, part + plan.situation().forecast().length() - 1));
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
                reasons,
                TimeUnit.HOURS.toMicros(settings.validHours()),
                forecasting,
                alternatives,
                Double.NaN,
                EnergyDocument.of(TOPIC, plan, seen, part).toString());
    }

    /** What the plan takes for granted of its days, as far as the site stated it. */
    private List<String> shifts(long first, long last) {
        LocalDate today = clock.wallClock(first).toLocalDate();
        LocalDate next = clock.wallClock(last).toLocalDate();
        return Stream.of(today, next)
                .distinct()
                .filter(day -> !clock.pattern(day).isEmpty())
                .map(day -> "Shifts on " + day + ": " + clock.pattern(day) + ".")
                .toList();
    }
}
