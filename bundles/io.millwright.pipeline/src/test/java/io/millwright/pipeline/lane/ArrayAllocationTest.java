package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waveforms cost no garbage: neither where they arrive nor on the lane, once the ring has come round. */
class ArrayAllocationTest {
    private static final int ELEMENTS = 8192;
    private static final int SAMPLES = 2000;
    private static final int ROUNDS = 5;

    private final AllocationOutlet outlet = new AllocationOutlet();
    private final Counters counters = new Counters();
    private final float[] wave = new float[ELEMENTS];
    private final float[] wrong = new float[ELEMENTS - 1];
    private Lane lane;
    private SampleIntake intake;
    private long time = 1_000_000;
    private long onSource;
    private long onLane;

    private void second() {
        for (int i = 0; i < 10; i++) {
            time += 100_000;
            long before = outlet.allocated();
            intake.object(0, i == 5 ? wrong : wave, StatusCodes.GOOD, time);
            intake.progress(time);
            onSource += outlet.allocated() - before;
        }
        long before = outlet.allocatedForSamples();
        while (lane.serve()) {
            // until nothing is left
        }
        onLane += outlet.allocatedForSamples() - before;
    }

    @Test
    void noBytePerWaveform() throws Exception {
        assumeTrue(outlet.measures());
        FakeModel model = new FakeModel(
                "1.0.0", List.of(ShapedInputs.array("a", ELEMENTS)), new long[] {1, 1}, x -> new double[] {x[0]});
        model.onRun = outlet::runStarts;
        PipelineConfiguration configuration = PipelineHarness.configuration();
        FeaturePlan plan = FeatureMapping.plan("fake", model.inputs(), 0, configuration);
        LaneBuilder built =
                new LaneBuilder(configuration, plan, 100, counters, RunNumbers.unkept(), new LanePool(0), outlet);
        lane = built.lane();
        intake = built.intake();
        lane.offer(OpenModel.open(PipelineHarness.offer(model), plan, configuration.rules(), 1));
        for (int warm = 0; warm < 60; warm++) {
            second();
        }
        long leastOnSource = Long.MAX_VALUE;
        long leastOnLane = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && leastOnSource + leastOnLane != 0; round++) {
            onSource = 0;
            onLane = 0;
            for (int n = 0; n < SAMPLES / 10; n++) {
                second();
            }
            leastOnSource = Math.min(leastOnSource, onSource);
            leastOnLane = Math.min(leastOnLane, onLane);
        }
        assertTrue(counters.decisions.get() > SAMPLES / 10, counters.asMap().toString());
        assertEquals(0, counters.bad.get() + counters.overwritten.get() + counters.bugs.get());
        assertEquals(0, leastOnSource, "bytes where " + SAMPLES + " waveforms arrive");
        assertEquals(0, leastOnLane, "bytes on the lane for " + SAMPLES + " waveforms");
    }
}
