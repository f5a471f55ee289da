package io.millwright.planning;

import io.millwright.planning.GuardState.Code;
import io.millwright.planning.energy.FollowedPlan;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.PeakGuard;
import io.millwright.planning.energy.PeakWatch;
import io.millwright.planning.energy.PeakWatch.Look;
import io.millwright.planning.plan.Basis;
import io.millwright.planning.plan.Ending;
import io.millwright.planning.plan.PlanBook;
import io.millwright.planning.plan.Proposal;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the quarter of an hour that is running, again and again on a thread of its own, and advises once in it to shed when its mean comes out
 * above the approved plan's ceiling and the month's peak. It advises; nothing is switched. Thread-safe.
 */
final class EnergyGuard implements Supervised {
    static final String TOPIC = "guard";

    private static final Logger LOG = LoggerFactory.getLogger(EnergyGuard.class);

    private final String planner;
    private final PlanBook book;
    private final FollowedPlans followed;
    private final LongSupplier wallMicros;

    /** Null until settings were right once. */
    private volatile Site site;

    private volatile GuardState state;

    /** Who looks only, like the next ones: nothing is held while others are called. */
    private Site looked;

    private final PeakWatch watch = new PeakWatch();
    private long heard = Long.MIN_VALUE;
    private long heardWall;
    private long watchedPart = Long.MIN_VALUE;
    private long blindPart = Long.MIN_VALUE;

    /** Written by who looks, like the next ones. */
    private volatile long looks;

    private volatile long watched;

    private volatile long blind;
    private volatile long told;
    private volatile long takenBack;
    private volatile long late;
    private volatile long failed;

    /** Calls of the component runtime only. */
    private ScheduledThreadPoolExecutor schedule;

    /** The newest thread of the schedule; null until there was one. */
    private volatile Thread thread;

    private record Site(EnergySettings settings, SiteMeter meter, EnergyMaker maker) {}

    /**
     * Creates one that looks only when it is asked, until {@link #open}.
     *
     * @param book where its advice is kept
     * @param followed the plans that were approved
     * @param wallMicros time of day, microseconds since 1970 UTC
     */
    EnergyGuard(String planner, PlanBook book, FollowedPlans followed, LongSupplier wallMicros) {
        this.planner = planner;
        this.book = book;
        this.followed = followed;
        this.wallMicros = wallMicros;
        state = new GuardState(Code.GUARD_IDLE, wallMicros.getAsLong(), "there is nothing to hold yet", "");
    }

    /** Watches this meter from now on. */
    void use(EnergySettings settings, SiteMeter meter, EnergyMaker maker) {
        site = new Site(settings, meter, maker);
    }

    /** Looks from now on, each time so long after the last one. */
    void open(long everyMillis) {
        schedule = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "millwright-guard-" + planner);
            made.setDaemon(true);
            made.setContextClassLoader(EnergyGuard.class.getClassLoader());
            thread = made;
            return made;
        });
        schedule.scheduleWithFixedDelay(this::lookSafely, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    /** A look whose fault ends no watch. */
    void lookSafely() {
        looks++;
        try {
            // Ends what has run out, also what a guard before a restart said and nobody holds any more.
            book.open();
            look();
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
            if (failed++ == 0) {
                LOG.error("{}: a look at the running part failed; later ones are counted only", planner, e);
            }
        }
    }

    /** One look; the next one comes after it. */
    void look() {
        Site here = site;
        EnergyMaker.Held held = here == null ? null : here.maker().held();
        if (held == null) {
            return;
        }
        if (here != looked) {
            looked = here;
            heard = Long.MIN_VALUE;
        }
        SiteMeter meter = here.meter();
        followed.refresh();
        long now = sourceMicros(meter);
        if (now == Long.MIN_VALUE) {
            become(Code.GUARD_BLIND, "the meter has said nothing yet", "look at the meter's connection and tag");
            return;
        }
        long part = MeterParts.partOf(now);
        double ceiling = followed.ceilingKw(part);
        // Only an approved ceiling is held: NaN without one.
        double limit = Math.max(ceiling, held.peakKw(part));
        FollowedPlan plan = followed.at(part);
        double battery = plan == null ? 0 : plan.batteryKw(part);
        double loads = held.loads().kw(part, 1)[0];
        Look look = watch.look(now, meter.running(now), meter.isBad(), battery + loads, limit);
        count(look);
        switch (look.then()) {
            case TELL -> tell(here, look, held, plan, ceiling);
            case TAKE_BACK -> {
                takenBack++;
                book.withdraw(String.format(
                        Locale.ROOT, "the part comes to %.0f kW now, below what is held", look.projectedKw()));
            }
            case LATE -> late++;
            default -> {}
        }
        show(look);
    }

    /** The source's clock now: its newest word, and the time since. */
    private long sourceMicros(SiteMeter meter) {
        long newest = meter.heardMicros();
        long wall = wallMicros.getAsLong();
        if (newest != heard) {
            heard = newest;
            heardWall = wall;
        }
        return heard == Long.MIN_VALUE ? heard : heard + Math.max(0, wall - heardWall);
    }

    private void count(Look look) {
        if (look.is() == PeakWatch.Is.CANNOT_KNOW && blindPart != look.part()) {
            blindPart = look.part();
            blind++;
        }
        if (look.is() != PeakWatch.Is.CANNOT_KNOW
                && look.is() != PeakWatch.Is.NOTHING_TO_HOLD
                && watchedPart != look.part()) {
            watchedPart = look.part();
            watched++;
        }
    }

    private void tell(Site here, Look look, EnergyMaker.Held held, FollowedPlan plan, double ceiling) {
        EnergySettings settings = here.settings();
        double stored = here.meter().storedKwh();
        if (Double.isNaN(stored)) {
            stored = plan == null ? 0 : plan.storedKwh(look.part());
        }
        double planned = plan == null ? 0 : plan.batteryKw(look.part());
        double hours = look.leftMicros() / (double) TimeUnit.HOURS.toMicros(1);
        double load = look.projectedKw() - planned;
        double spare = PeakGuard.spareKw(planned, load, Double.isNaN(stored) ? 0 : stored, hours, settings.battery());
        Proposal advice = PeakAdvice.of(settings.site(), look, ceiling, held.peakKw(look.part()), spare, held.loads());
        book.propose(advice, Basis.of(advice.document()));
        told++;
    }

    private void show(Look look) {
        switch (look.is()) {
            case NOTHING_TO_HOLD -> become(
                    Code.GUARD_IDLE, "there is nothing to hold: no plan is approved, or a peak costs nothing", "");
            case CANNOT_KNOW -> become(
                    Code.GUARD_BLIND,
                    "what this quarter of an hour comes to cannot be known: " + look.why(),
                    "look at the meter's connection and tag");
            case BELOW -> become(
                    Code.GUARD_WATCHES, String.format(Locale.ROOT, "%.0f kW are held", look.limitKw()), "");
            default -> become(
                    Code.GUARD_ABOVE,
                    String.format(Locale.ROOT, "this quarter of an hour comes out above %.0f kW", look.limitKw()),
                    "shed what the advice names, until the quarter is over");
        }
    }

    private void become(Code code, String text, String remedy) {
        if (state.is() != code || !state.text().equals(text)) {
            state = new GuardState(code, wallMicros.getAsLong(), text, remedy);
        }
    }

    @Override
    public String pid() {
        return TOPIC;
    }

    @Override
    public String kind() {
        return TOPIC;
    }

    @Override
    public State state() {
        return state;
    }

    /**
     * Looks; parts that were watched, and that could not be known; advice; parts above where it was too late; failed looks. And what
     * happened to the meter's values under these settings.
     */
    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("guard.looks", looks);
        counters.put("guard.watched", watched);
        counters.put("guard.blind", blind);
        counters.put("guard.told", told);
        counters.put("guard.taken_back", takenBack);
        counters.put("guard.late", late);
        counters.put("guard.failed", failed);
        Site here = site;
        if (here != null) {
            count(here.meter(), counters);
        }
        return counters;
    }

    private static void count(SiteMeter meter, Map<String, Long> counters) {
        MeterParts.Counts counts = meter.counts();
        counters.put("meter.rolledOver", counts.rolledOver());
        counters.put("meter.resets", counts.resets());
        counters.put("meter.backwards", counts.backwards());
        counters.put("meter.implausible", counts.implausible());
        counters.put("meter.late", counts.late());
        counters.put("meter.ahead", meter.ahead());
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    /** Has its thread end. Returns at once. */
    void stop(Ending ending) {
        if (schedule != null) {
            // Not interrupted: a look that goes on keeps its advice.
            schedule.shutdown();
            schedule = null;
            ending.add(thread, "the look at the running part does not end");
        }
    }
}
