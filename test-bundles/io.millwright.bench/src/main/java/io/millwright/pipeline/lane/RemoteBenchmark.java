package io.millwright.pipeline.lane;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.inference.ModelFolder;
import io.millwright.inference.remote.RemoteUnderTest;
import io.millwright.model.Model;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Pipelines whose model a server computes, 5 ms for each request, beside one whose model is here. Together they ask for 1,000 windows per
 * second. First that one alone, then beside ten whose model is here, too, then beside the ten whose model is not, and then their server
 * dies and returns. A wait is the time from the delivery of a row's progress to its decision.
 */
public final class RemoteBenchmark {
    private static final long ENGINE_MICROS = 5_000;
    private static final int PIPELINES = 10;
    private static final int PERIOD_MILLIS = 10;
    private static final int WARM_UP_SECONDS = 3;
    private static final int DRAIN_SECONDS = 10;

    private final LanePool pool = new LanePool(Math.min(4, Runtime.getRuntime().availableProcessors()));

    /** One pipeline with its end. */
    private final class One implements Lane.Outlet {
        private final Counters counters = new Counters();
        private final long[] sentNanos;
        private final long[] waitedNanos;
        private final boolean[] stoodIn;
        private final boolean[] good;
        private final String name;
        private final Lane lane;
        private final SampleIntake intake;
        private final int tags;
        private int rows;

        One(Model model, int mostRows) throws Exception {
            name = model.name();
            sentNanos = new long[mostRows + 1];
            waitedNanos = new long[mostRows + 1];
            stoodIn = new boolean[mostRows + 1];
            good = new boolean[mostRows + 1];
            PipelineConfiguration configuration = PipelineConfiguration.of(
                    Map.of("kura.service.pid", "bench", "window.periodMs", PERIOD_MILLIS, "window.latenessMs", 0));
            FeaturePlan plan = FeatureMapping.plan(name, model.inputs(), 0, configuration);
            tags = plan.tagNames().size();
            LaneBuilder built =
                    new LaneBuilder(configuration, plan, PERIOD_MILLIS, counters, RunNumbers.unkept(), pool, this);
            lane = built.lane();
            intake = built.intake();
            lane.offer(OpenModel.open(ModelOffer.of(model), plan, configuration.rules(), 1));
        }

        void row() {
            rows++;
            long timeMicros = rows * TimeUnit.MILLISECONDS.toMicros(PERIOD_MILLIS);
            sentNanos[rows] = System.nanoTime();
            for (int tag = 0; tag < tags; tag++) {
                intake.sample(tag, tag == 0 ? 0 : 300, StatusCodes.GOOD, timeMicros);
            }
            intake.progress(timeMicros);
        }

        @Override
        public void decided(PipelineDecision decision, Counters of, FeatureSnapshot inputs) {
            int row = (int) (decision.windowEndMicros() / TimeUnit.MILLISECONDS.toMicros(PERIOD_MILLIS));
            stoodIn[row] = !decision.model().name().equals(name);
            good[row] = decision.quality() != Quality.BAD;
            waitedNanos[row] = System.nanoTime() - sentNanos[row];
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

    private final List<One> remote = new ArrayList<>();
    private final List<One> local = new ArrayList<>();
    private One here;

    private RemoteBenchmark() {}

    /**
     * Measures; returns one JSON object.
     *
     * @param seconds of each of the three parts
     */
    public static String run(int seconds) throws Exception {
        return new RemoteBenchmark().measure(seconds);
    }

    private String measure(int seconds) throws Exception {
        try (ModelFolder folder = ModelFolder.open(Path.of("models", "machine-failure"));
                RemoteUnderTest under = new RemoteUnderTest(folder.model(), ENGINE_MICROS)) {
            int rows = (4 * seconds + 3 * WARM_UP_SECONDS) * 1_000 / PERIOD_MILLIS;
            here = new One(folder.model(), rows);
            for (int i = 0; i < PIPELINES; i++) {
                remote.add(new One(under.model(), rows));
                local.add(new One(folder.model(), rows));
            }
            for (List<One> others : List.of(remote, local, List.<One>of())) {
                play(WARM_UP_SECONDS, others, null, null);
            }
            int alone = here.rows + 1;
            play(seconds, List.of(), null, null);
            int besideLocal = here.rows + 1;
            play(seconds, local, null, null);
            int beside = here.rows + 1;
            int steadyFrom = remote.get(0).rows + 1;
            long start = System.nanoTime();
            play(seconds, remote, null, null);
            double took = (System.nanoTime() - start) / 1e9;
            int outage = here.rows + 1;
            int steadyTo = remote.get(0).rows + 1;
            int steadyFallbacks = count(steadyFrom, steadyTo, true);
            play(seconds, remote, under::die, under::comeBack);
            drain();
            pool.close();
            int end = here.rows + 1;
            int outageTo = remote.get(0).rows + 1;
            long[] steady = waits(steadyFrom, steadyTo, false);
            long[] byLocal = waits(steadyTo, outageTo, true);
            boolean returned = count(outageTo - 20, outageTo, true) == 0;
            return String.format(
                    Locale.ROOT,
                    "{\"benchmark\":\"remote\",\"engine_us\":%d,\"pipelines\":%d,\"rate\":%.0f,\"p50_us\":%d,\"p99_us\":%d,"
                            + "\"fallbacks_before\":%d,\"lost\":%d,\"fallbacks\":%d,\"fallback_p50_us\":%d,"
                            + "\"fallback_p99_us\":%d,\"fallback_max_us\":%d,\"server_returned\":%b,\"in_flight_most\":%d,"
                            + "\"other_p99_us_alone\":%d,\"other_p99_us_beside_local\":%d,\"other_p99_us_beside\":%d,\"other_p99_us_outage\":%d,"
                            + "\"requests\":%d,\"retries\":%d,\"cores\":%d}",
                    ENGINE_MICROS,
                    PIPELINES,
                    steady.length / took,
                    micros(steady, 0.5),
                    micros(steady, 0.99),
                    steadyFallbacks,
                    lost(steadyFrom, outageTo),
                    byLocal.length,
                    micros(byLocal, 0.5),
                    micros(byLocal, 0.99),
                    micros(byLocal, 1),
                    returned,
                    under.mostInFlight(),
                    micros(waits(List.of(here), alone, besideLocal, false), 0.99),
                    micros(waits(List.of(here), besideLocal, beside, false), 0.99),
                    micros(waits(List.of(here), beside, outage, false), 0.99),
                    micros(waits(List.of(here), outage, end, false), 0.99),
                    under.counters().get("requests"),
                    under.counters().get("requests.retried"),
                    Runtime.getRuntime().availableProcessors());
        }
    }

    /** Something that happens once. */
    private interface Step {
        void go() throws Exception;
    }

    /** Delivers a row to one of the other pipelines every millisecond, and one to the local pipeline every ten. */
    private void play(int seconds, List<One> others, Step third, Step twoThirds) throws Exception {
        long start = System.nanoTime();
        int steps = seconds * 1_000 * PIPELINES / PERIOD_MILLIS;
        for (int n = 0; n < steps; n++) {
            long due = start + n * TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS) / PIPELINES;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (third != null && n == steps / 3) {
                third.go();
            }
            if (twoThirds != null && n == 2 * steps / 3) {
                twoThirds.go();
            }
            if (!others.isEmpty()) {
                others.get(n % PIPELINES).row();
            }
            if (n % PIPELINES == 0) {
                here.row();
            }
        }
    }

    private void drain() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        for (One one : remote) {
            while (one.counters.decisions.get() < one.rows && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private int count(int from, int to, boolean standIns) {
        return waits(from, to, standIns).length;
    }

    private long[] waits(int from, int to, boolean standIns) {
        return waits(remote, from, to, standIns);
    }

    private static long[] waits(List<One> pipelines, int from, int to, boolean standIns) {
        List<Long> waits = new ArrayList<>();
        for (One one : pipelines) {
            for (int row = from; row < to; row++) {
                if (one.waitedNanos[row] > 0 && one.stoodIn[row] == standIns) {
                    waits.add(one.waitedNanos[row]);
                }
            }
        }
        return waits.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Rows of the remote pipelines without a decision that is of use. */
    private long lost(int from, int to) {
        long lost = 0;
        for (One one : remote) {
            for (int row = from; row < to; row++) {
                lost += one.good[row] ? 0 : 1;
            }
        }
        return lost;
    }

    private static long micros(long[] sorted, double share) {
        return sorted.length == 0
                ? -1
                : sorted[(int) Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] / 1_000;
    }
}
