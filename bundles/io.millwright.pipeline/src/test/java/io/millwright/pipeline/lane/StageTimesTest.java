package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelException;
import io.millwright.pipeline.FakeModel;
import io.millwright.supervision.Durations;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What of a lane is measured how often: each delivery, each run, each time that a run is decided. */
class StageTimesTest {
    private static Map<String, Long> counts(PipelineHarness harness) {
        return harness.counters.times.all().stream()
                .collect(Collectors.toMap(
                        Durations::stage, each -> Arrays.stream(each.counts()).sum()));
    }

    @Test
    void eachStageIsMeasuredOncePerDeliveryOrRun() throws Exception {
        PipelineHarness harness = new PipelineHarness(FakeModel.sum("a", "b"), "hold.limitMs", 1_000L)
                .play("1.0 a=1 b=2")
                .play("1.5 a=2")
                .play("2.0 a=3")
                .play("3.0 a=!bad")
                .play("4.0")
                .play("5.0");
        // Of a BAD window there is no run.
        long ran = harness.decisions.stream()
                .filter(each -> !each.values().isEmpty())
                .count();
        assertTrue(ran > 0 && ran < harness.decisions.size(), ran + " runs");
        assertEquals(
                Map.of("queue", 6L, "run", ran, "decide", (long) harness.decisions.size(), "lag", (long)
                        harness.decisions.size()),
                counts(harness));
    }

    @Test
    void theAgeOfADecisionIsItsWindowsByTheGatewaysClock() throws Exception {
        PipelineHarness harness = new PipelineHarness(FakeModel.sum("a", "b"));
        double now = Math.floor(System.currentTimeMillis() / 1_000.0);
        harness.play(String.format(Locale.ROOT, "%.1f a=1 b=2", now - 7))
                .play(String.format(Locale.ROOT, "%.1f", now - 6));
        Durations lag = harness.counters.times.all().get(3);
        assertEquals("lag", lag.stage());
        long[] bounds = Durations.boundsNanos();
        long[] counts = lag.counts();
        for (int i = 0; i < counts.length; i++) {
            boolean upToTen = i < bounds.length && bounds[i] == 10_000_000_000L;
            assertTrue(upToTen ? counts[i] > 0 : counts[i] == 0, Arrays.toString(counts));
        }
    }

    @Test
    void aRunThatFailsIsOneToo() throws Exception {
        FakeModel model = FakeModel.sum("a", "b");
        PipelineHarness harness = new PipelineHarness(model);
        model.onRun = () -> {
            throw new ModelException("it failed", true);
        };
        harness.play("1.0 a=1 b=2");
        assertEquals(1, counts(harness).get("run"));
        assertEquals(1, counts(harness).get("decide"));
    }
}
