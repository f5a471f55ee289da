package io.millwright.pipeline.lane;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.inference.ModelFolder;
import io.millwright.model.Model;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.explain.MeasuredRoom;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a lane waits while its decisions are explained, beside what it waits while they are not: a row every 10 ms, each tenth to be
 * explained, in turns of some seconds. A wait is the time from the delivery of a row's progress to its decision.
 */
public final class ExplainBesideLane implements Lane.Outlet {
    private static final int PERIOD_MILLIS = 10;
    private static final int EACH = 10;
    private static final int TURN_SECONDS = 2;
    private static final int WARM_UP_SECONDS = 3;
    private static final int DRAIN_MILLIS = 2_000;

    private final Counters counters = new Counters();
    private final LanePool pool = new LanePool(1);
    private final MeasuredRoom room;
    private final Lane lane;
    private final SampleIntake intake;
    private final int tags;
    private final long[] sentNanos;
    private final long[] waitedNanos;
    private volatile boolean explains;
    private int rows;

    private ExplainBesideLane(Model model, int rests, int mostRows) throws Exception {
        room = new MeasuredRoom(model, rests);
        sentNanos = new long[mostRows + 1];
        waitedNanos = new long[mostRows + 1];
        Arrays.fill(waitedNanos, -1);
        PipelineConfiguration configuration = PipelineConfiguration.of(Map.of(
                "kura.service.pid",
                "bench",
                "window.periodMs",
                PERIOD_MILLIS,
                "window.latenessMs",
                0,
                "explain.when",
                "every",
                "explain.each",
                EACH));
        FeaturePlan plan = FeatureMapping.plan(model.name(), model.inputs(), 0, configuration);
        tags = plan.tagNames().size();
        LaneBuilder built =
                new LaneBuilder(configuration, plan, PERIOD_MILLIS, counters, RunNumbers.unkept(), pool, this);
        lane = built.lane();
        intake = built.intake();
        lane.offer(OpenModel.open(ModelOffer.of(model), plan, configuration.rules(), 1));
    }

    /**
     * Measures; returns one JSON object.
     *
     * @param rests how much rest follows each time of work, 9 as on a gateway
     * @param seconds of either
     */
    public static String run(Path folder, int rests, int seconds) throws Exception {
        int turns = Math.max(1, seconds / TURN_SECONDS);
        int cores = Runtime.getRuntime().availableProcessors();
        try (ModelFolder open = ModelFolder.open(folder, cores, 0)) {
            int mostRows = (2 * turns * TURN_SECONDS + 2 * WARM_UP_SECONDS) * 1_000 / PERIOD_MILLIS;
            return new ExplainBesideLane(open.model(), rests, mostRows).measure(turns, rests);
        }
    }

    private String measure(int turns, int rests) {
        boolean[] beside = new boolean[sentNanos.length];
        boolean[] counts = new boolean[sentNanos.length];
        for (int turn = -2; turn < 2 * turns; turn++) {
            explains = turn % 2 == 0;
            int from = rows + 1;
            play(turn < 0 ? WARM_UP_SECONDS : TURN_SECONDS);
            Arrays.fill(counts, from, rows + 1, turn >= 0);
            Arrays.fill(beside, from, rows + 1, explains);
        }
        drain();
        long explained = room.explained();
        room.close();
        pool.close();
        long[] alone = waits(counts, beside, false);
        long[] with = waits(counts, beside, true);
        return String.format(
                Locale.ROOT,
                "{\"rests\":%d,\"rows\":%d,\"explained\":%d,\"alone_p50_us\":%d,\"alone_p99_us\":%d,\"beside_p50_us\":%d,"
                        + "\"beside_p99_us\":%d,\"lost\":%d}",
                rests,
                with.length,
                explained,
                micros(alone, 0.5),
                micros(alone, 0.99),
                micros(with, 0.5),
                micros(with, 0.99),
                rows - counters.decisions.get());
    }

    private void play(int seconds) {
        long start = System.nanoTime();
        for (int n = 1; n <= seconds * 1_000 / PERIOD_MILLIS; n++) {
            long due = start + n * TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            rows++;
            long timeMicros = rows * TimeUnit.MILLISECONDS.toMicros(PERIOD_MILLIS);
            sentNanos[rows] = System.nanoTime();
            for (int tag = 0; tag < tags; tag++) {
                intake.sample(tag, tag == 0 ? rows % 2 : 300 + rows % 7, StatusCodes.GOOD, timeMicros);
            }
            intake.progress(timeMicros);
        }
    }

    private void drain() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        while (counters.decisions.get() < rows && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private long[] waits(boolean[] counts, boolean[] beside, boolean wanted) {
        long[] waits = new long[rows];
        int n = 0;
        for (int row = 1; row <= rows; row++) {
            if (counts[row] && beside[row] == wanted && waitedNanos[row] >= 0) {
                waits[n++] = waitedNanos[row];
            }
        }
        long[] sorted = Arrays.copyOf(waits, n);
        Arrays.sort(sorted);
        return sorted;
    }

    private static long micros(long[] sorted, double share) {
        return sorted.length == 0
                ? -1
                : sorted[(int) Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] / 1_000;
    }

    @Override
    public void decided(PipelineDecision decision, Counters of, FeatureSnapshot inputs) {
        int row = (int) (decision.windowEndMicros() / TimeUnit.MILLISECONDS.toMicros(PERIOD_MILLIS));
        if (row < waitedNanos.length) {
            waitedNanos[row] = System.nanoTime() - sentNanos[row];
        }
        room.decided(decision, inputs);
    }

    @Override
    public boolean wantsInputs() {
        return false;
    }

    @Override
    public boolean wantsTensors() {
        return explains;
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
