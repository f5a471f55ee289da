package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;
import io.millwright.model.Reference.Spread;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Garbage per sample would cost a gateway its quiet: listener and lane allocate nothing from sample to window write. */
class LaneAllocationTest {
    private static final int TAGS = 125;
    private static final int SAMPLES = 100_000;
    private static final int ROUNDS = 5;

    private final AllocationOutlet outlet = new AllocationOutlet();
    private final Counters counters = new Counters();
    private Lane lane;
    private SampleIntake intake;
    private long time = 1_000_000;

    private void build(boolean withModel) throws Exception {
        assumeTrue(outlet.measures());
        // Its first calls allocate themselves.
        for (int i = 0; i < 1000; i++) {
            outlet.allocated();
        }
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < TAGS; i++) {
            features.add(i == 0 ? FakeModel.text("f0", "L", "M", "H") : FakeModel.range("f" + i, 0, 1e300));
        }
        FakeModel model = FakeModel.of(FakeModel.input("x", ElementType.FLOAT32, 4, features));
        model.onRun = outlet::runStarts;
        PipelineConfiguration configuration = PipelineHarness.configuration("window.periodMs", 500);
        FeaturePlan plan =
                FeatureMapping.plan("fake", model.inputs(), 0, configuration).with(reference());
        LaneBuilder built =
                new LaneBuilder(configuration, plan, 100, counters, RunNumbers.unkept(), new LanePool(0), outlet);
        lane = built.lane();
        intake = built.intake();
        if (withModel) {
            lane.offer(OpenModel.open(PipelineHarness.offer(model), plan, configuration.rules(), 1));
        }
    }

    /** Rows are compared with the training data, too. */
    private static Reference reference() {
        List<Double> shares = List.of(0.1, 0.5, 0.9);
        List<Double> quantiles = List.of(0.0, 1e9, 1e12);
        return new Reference(
                1_000,
                30,
                List.of(new Spread("f1", shares, quantiles, 1_000_000), new Spread("f2", shares, quantiles, 1_000_000)),
                List.of(new Group("both", List.of("f1", "f2"), List.of(0.0, 0.0), List.of(1.0, 0.0, 0.0, 1.0), 0, 100)),
                List.of(),
                List.of(),
                List.of(),
                0,
                0);
    }

    /** One second of source time: ten notifications, each tag twice, one of them too late. */
    private void deliver() {
        for (int notification = 0; notification < 10; notification++) {
            time += 100_000;
            if (notification % 5 == 0) {
                intake.object(0, notification == 0 ? "L" : "H", StatusCodes.GOOD, time);
            }
            for (int tag = 1; tag < TAGS; tag++) {
                if (tag % 5 == notification % 5) {
                    intake.sample(tag, time, StatusCodes.GOOD, tag == 3 ? time - 1_700_000 : time - 20_000);
                }
            }
            intake.progress(time);
        }
    }

    private void serve() {
        while (lane.serve()) {
            // until nothing is left
        }
    }

    /** The compiler, when it gives up an assumption, may allocate once on our thread; what is ours recurs in each round. */
    private static long leastOf(LongSupplier round) {
        long least = Long.MAX_VALUE;
        for (int n = 0; n < ROUNDS && least > 0; n++) {
            least = Math.min(least, round.getAsLong());
        }
        return least;
    }

    /** The measurement itself can fail: one small object per sample is seen. */
    @Test
    void theMeasurementSeesOneObjectPerSample() throws Exception {
        build(false);
        Object[] keep = new Object[1];
        long bytes = leastOf(() -> {
            long before = outlet.allocated();
            for (int i = 0; i < SAMPLES; i++) {
                keep[0] = new byte[1];
            }
            return outlet.allocated() - before;
        });
        assertTrue(keep[0] != null && bytes >= 16L * SAMPLES, bytes + " bytes");
    }

    @Test
    void fromQueueTakeToWindowWriteNothingIsAllocated() throws Exception {
        build(true);
        for (int warm = 0; warm < 50; warm++) {
            deliver();
            serve();
        }
        long[] served = {0};
        long bytes = leastOf(() -> {
            long sum = 0;
            long from = counters.samples.get();
            while (counters.samples.get() - from < SAMPLES) {
                deliver();
                long before = outlet.allocatedForSamples();
                serve();
                sum += outlet.allocatedForSamples() - before;
            }
            served[0] = counters.samples.get() - from;
            return sum;
        });
        assertTrue(
                counters.decisions.get() > 500 && counters.late.get() > 500,
                counters.asMap().toString());
        assertEquals(0, counters.bad.get() + counters.uncertain.get() + counters.bugs.get());
        assertEquals(0, bytes, "bytes for " + served[0] + " samples");
    }

    @Test
    void theListenerAllocatesNothing() throws Exception {
        build(false);
        for (int second = 0; second < 150; second++) {
            deliver();
        }
        long bytes = leastOf(() -> {
            long before = outlet.allocated();
            for (int second = 0; second < SAMPLES / (2 * TAGS); second++) {
                deliver();
            }
            return outlet.allocated() - before;
        });
        assertEquals(0, bytes, "bytes for " + SAMPLES + " samples");
    }
}
