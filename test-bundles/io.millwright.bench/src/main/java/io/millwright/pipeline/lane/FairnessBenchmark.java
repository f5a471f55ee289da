package io.millwright.pipeline.lane;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.Aggregate;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How long a fast lane waits beside a slow one, both served by one thread: the slow one has more rows waiting than it can decide
 * in the measured time, each a run of 5 ms; the fast one gets a row every 10 ms. A wait is the time from the delivery of a
 * row's progress to its decision.
 */
public final class FairnessBenchmark {
    private static final long RUN_NANOS = 5_000_000;
    private static final int FAST_MILLIS = 10;
    private static final int SLOW_MILLIS = 1000;
    private static final int DRAIN_SECONDS = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final LanePool pool = new LanePool(1);
    private final long[] sentNanos;
    private final double[] waitedMillis;

    /** One lane with its end. */
    private final class One implements Lane.Outlet {
        private final Counters counters = new Counters();
        private final Consumer<PipelineDecision> decided;
        private final Lane lane;
        private final SampleIntake intake;
        private final long periodMicros;
        private long rows;

        One(int periodMillis, int queue, Runnable run, Consumer<PipelineDecision> decided) throws Exception {
            this.decided = decided;
            periodMicros = TimeUnit.MILLISECONDS.toMicros(periodMillis);
            PipelineConfiguration configuration = PipelineConfiguration.of(Map.of(
                    "kura.service.pid",
                    "bench",
                    "window.periodMs",
                    periodMillis,
                    "window.latenessMs",
                    0,
                    "queue.samples",
                    queue));
            DryModel model = new DryModel(List.of(DryModel.feature("tag", "tag", Aggregate.LAST, 0)), run);
            FeaturePlan plan = FeatureMapping.plan("dry", model.inputs(), 0, configuration);
            LaneBuilder built =
                    new LaneBuilder(configuration, plan, FAST_MILLIS, counters, RunNumbers.unkept(), pool, this);
            lane = built.lane();
            intake = built.intake();
            lane.offer(OpenModel.open(ModelOffer.of(model), plan, configuration.rules(), 1));
        }

        /** One more row becomes due. */
        void row() {
            rows++;
            intake.sample(0, rows, StatusCodes.GOOD, rows * periodMicros);
            intake.progress(rows * periodMicros);
        }

        @Override
        public void decided(PipelineDecision decision, Counters of, FeatureSnapshot inputs) {
            decided.accept(decision);
        }

        @Override
        public boolean wantsInputs() {
            return false;
        }

        @Override
        public void released(OpenModel model) {
            model.close();
        }

        @Override
        public void runnerLost(OpenModel model, String problem) {
            throw new IllegalStateException(problem);
        }
    }

    private FairnessBenchmark(int seconds) {
        int rows = (int) (TimeUnit.SECONDS.toMillis(seconds) / FAST_MILLIS);
        sentNanos = new long[rows + 1];
        waitedMillis = new double[rows + 1];
        Arrays.fill(waitedMillis, Double.NaN);
    }

    /**
     * Measures; returns one JSON object.
     *
     * @param seconds how long
     */
    public static String run(int seconds) throws Exception {
        return new FairnessBenchmark(seconds).measure();
    }

    private String measure() throws Exception {
        int rows = sentNanos.length - 1;
        int backlog = (int) (2 * rows * TimeUnit.MILLISECONDS.toNanos(FAST_MILLIS) / RUN_NANOS);
        One slow = new One(SLOW_MILLIS, 2 * backlog + 1024, FairnessBenchmark::spin, decision -> {});
        One fast = new One(FAST_MILLIS, 65_536, () -> {}, this::fastDecided);
        for (int n = 0; n < backlog; n++) {
            slow.row();
        }
        long start = System.nanoTime();
        for (int n = 1; n <= rows; n++) {
            long due = start + TimeUnit.MILLISECONDS.toNanos((long) n * FAST_MILLIS);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            sentNanos[n] = System.nanoTime();
            fast.row();
        }
        long left = backlog - slow.counters.decisions.get();
        drain(fast, rows);
        pool.close();
        long dropped = slow.counters.droppedSamples.get() + fast.counters.droppedSamples.get();
        if (left <= 0 || dropped > 0) {
            throw new IllegalStateException("no lasting backlog: " + left + " rows left, " + dropped + " dropped");
        }
        double[] sorted =
                Arrays.stream(waitedMillis).filter(Double::isFinite).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "{\"benchmark\":\"lane-fairness\",\"fast_rows\":%d,\"fast_decided\":%d,\"fast_p50_ms\":%.2f,"
                        + "\"fast_p99_ms\":%.2f,\"fast_max_ms\":%.2f,\"slow_run_ms\":%.1f,\"slow_decided\":%d,"
                        + "\"slow_backlog_left\":%d,\"threads\":1}",
                rows,
                sorted.length,
                percentile(sorted, 0.5),
                percentile(sorted, 0.99),
                percentile(sorted, 1),
                RUN_NANOS / NANOS_PER_MILLI,
                backlog - left,
                left);
    }

    private static void drain(One fast, int rows) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        while (fast.counters.decisions.get() < rows && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** On the lane's thread. */
    private void fastDecided(PipelineDecision decision) {
        int row = (int) (decision.windowEndMicros() / TimeUnit.MILLISECONDS.toMicros(FAST_MILLIS));
        waitedMillis[row] = (System.nanoTime() - sentNanos[row]) / NANOS_PER_MILLI;
    }

    /** A run of the slow model: it computes, as a model does, and does not sleep. */
    private static void spin() {
        long end = System.nanoTime() + RUN_NANOS;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static double percentile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
    }
}
