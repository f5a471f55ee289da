package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.pipeline.Balanced;
import io.millwright.pipeline.FakeModel;
import org.junit.jupiter.api.Test;

/** What a lane still had when it ended, and what an error cost, is counted: nothing is lost without a counter. */
class LaneEndTest {
    private static void end(PipelineHarness h) {
        h.lane.ended();
        Balanced.now(PipelineHarness.LANE, h.counters.asMap());
    }

    private static long count(PipelineHarness h, String counter) {
        return h.counters.asMap().get(counter);
    }

    @Test
    void whatWaitsInTheQueueIsDiscarded() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a"));
        h.play("1.0 a=1").queue("2.0 a=2").queue("3.0 a=3");
        assertEquals(4, count(h, "queue.waiting"));
        end(h);
        assertEquals(4, count(h, "queue.discarded"));
        assertEquals(0, count(h, "queue.waiting"));
        assertEquals(6, count(h, "queue.entered"));
    }

    /** The lane never noticed it. */
    @Test
    void whatWasDroppedAtTheVeryEndIsCounted() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a"), "queue.samples", 1024);
        for (int i = 0; i < 1_100; i++) {
            h.queue("- a=" + i + "@0.5");
        }
        assertEquals(76, count(h, "samples.dropped"));
        end(h);
        assertEquals(76, count(h, "samples.dropped"));
    }

    @Test
    void aPartUnderWayIsUnfinished() throws Exception {
        PipelineHarness h = new PipelineHarness(
                FakeModel.sum("a"), "window.kind", "part", "hold.limitMs", 5000L, "part.open", "on = true");
        h.play("""
                1.0 on=0 a=1
                2.0 on=1
                3.0 a=2
                """);
        assertEquals(1, count(h, "windows.waiting"));
        end(h);
        assertEquals(1, count(h, "parts.unfinished"));
        assertEquals(0, count(h, "windows.waiting"));
    }

    /** The first of two windows of one batch fails with what is no exception. */
    @Test
    void anErrorInOneDecisionCostsNoOther() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a"), "assets", "m[1..2]", "mapping", "*={asset}.*");
        h.heard = decision -> {
            if (decision.asset().equals("m1")) {
                throw new NoClassDefFoundError("for a test");
            }
        };
        h.play("1.0 m1.a=1 m2.a=2");
        assertEquals(1, h.decisions.size());
        assertEquals("m2", h.decisions.get(0).asset());
        assertEquals(1, count(h, "decisions.unpublished"));
        assertEquals(2, count(h, "decisions"));
        assertEquals(0, count(h, "windows.waiting"));
    }
}
