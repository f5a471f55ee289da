package io.millwright.pipeline.lane;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PictureInputs;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.window.FeatureWindow;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model of a lane, and the windows that wait for its next run. Confined to the lane where a method does not say otherwise. */
final class ModelRuns {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRuns.class);

    private static final String LAGS = "the gateway is overloaded: decided more than "
            + Lane.LAG_LIMIT_MICROS / 1_000_000 + " s after the values were received";
    private static final long BUG_LOG_INTERVAL = 1000;

    private final Counters counters;
    private final Lane.Outlet outlet;
    private final Runnable wake;
    private final BooleanSupplier othersWait;
    private final ModelRunner.Completion completion = this::done;
    private volatile PipelineConfiguration configuration;

    private final AtomicReference<OpenModel> offered = new AtomicReference<>();
    private OpenModel model;
    private PendingWindow[] pending = {};
    private int waiting;
    private int slots;
    private boolean ranInTurn;
    private long startedNanos;

    private volatile long windowsRun;
    private volatile long failures;
    private volatile long runNanos;

    /** Whether the run that was started waits for those of other lanes. */
    private boolean gathering;

    private volatile boolean parked;
    private volatile boolean runDone;
    private volatile ModelException failure;
    private volatile long decided;

    /** A bug that cost no window, or not only windows. */
    private volatile String problem = "";

    /**
     * Runs nothing until a model is offered.
     *
     * @param counters of the pipeline
     * @param wake has the lane served when a run that was started is done; any thread
     * @param othersWait whether other lanes wait for a thread
     */
    ModelRuns(
            PipelineConfiguration configuration,
            Counters counters,
            Lane.Outlet outlet,
            Runnable wake,
            BooleanSupplier othersWait) {
        this.configuration = configuration;
        this.counters = counters;
        this.outlet = outlet;
        this.wake = wake;
        this.othersWait = othersWait;
    }

    /** Any thread. */
    void configure(PipelineConfiguration changed) {
        configuration = changed;
    }

    /** Any thread. */
    void offer(OpenModel next) {
        OpenModel superseded = offered.getAndSet(next);
        if (superseded != null) {
            outlet.released(superseded);
        }
    }

    /** Ends a run that was started. Any thread. */
    void cancel() {
        OpenModel running = model;
        if (parked && running != null) {
            running.cancel();
        }
    }

    /** Hands the models back. */
    void release() {
        OpenModel next = offered.getAndSet(null);
        if (next != null) {
            outlet.released(next);
        }
        if (model != null) {
            outlet.released(model);
            model = null;
        }
    }

    /** The lane's turn begins. */
    void turn() {
        ranInTurn = false;
        if (gathering) {
            gathering = false;
            if (!runDone) {
                ranInTurn = true;
                model.flush();
            }
        }
    }

    /** Whether a run waits for those of other lanes, to be computed with them at the latest when the next turn begins. */
    boolean gathering() {
        return gathering && !runDone;
    }

    /** Whether the model ran since the turn began. */
    boolean ranInTurn() {
        return ranInTurn;
    }

    /** Whether a run was started and is not done yet. */
    boolean running() {
        return parked && !runDone;
    }

    /** Whether a run was started and {@link #resume} is due. */
    boolean parked() {
        return parked;
    }

    /** Decides after a run that was started. */
    void resume() {
        parked = false;
        gathering = false;
        finish(failure);
    }

    /** Whether windows wait for a run. */
    boolean anyWaiting() {
        return waiting > 0;
    }

    /** Whether no further window fits into the run; only where {@link #anyWaiting}. */
    boolean full() {
        return slots == model.slots() || waiting == pending.length;
    }

    /** A model that was offered takes over, unless windows wait for the one before. */
    void swap(Track[] tracks) {
        if (waiting > 0) {
            return;
        }
        OpenModel next = offered.getAndSet(null);
        if (next == null) {
            return;
        }
        OpenModel old = model;
        take(next);
        for (Track track : tracks) {
            if (track.runs() == this) {
                track.model(next);
            }
        }
        if (old != null) {
            counters.swaps.incrementAndGet();
            outlet.released(old);
        }
    }

    /** Has a model run from now on; only while no window waits. */
    private void take(OpenModel next) {
        model = next;
        problem = "";
        if (pending.length != 2 * next.slots()) {
            pending = new PendingWindow[2 * next.slots()];
            for (int i = 0; i < pending.length; i++) {
                pending[i] = new PendingWindow();
            }
        }
    }

    /**
     * A canary takes over the assets that it is to decide, and gives back the others; only while no window waits here or there.
     *
     * @param others what decides the assets that it does not
     */
    void swap(CanaryOffer offer, Track[] tracks, ModelRuns others) {
        OpenModel old = model;
        if (offer.model() != null) {
            take(offer.model());
        }
        for (Track track : tracks) {
            boolean own = offer.model() != null && offer.decides().test(track.asset());
            if (own) {
                track.decidedBy(this, Role.CANARY);
                track.model(offer.model());
            } else if (track.runs() == this) {
                track.decidedBy(others, Role.SERVING);
                if (others.model != null) {
                    track.model(others.model);
                }
            }
        }
        if (old != null && old != offer.model()) {
            outlet.released(old);
        }
        if (offer.model() == null) {
            model = null;
            problem = "";
        }
    }

    /** A bug costs the windows that wait, each counted, and nothing else. */
    void bug(Throwable t) {
        long count = counters.bugs.incrementAndGet();
        problem = "a bug, see the log: " + t;
        failWaiting(problem);
        if (count % BUG_LOG_INTERVAL == 1) {
            LOG.error(
                    "{}: a bug, number {}; the next sample is served, please report it", configuration.pid(), count, t);
        }
    }

    /** The windows that wait are lost by a failure, and why. */
    void failWaiting(String why) {
        for (int i = 0; i < waiting; i++) {
            pending[i].track.failed(why);
        }
        loseWaiting();
    }

    /** The windows that wait are lost. */
    void loseWaiting() {
        for (int i = 0; i < waiting; i++) {
            pending[i].track.counters().undecided.decrementAndGet();
            pending[i].track.lost(1);
        }
        waiting = 0;
        slots = 0;
    }

    /**
     * A window of a track is due.
     *
     * @param lags whether what is decided now is no longer current
     */
    void due(Track track, long startMicros, long endMicros, double part, boolean lags) {
        track.hasValues();
        if (model == null) {
            track.counters().blocked.incrementAndGet();
            return;
        }
        FeatureWindow window = track.windows().window();
        if (window.skipped()) {
            track.counters().skipped.incrementAndGet();
            track.ran();
            problem = "";
            track.note(window.quality(), window.reason());
            return;
        }
        PendingWindow next = pending[waiting];
        next.track = track;
        next.startMicros = startMicros;
        next.endMicros = endMicros;
        next.part = part;
        next.quality = window.quality();
        next.reason = next.quality == Quality.GOOD ? "" : window.reason();
        if (next.quality == Quality.GOOD && lags) {
            next.quality = Quality.UNCERTAIN;
            next.reason = LAGS;
        }
        next.inputs = outlet.wantsInputs() ? window.snapshot() : null;
        next.pictures = outlet.wantsPictures() ? window.pictures() : List.of();
        track.note(next.quality, next.reason);
        next.slot = -1;
        if (next.quality != Quality.BAD) {
            // Counted only when it is written: a window that cannot be written must not leave a hole in the batch.
            String unfit = model.write(slots, window, track.memory());
            if (unfit == null) {
                next.slot = slots++;
            } else {
                next.quality = Quality.BAD;
                next.reason = unfit;
                track.note(Quality.BAD, unfit);
            }
        }
        waiting++;
        track.counters().undecided.incrementAndGet();
    }

    /** Runs the model on what is due and decides it, at once or when the runner is done. */
    void run() {
        if (slots == 0) {
            finish(null);
            return;
        }
        ranInTurn = true;
        startedNanos = System.nanoTime();
        long timeout = configuration.runTimeoutMillis();
        try {
            boolean elsewhere = model.offer().model().blocksElsewhere();
            if (elsewhere || model.gathers(slots) && othersWait.getAsBoolean()) {
                runDone = false;
                parked = true;
                gathering = !elsewhere;
                model.start(slots, timeout, completion);
            } else {
                model.run(slots, timeout);
                finish(null);
            }
        } catch (ModelException e) {
            finish(e);
        } catch (IllegalStateException e) {
            parked = false;
            gathering = false;
            counters.runErrors.incrementAndGet();
            String why = "the model's runner is closed: " + e.getMessage();
            outlet.runnerLost(model, why);
            count(true);
            emit(why);
        } catch (RuntimeException e) {
            // A bug: nobody tells the end of a run that did not begin.
            parked = false;
            gathering = false;
            throw e;
        }
    }

    /** Notes what became of the windows of a run. */
    private void count(boolean failed) {
        long took = System.nanoTime() - startedNanos;
        windowsRun = windowsRun + slots;
        failures = failures + (failed ? slots : 0);
        runNanos = runNanos + took;
        counters.times.ran(took);
    }

    private void done(ModelException runFailure) {
        failure = runFailure;
        runDone = true;
        wake.run();
    }

    private void finish(ModelException runFailure) {
        if (slots > 0) {
            count(runFailure != null);
        }
        String why = "";
        if (runFailure == null) {
            problem = "";
        } else {
            counters.runErrors.incrementAndGet();
            why = "the model's run failed: " + runFailure.getMessage();
            if (!runFailure.retryable()) {
                outlet.runnerLost(model, why);
            }
        }
        emit(why);
    }

    /**
     * Decides the windows of the run, in their order.
     *
     * @param why the run failed, "" where it did not
     */
    private void emit(String why) {
        int count = waiting;
        waiting = 0;
        slots = 0;
        PipelineConfiguration now = configuration;
        long began = System.nanoTime();
        long newestMicros = Long.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            PendingWindow window = pending[i];
            newestMicros = Math.max(newestMicros, window.endMicros);
            PipelineDecision decision = null;
            try {
                decision = decide(window, why, now);
                decided = decided + 1;
                outlet.decided(decision, window.track.counters(), inputs(window, decision, now));
            } catch (RuntimeException | Error e) {
                if (decision == null) {
                    window.track.lost(1);
                } else {
                    window.track.counters().unpublished.incrementAndGet();
                }
                bug(e);
                window.track.failed(problem);
            } finally {
                window.track.counters().undecided.decrementAndGet();
                window.inputs = null;
                window.pictures = List.of();
            }
        }
        if (count > 0) {
            counters.times.decided(System.nanoTime() - began, newestMicros);
        }
    }

    /** Of a decision that is to be explained the inputs as they are, while the runner has them. */
    private FeatureSnapshot inputs(PendingWindow window, PipelineDecision decision, PipelineConfiguration now) {
        boolean explained = now.explain().wants(decision) && outlet.wantsTensors();
        FeatureSnapshot seen =
                explained && window.slot >= 0 ? model.inputs(window.slot, window.inputs, now.explain()) : window.inputs;
        return window.pictures.isEmpty() ? seen : new PictureInputs(seen, window.pictures);
    }

    private PipelineDecision decide(PendingWindow window, String why, PipelineConfiguration now) {
        Track track = window.track;
        if (window.slot < 0) {
            // Its inputs are the trouble now, whatever its last run was.
            track.ran();
            return track.bad(window, window.reason, model, now);
        }
        if (!why.isEmpty()) {
            track.failed(why);
            return track.bad(window, why, model, now);
        }
        track.ran();
        PipelineDecision decision = track.decide(window, model, now);
        if (decision.quality() == Quality.BAD) {
            // Of inputs that were not: the model said nothing.
            failures = failures + 1;
        }
        return decision;
    }

    /** Returns what its runs were so far. Any thread. */
    RunCount counted() {
        return new RunCount(windowsRun, failures, runNanos);
    }

    /** Returns how many decisions were made. Any thread. */
    long decided() {
        return decided;
    }

    /** Returns the bug that befell it last, "" once it has run since. Any thread. */
    String problem() {
        return problem;
    }
}
