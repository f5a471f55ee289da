package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.outbox.Decision;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Garbage per sample would cost a gateway its quiet: listener and lane allocate nothing from sample to window write. */
class LaneAllocationTest {
    private static final int TAGS = 125;
    private static final int SAMPLES = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long self = Thread.currentThread().getId();
    private final Counters counters = new Counters();
    private double written;

    /** Opened by hand, so that a window is written and no decision is made. */
    private OpenModel opened;

    private FeatureWindow window;
    private RowGrid grid;
    private LaneQueue queue;

    private void measuredOrSkipped() {
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        // Its first calls allocate themselves.
        for (int i = 0; i < 1000; i++) {
            threads.getThreadAllocatedBytes(self);
        }
    }

    /** The measurement itself can fail: one small object per sample is seen. */
    @Test
    void theMeasurementSeesOneObjectPerSample() {
        measuredOrSkipped();
        Object[] keep = new Object[1];
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < SAMPLES; i++) {
            keep[0] = new byte[1];
        }
        long bytes = threads.getThreadAllocatedBytes(self) - before;
        assertTrue(keep[0] != null && bytes >= 16L * SAMPLES, bytes + " bytes");
    }

    @Test
    void fromQueueTakeToWindowWriteNothingIsAllocated() throws Exception {
        measuredOrSkipped();
        build();
        long time = 1_000_000;
        for (int warm = 0; warm < 20; warm++) {
            time = feed(time);
            drain();
        }
        long bytes = 0;
        long samples = 0;
        while (samples < SAMPLES) {
            time = feed(time);
            long before = threads.getThreadAllocatedBytes(self);
            samples += drain();
            bytes += threads.getThreadAllocatedBytes(self) - before;
        }
        assertTrue(written > 0);
        assertEquals(0, bytes, "bytes for " + samples + " samples");
    }

    @Test
    void theListenerAllocatesNothing() throws Exception {
        measuredOrSkipped();
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < TAGS; i++) {
            features.add(i == 0 ? FakeModel.text("f0", "L", "M", "H") : FakeModel.number("f" + i));
        }
        FakeModel model = FakeModel.of(FakeModel.input("x", ElementType.FLOAT32, 1, features));
        PipelineConfiguration configuration = PipelineHarness.configuration();
        FeaturePlan plan = FeatureMapping.plan("fake", model.inputs(), configuration.mapping(), 0);
        Lane lane = new Lane(configuration, plan, 500, counters, new Nobody());
        SampleIntake intake = new SampleIntake(plan, lane, new LanePool(0));
        deliver(intake, 2 * 16384 / TAGS);
        long before = threads.getThreadAllocatedBytes(self);
        deliver(intake, SAMPLES / TAGS);
        assertEquals(0, threads.getThreadAllocatedBytes(self) - before);
    }

    private static void deliver(SampleIntake intake, int notifications) {
        for (int n = 1; n <= notifications; n++) {
            intake.object(0, n % 2 == 0 ? "L" : "H", 0, n * 100_000L);
            for (int tag = 1; tag < TAGS; tag++) {
                intake.sample(tag, n, 0, n * 100_000L);
            }
            intake.progress(n * 100_000L);
        }
    }

    private void build() throws Exception {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < TAGS; i++) {
            features.add(FakeModel.range("f" + i, 0, 1e12));
        }
        FakeModel model = FakeModel.of(FakeModel.input("x", ElementType.FLOAT32, 4, features));
        PipelineConfiguration configuration = PipelineHarness.configuration();
        FeaturePlan plan = FeatureMapping.plan("fake", model.inputs(), configuration.mapping(), 0);
        opened = OpenModel.open(PipelineHarness.offer(model), plan, configuration);
        window = new FeatureWindow(plan, QualityPolicy.HOLD);
        queue = new LaneQueue(TAGS, 16384);
        grid = new RowGrid(TAGS, 500_000, 100_000, 5_000_000, 5_000_000, QualityPolicy.HOLD, new Rows());
    }

    /** One second: 2 Hz per tag in notifications every 100 ms, some late, some not Good. */
    private long feed(long from) {
        long time = from;
        for (int notification = 0; notification < 10; notification++) {
            time += 100_000;
            for (int tag = notification % 5; tag < TAGS; tag += 5) {
                int status = tag == 7 && time % 3_000_000 == 0 ? StatusCodes.BAD_NO_COMMUNICATION : 0;
                queue.sample(tag, time, status, time - (tag == 3 ? 700_000 : 20_000));
            }
            queue.progress(time);
        }
        return time;
    }

    /** What {@link Lane} does per entry, without run and decision. */
    private int drain() {
        int samples = 0;
        while (queue.take()) {
            if (queue.tag() >= 0) {
                samples++;
                grid.sample(queue.tag(), queue.value(), queue.status(), queue.timeMicros());
            } else {
                grid.progress(queue.timeMicros());
            }
        }
        return samples;
    }

    private final class Rows implements RowGrid.Rows {
        @Override
        public void row(long row, long timeMicros, boolean dropped) {
            counters.rows.incrementAndGet();
            window.add(grid, dropped);
            if (window.full()) {
                window.quality();
                opened.write(window);
                written++;
            }
        }

        @Override
        public void restarted(long rowsLost, boolean backwards) {
            window.clear();
        }

        @Override
        public void late() {
            counters.late.incrementAndGet();
        }

        @Override
        public void early() {
            counters.early.incrementAndGet();
        }
    }

    private static final class Nobody implements Lane.Outlet {
        @Override
        public void decided(Decision decision) {
            throw new AssertionError("no model was offered");
        }

        @Override
        public void released(OpenModel model) {
            throw new AssertionError("no model was offered");
        }

        @Override
        public void runnerLost(OpenModel model, String problem) {
            throw new AssertionError("no model was offered");
        }
    }
}
