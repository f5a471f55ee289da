package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lanes that are due together have their runs computed together, one that is alone waits for nobody. One thread serves all. */
class GatheringLanesTest {
    private static final int LANES = 8;

    private final LanePool pool = new LanePool(1);
    private final Gathering model = new Gathering();
    private final BlockingQueue<Double> scores = new LinkedBlockingQueue<>();
    private final List<One> lanes = new ArrayList<>();

    @AfterEach
    void close() {
        pool.close();
    }

    /** Keeps started runs until somebody flushes. */
    private static final class Gathering implements Model {
        private final FakeModel computes = FakeModel.sum("a");
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private final List<Integer> flushed = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger blocking = new AtomicInteger();

        private void flush() {
            flushed.add(waiting.size());
            while (!waiting.isEmpty()) {
                waiting.poll().run();
            }
        }

        @Override
        public ModelRunner open(int batch) throws ModelException {
            return new Runner(computes.open(batch));
        }

        private final class Runner implements ModelRunner {
            private final ModelRunner inner;

            Runner(ModelRunner inner) {
                this.inner = inner;
            }

            @Override
            public ByteBuffer input(int i) {
                return inner.input(i);
            }

            @Override
            public ByteBuffer output(int i) {
                return inner.output(i);
            }

            @Override
            public long[] outputShape(int i) {
                return inner.outputShape(i);
            }

            @Override
            public void run(long timeoutMillis) throws ModelException {
                blocking.incrementAndGet();
                inner.run(timeoutMillis);
            }

            @Override
            public boolean gathers() {
                return true;
            }

            @Override
            public void start(long timeoutMillis, Completion done) {
                waiting.add(() -> inner.start(timeoutMillis, done));
            }

            @Override
            public void flush() {
                Gathering.this.flush();
            }

            @Override
            public void close() {
                inner.close();
            }
        }

        @Override
        public String name() {
            return computes.name();
        }

        @Override
        public String version() {
            return computes.version();
        }

        @Override
        public String sha256() {
            return computes.sha256();
        }

        @Override
        public String executionProvider() {
            return computes.executionProvider();
        }

        @Override
        public List<TensorSpec> inputs() {
            return computes.inputs();
        }

        @Override
        public List<TensorSpec> outputs() {
            return computes.outputs();
        }

        @Override
        public List<Reading> readings() {
            return computes.readings();
        }

        @Override
        public long rowPeriodMillis() {
            return computes.rowPeriodMillis();
        }

        @Override
        public boolean blocksElsewhere() {
            return false;
        }
    }

    /** A lane of one tag. */
    private final class One implements Lane.Outlet {
        private final SampleIntake intake;

        One() throws Exception {
            PipelineConfiguration configuration = PipelineHarness.configuration();
            FeaturePlan plan = FeatureMapping.plan("gathering", model.inputs(), 0, configuration);
            LaneBuilder built =
                    new LaneBuilder(configuration, plan, 100, new Counters(), RunNumbers.unkept(), pool, this);
            intake = built.intake();
            built.lane().offer(OpenModel.open(ModelOffer.of(model), plan, configuration.rules(), 1));
        }

        /** A window becomes due. */
        void row(int second, double value) {
            intake.sample(0, value, StatusCodes.GOOD, TimeUnit.SECONDS.toMicros(second));
            intake.progress(TimeUnit.SECONDS.toMicros(second));
        }

        @Override
        public void decided(PipelineDecision decision, Counters counters, FeatureSnapshot inputs) {
            scores.add(decision.score());
        }

        @Override
        public boolean wantsInputs() {
            return false;
        }

        @Override
        public void released(OpenModel released) {
            released.close();
        }

        @Override
        public void runnerLost(OpenModel lost, String problem) {
            throw new IllegalStateException(problem);
        }
    }

    /** Occupies the only thread until the latch opens. */
    private void busyUntil(CountDownLatch open) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        pool.wake(new LanePool.Task() {
            @Override
            boolean serve() {
                busy.countDown();
                try {
                    assertTrue(open.await(Bound.SECONDS, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return false;
            }

            @Override
            void ended() {}
        });
        assertTrue(busy.await(Bound.SECONDS, TimeUnit.SECONDS));
    }

    private double score() throws InterruptedException {
        Double score = scores.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertTrue(score != null, "no decision");
        return score;
    }

    @Test
    void lanesThatAreDueTogetherAreComputedTogether() throws Exception {
        for (int i = 0; i < LANES; i++) {
            lanes.add(new One());
        }
        for (int second = 1; second <= 3; second++) {
            CountDownLatch open = new CountDownLatch(1);
            busyUntil(open);
            for (int i = 0; i < LANES; i++) {
                lanes.get(i).row(second, 100 * second + i);
            }
            open.countDown();
            for (int i = 0; i < LANES; i++) {
                assertEquals(100.0 * second + i, score());
            }
        }
        assertEquals(List.of(LANES, LANES, LANES), model.flushed);
        assertEquals(0, model.blocking.get());
    }

    @Test
    void aLaneThatIsAloneRunsAtOnce() throws Exception {
        lanes.add(new One());
        for (int second = 1; second <= 3; second++) {
            lanes.get(0).row(second, second);
            assertEquals(second, score());
        }
        assertEquals(List.of(), model.flushed);
        assertEquals(3, model.blocking.get());
    }
}
