package io.millwright.planning;

import io.millwright.planning.GuardState.Code;
import io.millwright.planning.energy.FollowedPlan;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.PeakGuard;
import io.millwright.planning.energy.PeakWatch;
import io.millwright.planning.energy.PeakWatch.Look;
import io.millwright.planning.plan.Basis;
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
 * Watches the quarter of an hour that is running, every 10 s on a thread of its own, and advises once in it to shed when its mean comes out
 * above the approved plan's ceiling and the month's peak. It advises; nothing is switched. Thread-safe.
 */
final class EnergyGuard implements Supervised, AutoCloseable {
    static final String TOPIC = "guard";

    private static final Logger LOG = LoggerFactory.getLogger(EnergyGuard.class);
    private static final long EVERY_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;

    private final String planner;
    private final PlanBook book;
    private final FollowedPlans followed;
    private final LongSupplier wallMicros;

    /** Guarded by this object, like the next ones; null until settings were right once. */
    private EnergySettings settings;

    private SiteMeter meter;
    private EnergyMaker maker;
    private final PeakWatch watch = new PeakWatch();
    private GuardState state;
    private long heard = Long.MIN_VALUE;
    private long heardWall;
    private long watchedPart = Long.MIN_VALUE;
    private long blindPart = Long.MIN_VALUE;
    private long watched;
    private long blind;
    private long told;
    private long takenBack;
    private long late;
    private long failed;
    private ScheduledThreadPoolExecutor schedule;

    /** The newest thread of the schedule; null until there was one. */
    private volatile Thread thread;

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
    synchronized void use(EnergySettings fresh, SiteMeter counting, EnergyMaker making) {
        settings = fresh;
        meter = counting;
        maker = making;
        heard = Long.MIN_VALUE;
    }

    /** Looks every 10 s from now on. */
    synchronized void open() {
        schedule = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "millwright-guard-" + planner);
            made.setDaemon(true);
            made.setContextClassLoader(EnergyGuard.class.getClassLoader());
            thread = made;
            return made;
        });
        schedule.scheduleWithFixedDelay(this::lookSafely, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException | LinkageError e) {
            synchronized (this) {
                if (failed++ == 0) {
                    LOG.error("{}: a look at the running part failed; later ones are counted only", planner, e);
                }
            }
        }
    }

    /** One look. */
    synchronized void look() {
        EnergyMaker.Held held = maker == null ? null : maker.held();
        if (held == null) {
            return;
        }
        followed.refresh();
        long now = sourceMicros();
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
            case TELL -> tell(look, held, plan, ceiling);
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
    private long sourceMicros() {
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

    private void tell(Look look, EnergyMaker.Held held, FollowedPlan plan, double ceiling) {
        double stored = meter.storedKwh();
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
    public synchronized State state() {
        return state;
    }

    /** Parts that were watched, and that could not be known; advice; parts above where it was too late; failed looks. */
    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        synchronized (this) {
            counters.put("guard.watched", watched);
            counters.put("guard.blind", blind);
            counters.put("guard.told", told);
            counters.put("guard.taken_back", takenBack);
            counters.put("guard.late", late);
            counters.put("guard.failed", failed);
        }
        return counters;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    /** Ends its thread, within 5 s. */
    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            if (schedule == null) {
                return;
            }
            // Not interrupted: what it keeps on disk is kept whole.
            schedule.shutdown();
            schedule = null;
            last = thread;
        }
        if (last == null) {
            return;
        }
        try {
            last.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            if (last.isAlive()) {
                LOG.warn("{}: the look at the running part does not end", planner);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
