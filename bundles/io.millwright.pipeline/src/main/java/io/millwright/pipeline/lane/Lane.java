package io.millwright.pipeline.lane;

import io.millwright.model.ModelException;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.Decision;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.Rule;
import io.millwright.pipeline.grid.Quality;
import io.millwright.pipeline.grid.RowGrid;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeatureWindow;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline's samples on their way to decisions: queue, grid, window, run, rule. Served by one thread of the pool at a
 * time. Per sample it allocates nothing.
 */
public final class Lane extends LanePool.Task implements RowGrid.Rows, LaneQueue.Rescue {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** The decision while the quality is BAD, or before enough labels were seen. */
    public static final String UNKNOWN = "unknown";

    private static final int ENTRIES_PER_TURN = 8192;
    private static final long BUG_LOG_INTERVAL = 1000;

    /** What a lane tells its pipeline. Called on the lane; must return soon. */
    public interface Outlet {
        /** A decision was made. */
        void decided(Decision decision);

        /** A model was replaced or given up and can be closed, off the lane. */
        void released(OpenModel model);

        /** The model's runner cannot be used any more. */
        void runnerLost(OpenModel model, String problem);
    }

    private final PipelineConfiguration configuration;
    private final LaneQueue queue;
    private final RowGrid grid;
    private final FeatureWindow window;
    private final Counters counters;
    private final Outlet outlet;
    private final int stride;
    private LaneGate gate = LaneGate.OPEN;

    private final AtomicReference<OpenModel> offered = new AtomicReference<>();
    private OpenModel model;
    private Rule rule;
    private String previous = "";
    private long droppedSeen;

    /** Whether windows were decided before, so that those missed while the window fills are lost. */
    private boolean decidedBefore;

    private boolean deciding;

    private volatile boolean stopped;
    private volatile int tagWithoutValue = -1;
    private volatile long progressCount;
    private volatile String runProblem = "";
    private volatile Quality lastQuality = Quality.GOOD;
    private volatile String lastReason = "";

    /**
     * Creates a lane that makes decisions as soon as a model is offered.
     *
     * @param configuration valid
     * @param plan which tag fills which column
     * @param sourceIntervalMillis time between two notifications of the source
     * @param counters of the pipeline
     * @param outlet takes what comes out
     */
    public Lane(
            PipelineConfiguration configuration,
            FeaturePlan plan,
            long sourceIntervalMillis,
            Counters counters,
            Outlet outlet) {
        this.configuration = configuration;
        this.counters = counters;
        this.outlet = outlet;
        stride = configuration.stride();
        queue = new LaneQueue(plan.tagNames().size(), configuration.queueSamples());
        window = new FeatureWindow(plan, configuration.policy());
        grid = new RowGrid(
                plan.tagNames().size(),
                configuration.periodMillis() * 1000,
                configuration.latenessMicros(sourceIntervalMillis),
                configuration.holdLimitMillis() * 1000,
                configuration.gapMicros(sourceIntervalMillis),
                configuration.policy(),
                this);
    }

    /** Returns the queue that the source's thread writes into. */
    LaneQueue queue() {
        return queue;
    }

    /** Offers a model of the same plan; it takes over between two windows. Any thread. */
    public void offer(OpenModel next) {
        OpenModel superseded = offered.getAndSet(next);
        if (superseded != null) {
            outlet.released(superseded);
        }
    }

    /** Sets the gate. Before any sample. */
    void gate(LaneGate wanted) {
        gate = wanted;
    }

    /** Windows missed until the first is full are lost, for another lane decided before this one. Before any sample. */
    public void countRefill() {
        decidedBefore = true;
    }

    /** Hands the models back. */
    @Override
    void ended() {
        OpenModel next = offered.getAndSet(null);
        if (next != null) {
            outlet.released(next);
        }
        if (model != null) {
            outlet.released(model);
            model = null;
        }
    }

    /** Serves no further entry: the lane is about to be retired. Any thread. */
    public void stop() {
        stopped = true;
    }

    @Override
    boolean serve() {
        swap();
        int left = ENTRIES_PER_TURN;
        while (left-- > 0 && !stopped && next()) {
            // Each entry on its own: a bug in one must not cost the next.
        }
        counters.samples.addAndGet(ENTRIES_PER_TURN - Math.max(0, left + 1));
        tagWithoutValue = grid.started() ? -1 : grid.firstWithoutValue();
        return left < 0 && !stopped;
    }

    private void swap() {
        OpenModel next = offered.getAndSet(null);
        if (next == null) {
            return;
        }
        OpenModel old = model;
        model = next;
        rule = rule == null ? new Rule(next.rule()) : rule.with(next.rule());
        runProblem = "";
        window.ranges(next.plan());
        if (old != null) {
            counters.swaps.incrementAndGet();
            outlet.released(old);
        }
    }

    private boolean next() {
        try {
            if (!queue.take()) {
                return false;
            }
            serveEntry();
        } catch (Throwable t) {
            bug(t);
        }
        return true;
    }

    /** What happens per sample, from queue take to window write. */
    private void serveEntry() {
        long dropped = queue.dropped();
        if (dropped != droppedSeen) {
            counters.droppedSamples.addAndGet(dropped - droppedSeen);
            droppedSeen = dropped;
            queue.drainLost(this);
        }
        int tag = queue.tag();
        if (tag >= 0) {
            grid.sample(tag, queue.value(), queue.status(), queue.timeMicros());
        } else if (tag == LaneQueue.PROGRESS) {
            progressCount++;
            grid.progress(queue.timeMicros());
        } else {
            forget(queue.forgotten());
        }
    }

    @Override
    public void forget(int tag) {
        grid.forget(tag);
        window.clear();
        gate.forgotten();
    }

    @Override
    public void rescued(int tag, double value, int status, long timeMicros) {
        grid.dropped(tag, value, status, timeMicros);
    }

    private void bug(Throwable t) {
        long count = counters.bugs.incrementAndGet();
        if (deciding) {
            deciding = false;
            counters.lostWindows.incrementAndGet();
        }
        runProblem = "a bug, see the log: " + t;
        if (count % BUG_LOG_INTERVAL == 1) {
            LOG.error(
                    "{}: a bug, number {}; the next sample is served, please report it", configuration.pid(), count, t);
        }
    }

    @Override
    public void row(long row, long timeMicros, boolean dropped) {
        counters.rows.incrementAndGet();
        // Before the decision leaves: whoever has it must not read that values are missing.
        tagWithoutValue = -1;
        boolean due = row % stride == 0;
        if (gate.shut()) {
            // Values in a wrong unit must not be in any later window.
            window.clear();
            if (due) {
                counters.blocked.incrementAndGet();
            }
            return;
        }
        window.add(grid, dropped);
        if (!window.full()) {
            if (due && decidedBefore) {
                counters.lostWindows.incrementAndGet();
            }
        } else if (due) {
            deciding = true;
            decide(timeMicros);
            deciding = false;
        }
    }

    @Override
    public void restarted(long expected, long next, boolean backwards) {
        window.clear();
        (backwards ? counters.clockRestarts : counters.gaps).incrementAndGet();
        if (decidedBefore && next > expected) {
            long windows = Math.floorDiv(next - 1, (long) stride) - Math.floorDiv(expected - 1, (long) stride);
            counters.lostWindows.addAndGet(windows);
        }
    }

    @Override
    public void late() {
        counters.late.incrementAndGet();
    }

    @Override
    public void early() {
        counters.early.incrementAndGet();
    }

    private void decide(long windowEnd) {
        swap();
        if (model == null) {
            counters.blocked.incrementAndGet();
            return;
        }
        decidedBefore = true;
        if (window.skipped()) {
            counters.skipped.incrementAndGet();
            runProblem = "";
            lastReason = window.reason();
            lastQuality = window.quality();
            return;
        }
        Quality quality = window.quality();
        String reason = quality == Quality.GOOD ? "" : window.reason();
        lastReason = reason;
        lastQuality = quality;
        if (quality == Quality.BAD) {
            runProblem = "";
            emit(windowEnd, UNKNOWN, "", Double.NaN, Quality.BAD, reason);
        } else if (run()) {
            applyRule(windowEnd, quality, reason);
        } else {
            emit(windowEnd, UNKNOWN, "", Double.NaN, Quality.BAD, runProblem);
        }
    }

    private boolean run() {
        try {
            model.write(window);
            model.run(configuration.runTimeoutMillis());
            runProblem = "";
            return true;
        } catch (ModelException e) {
            counters.runErrors.incrementAndGet();
            runProblem = "the model's run failed: " + e.getMessage();
            if (!e.retryable()) {
                outlet.runnerLost(model, runProblem);
            }
        } catch (IllegalStateException e) {
            counters.runErrors.incrementAndGet();
            runProblem = "the model's runner is closed: " + e.getMessage();
            outlet.runnerLost(model, runProblem);
        }
        return false;
    }

    private void applyRule(long windowEnd, Quality quality, String reason) {
        int greatest = model.argmax() ? model.greatest() : 0;
        double score = greatest < 0 ? Double.NaN : model.argmax() ? model.element(greatest) : model.score();
        if (!Double.isFinite(score)) {
            emit(windowEnd, UNKNOWN, "", score, Quality.BAD, "the score is not a finite number");
            return;
        }
        int label = model.argmax() ? greatest : rule.labelOf(score);
        int decision = model.argmax() ? rule.vote(greatest) : rule.decide(score);
        if (decision == Rule.UNDECIDED) {
            String why = reason.isEmpty() ? "too few labels for the rule's k of n yet" : reason;
            emit(windowEnd, UNKNOWN, rule.label(label), score, Quality.UNCERTAIN, why);
        } else {
            emit(windowEnd, rule.label(decision), rule.label(label), score, quality, reason);
        }
    }

    private void emit(long windowEnd, String decision, String label, double score, Quality quality, String reason) {
        boolean changed = !decision.equals(previous);
        previous = decision;
        if (quality == Quality.BAD) {
            lastReason = reason;
            lastQuality = quality;
            counters.bad.incrementAndGet();
        } else if (quality == Quality.UNCERTAIN) {
            counters.uncertain.incrementAndGet();
        }
        outlet.decided(new Decision(
                configuration.asset(),
                configuration.pid(),
                model.identity(),
                counters.decisions.incrementAndGet(),
                windowEnd,
                decision,
                label,
                score,
                quality,
                reason,
                changed,
                configuration.maxDelayMillis(),
                counters.unpublished.get() + counters.lostWindows.get(),
                counters.late.get()));
    }

    /** Returns the first tag that never had a value while no row could be made, or -1. Any thread. */
    public int tagWithoutValue() {
        return tagWithoutValue;
    }

    /** Returns how often the source told its progress. Any thread. */
    public long progressCount() {
        return progressCount;
    }

    /** Returns why the last run failed, or nothing. Any thread. */
    public String runProblem() {
        return runProblem;
    }

    /** Returns the quality of the last window that was to be decided. Any thread. */
    public Quality lastQuality() {
        return lastQuality;
    }

    /** Returns the reason of that quality. Any thread. */
    public String lastReason() {
        return lastReason;
    }
}
