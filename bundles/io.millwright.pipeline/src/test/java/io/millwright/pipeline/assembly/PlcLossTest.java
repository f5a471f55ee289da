package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.lane.PipelineHarness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A loss of the PLC keeps window, votes and open part: what it costs is judged by the gap in the values, and never by a line
 * that is built anew because the connection does not tell its interval meanwhile.
 */
class PlcLossTest extends AssemblyHarness {
    private FakeSource.Subscription run(FakeSource plc, FakeModel decides, Object... settings) throws Exception {
        assembly.configure(configuration(settings));
        assembly.source(offer(plc));
        assembly.model(PipelineHarness.offer(decides));
        return plc.subscribed();
    }

    /** The connection knows its interval, does not while the PLC is away, and knows it again. */
    private void loseAndFind(FakeSource plc) throws InterruptedException {
        assembly.source(new SourceOffer(plc, "plc1", 0, "CONNECTION_LOST"));
        openerIsIdle();
        assembly.source(offer(plc));
        openerIsIdle();
    }

    private static void send(FakeSource.Subscription to, long timeMicros, Map<String, Double> values) {
        assertTrue(
                to.send(timeMicros, to.names.stream().mapToDouble(values::get).toArray()), "still subscribed");
    }

    @Test
    void aLossOfThePlcKeepsTheWindow() throws Exception {
        FakeModel rows = FakeModel.rows(3, "a", "b");
        FakeSource.Subscription subscription = run(source, rows, "window.latenessMs", -1L);
        subscription.send(1_000_000, 1, 1);
        subscription.send(2_000_000, 1, 1);
        loseAndFind(source);
        assertTrue(subscription.send(3_000_000, 1, 1), "still subscribed");
        subscription.send(4_000_000, 1, 1);
        assertEquals(3_000_000, decision().windowEndMicros());
        assertEquals(1, rows.opened.size());
        assertEquals(0, counters.lostWindows.get());
    }

    @Test
    void aLossOfThePlcKeepsTheVotes() throws Exception {
        FakeSource.Subscription subscription = run(source, model, "window.latenessMs", -1L, "rule.k", 2, "rule.n", 2);
        subscription.send(1_000_000, 40, 50);
        subscription.send(2_000_000, 40, 50);
        assertEquals("unknown", decision().decision(), "one vote of two");
        loseAndFind(source);
        assertTrue(subscription.send(3_000_000, 40, 50), "still subscribed");
        // The vote of before counts: a line built anew would have one again.
        assertEquals("alarm", decision().decision());
    }

    @Test
    void aLossOfThePlcKeepsTheOpenPart() throws Exception {
        FakeSource press = new FakeSource("no", "current");
        FakeModel sums = FakeModel.of(FakeModel.input(
                "x", ElementType.FLOAT64, 1, List.of(FakeModel.computed("current", Aggregate.SUM, 0, 0))));
        FakeSource.Subscription subscription = run(
                press,
                sums,
                "window.kind",
                "part",
                "part.open",
                "no changes",
                "part.number",
                "no",
                "window.latenessMs",
                -1L);
        send(subscription, 1_000_000, Map.of("no", 0.0, "current", 1.0));
        send(subscription, 2_000_000, Map.of("no", 1.0, "current", 10.0));
        send(subscription, 2_500_000, Map.of("no", 1.0, "current", 11.0));
        loseAndFind(press);
        send(subscription, 3_000_000, Map.of("no", 1.0, "current", 12.0));
        send(subscription, 4_000_000, Map.of("no", 2.0, "current", 20.0));
        send(subscription, 5_000_000, Map.of("no", 2.0, "current", 21.0));
        var decision = decision();
        assertEquals("1 33.0", decision.part() + " " + decision.score());
    }

    /** Another interval that the server revised is another one: rows have to wait for as long as its notifications take. */
    @Test
    void anotherIntervalBuildsTheLineAnew() throws Exception {
        FakeSource.Subscription subscription = run(source, model, "window.latenessMs", -1L);
        assembly.source(new SourceOffer(source, "plc1", 2_000, ""));
        FakeSource.Subscription next = source.subscribed();
        assertTrue(subscription.closed());
        assertFalse(next.closed());
    }
}
