package io.millwright.planning.energy;

import io.millwright.model.ModelException;
import io.millwright.planning.energy.Forecaster.NoForecast;
import java.time.YearMonth;
import java.util.List;

/**
 * Keeps a plan going: makes one every few hours and when reality leaves the interval of its forecast, and holds the month's peak in real
 * time, with as much in store as days like this one have needed. The time is what it is told; nothing here reads a clock. Not thread-safe.
 */
public final class EnergyStrategy {
    private static final int LEAST_BETWEEN = 4;
    private static final int LOOKED_AT = 4;
    private static final int OUTSIDE = 2;
    private static final int PAST_PARTS = 28 * MeterParts.DAY;
    private static final double SMALL = 1e-9;
    /** A ceiling that nothing reaches. */
    private static final double UNCHARGED_KW = 1e7;

    private final Site site;
    private final Forecaster forecaster;
    private final Policy policy;
    private final Consumption consumption;
    private final EnergyPlanner planner;
    private YearMonth month;
    private double peakKw;
    private double firstCeilingKw;
    private double ceilingKw;
    private EnergyPlan plan;

    /** When the plan was made that stands from before this began; {@link Long#MIN_VALUE} for none. */
    private long standing = Long.MIN_VALUE;

    private PeakReserve reserve;

    /** What does not change: calendar, prices, battery. */
    public record Site(SiteClock clock, Tariff tariff, Battery battery) {}

    /**
     * How it is planned.
     *
     * @param everyParts a new plan after so many parts
     * @param caution where between the expected load and its upper end the load lies that a plan's peak is for, 0 to 1
     * @param share share of the like days whose peaks the reserve is for, above 0 to 1
     * @param likeDays how many days the reserve is taken from
     * @param spread by how many parts a peak may come sooner or later than on those days
     * @param firstCeiling ceiling at the start of a month, as a share of what could have been held over the 28 days before
     */
    public record Policy(int everyParts, double caution, double share, int likeDays, int spread, double firstCeiling) {
        private static final Policy USUAL = new Policy(24, 0, 0.97, 40, 2, 0.85);

        /** Refuses what is out of range. */
        public Policy {
            if (everyParts < 1
                    || everyParts > MeterParts.DAY
                    || likeDays < 0
                    || likeDays > 60
                    || spread < 0
                    || spread > 16) {
                throw new IllegalArgumentException("policy: every " + everyParts + " parts, " + likeDays
                        + " days, spread " + spread + ": 1 to 96, 0 to 60, 0 to 16.");
            }
            if (!(share > 0 && share <= 1) || !(firstCeiling >= 0 && firstCeiling <= 2)) {
                throw new IllegalArgumentException(
                        "policy: share " + share + ", first ceiling " + firstCeiling + ": above 0 to 1, 0 to 2.");
            }
        }

        /** Returns the one that months left out spoke for. */
        public static Policy usual() {
            return USUAL;
        }
    }

    /**
     * Creates one.
     *
     * @param consumption energy of the parts that are over, without battery and shiftable loads
     */
    public EnergyStrategy(Site site, Forecaster forecaster, Policy policy, Consumption consumption) {
        this.site = site;
        this.forecaster = forecaster;
        this.policy = policy;
        this.consumption = consumption;
        planner = new EnergyPlanner(policy.caution());
    }

    /** Tells of a plan that was made at the start of a part before this began, as before a restart: the next one is due when it would have been by the time. */
    public void stands(long part) {
        standing = part;
    }

    /** Whether a new plan is due at the start of a part. */
    public boolean due(long part) {
        if (plan == null) {
            return standing == Long.MIN_VALUE || part < standing || part - standing >= policy.everyParts();
        }
        int at = (int) (part - plan.situation().forecast().origin());
        return at < 0 || at >= policy.everyParts() || at >= plan.chargeKw().length || left(at);
    }

    /** Whether two of the last four parts lay outside the interval of the forecast. */
    private boolean left(int at) {
        if (at < LEAST_BETWEEN) {
            return false;
        }
        DayForecast forecast = plan.situation().forecast();
        int outside = 0;
        for (int i = at - LOOKED_AT; i < at; i++) {
            double kw = consumption.kwh(forecast.origin() + i) / MeterParts.HOURS;
            boolean said = forecast.upper()[i] > forecast.lower()[i] + SMALL;
            outside += said && (kw > forecast.upper()[i] || kw < forecast.lower()[i]) ? 1 : 0;
        }
        return outside >= OUTSIDE;
    }

    /**
     * Makes the plan from a part on; it is the present one from then on.
     *
     * @throws NoForecast if too little is known; the former plan stays
     * @throws ModelException if the model fails; the former plan stays
     */
    public EnergyPlan plan(long part, double storedKwh, List<LoadTask> loads) throws NoForecast, ModelException {
        DayForecast forecast = forecaster.forecast(consumption, part);
        enter(part);
        int length = forecast.length();
        double[] prices = new double[length];
        int[] months = new int[length];
        for (int i = 0; i < length; i++) {
            prices[i] = site.tariff().price(site.clock(), part + i);
            months[i] = YearMonth.from(site.clock().wallClock(part + i)).equals(month) ? 0 : 1;
        }
        double[][] courses = peaksCost()
                ? new LikeDays(site.clock(), consumption, policy.likeDays(), policy.spread()).courses(part, length)
                : new double[0][];
        reserve = new PeakReserve(courses, length, site.battery(), policy.share());
        ceilingKw = reserve.ceiling(storedKwh, paidKw(), 0);
        plan = planner.plan(new Situation(
                forecast,
                prices,
                months,
                new double[] {ceilingKw, ceilingKw},
                site.tariff().perKw(),
                site.battery(),
                Math.max(0, Math.min(site.battery().capacityKwh(), storedKwh)),
                reserve.needed(ceilingKw, 0),
                loads));
        return plan;
    }

    private boolean peaksCost() {
        return site.tariff().perKw() > 0;
    }

    /** What the month has paid for, or is taken to pay for; out of reach where a peak costs nothing. */
    private double paidKw() {
        return peaksCost() ? Math.max(firstCeilingKw, peakKw) : UNCHARGED_KW;
    }

    /** Begins the month of a part, if it is another one. */
    private void enter(long part) {
        YearMonth present = YearMonth.from(site.clock().wallClock(part));
        if (!present.equals(month)) {
            month = present;
            peakKw = 0;
            double[] past = new double[PAST_PARTS];
            for (int i = 0; i < PAST_PARTS; i++) {
                past[i] = consumption.kwh(part - PAST_PARTS + i) / MeterParts.HOURS;
            }
            firstCeilingKw = policy.firstCeiling() * HoldableCeiling.of(past, site.battery());
        }
    }

    /**
     * Returns the power into the battery for the part that is running, by plan, reserve and guard; 0 without a plan.
     *
     * @param loadKw the load of the part as far as it is known, shiftable loads included
     */
    public double chargeKw(long part, double loadKw, double storedKwh) {
        enter(part);
        int at = plan == null ? -1 : (int) (part - plan.situation().forecast().origin());
        if (at < 0 || at >= plan.chargeKw().length) {
            return 0;
        }
        ceilingKw = reserve.ceiling(storedKwh, paidKw(), at);
        double[] needed = reserve.needed(ceilingKw, at);
        double kept = at + 1 < needed.length ? Math.min(site.battery().capacityKwh(), needed[at + 1]) : 0;
        return PeakGuard.chargeKw(plan.chargeKw()[at], loadKw, storedKwh, ceilingKw, kept, site.battery());
    }

    /** Tells what the grid delivered in a part that is over; after a restart, what was the greatest of the month so far. */
    public void over(long part, double gridKw) {
        enter(part);
        peakKw = Math.max(peakKw, gridKw);
    }

    /** Returns the month that it is in, null before it was told or asked anything. */
    public YearMonth month() {
        return month;
    }

    /** Returns the greatest 15-minute mean from the grid of that month so far, kW; 0 where nothing is known. */
    public double peakKw() {
        return peakKw;
    }

    /** Returns what the guard holds the grid's power below at present. */
    public double ceilingKw() {
        return ceilingKw;
    }

    /** Returns the present plan, or null. */
    public EnergyPlan present() {
        return plan;
    }
}
