package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that do not change are not values that do not come. */
@ExtendWith(SharedSite.class)
class PlcGapTest {
    /** OPC UA Part 4, 5.14.1.1: a keep-alive says that the subscription lives and nothing has changed. */
    @Test
    void aSteadyMachineIsDecidedOn(Site site) {
        long gaps = site.counter(SharedSite.PIPELINE, "gaps");
        site.plc().fault("gap:*:0").join();
        long steady = Site.nowMicros();
        Decision first = site.awaitDecisionSince(
                steady + 1_000_000, SharedSite.PIPELINE, d -> d.quality().equals("GOOD"), "of a steady machine");
        Decision later = site.awaitDecisionSince(
                steady + 3_000_000, SharedSite.PIPELINE, d -> d.quality().equals("GOOD"), "3 s later");
        assertEquals(first.score(), later.score());
        long decided = site.received().decisions(SharedSite.PIPELINE).stream()
                .filter(d -> d.quality().equals("GOOD"))
                .filter(d ->
                        d.windowEndMicros() > first.windowEndMicros() && d.windowEndMicros() <= later.windowEndMicros())
                .count();
        assertEquals((later.windowEndMicros() - first.windowEndMicros()) / 200_000, decided, "one per period");
        assertEquals(gaps, site.counter(SharedSite.PIPELINE, "gaps"));
    }

    @Test
    void aSilentServerIsNoSteadyMachine(Site site) {
        site.plc().fault("freeze:3600");
        site.awaitFaultsBegun();
        long from = Site.nowMicros();
        site.awaitState(Site.PLC, state -> !state.code().startsWith("CONNECTED"), "lost");
        long until = Site.nowMicros();
        site.plc().clearFaults();
        site.awaitGoodDecision(SharedSite.PIPELINE);
        List<Decision> frozen = site.received().decisions(SharedSite.PIPELINE).stream()
                .filter(d -> d.windowEndMicros() > from + 1_000_000 && d.windowEndMicros() < until - 1_000_000)
                .filter(d -> d.quality().equals("GOOD"))
                .toList();
        // What the PLC measured while it could not send may be delivered afterwards; nothing may come from old values.
        assertTrue(
                frozen.stream().allMatch(d -> d.receivedMicros() >= until),
                () -> "Good decisions without news of the PLC: " + frozen);
        site.awaitState(SharedSite.PIPELINE, "RUNNING");
    }
}
