package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Decision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A decision is as good as the worst of its inputs, and says which one that is. */
@ExtendWith(SharedSite.class)
class BadStatusTest {
    private Site used;

    @AfterEach
    void heal() {
        used.recover();
        used.reconfigure(SharedSite.PIPELINE, Map.of("hold.limitMs", 5000L, "quality.policy", "hold"));
    }

    @Test
    void badIsHeldForAWhileThenBadAndNeverGood(Site site) {
        used = site;
        site.reconfigure(SharedSite.PIPELINE, Map.of("hold.limitMs", 1000L));
        site.awaitGoodDecision(SharedSite.PIPELINE);
        site.plc().fault("bad:Mill1.torque:0:Bad_SensorFailure").join();
        long broken = Site.nowMicros() + 200_000;
        Decision held = site.awaitDecisionSince(
                broken, SharedSite.PIPELINE, d -> d.quality().equals("UNCERTAIN"), "with the last Good value");
        assertTrue(held.reason().contains("torque") && held.reason().contains("Bad_SensorFailure"), held.reason());
        Decision bad = site.awaitDecision(SharedSite.PIPELINE, d -> d.quality().equals("BAD"), "after the hold limit");
        assertEquals("unknown", bad.decision());
        assertNull(bad.score());
        assertTrue(bad.reason().contains("torque"), bad.reason());
        Site.ComponentState state = site.awaitState(SharedSite.PIPELINE, "INPUT_BAD");
        assertTrue(state.text().contains("torque"), state.text());

        long mended = Site.nowMicros();
        site.plc().clearFaults();
        site.awaitGoodDecision(SharedSite.PIPELINE);
        assertEquals(List.of(), good(site, broken, mended), "no Good decision while the sensor was broken");
        site.awaitState(SharedSite.PIPELINE, "RUNNING");
    }

    @Test
    void uncertainStaysUncertain(Site site) {
        used = site;
        site.plc().fault("uncertain:Mill1.air_temperature:0").join();
        long from = Site.nowMicros() + 200_000;
        Decision uncertain = site.awaitDecisionSince(
                from, SharedSite.PIPELINE, d -> d.quality().equals("UNCERTAIN"), "of an uncertain value");
        assertTrue(uncertain.reason().contains("air_temperature"), uncertain.reason());
        site.awaitDecisionSince(from + 1_500_000, SharedSite.PIPELINE, d -> true, "1.5 s later");
        long until = Site.nowMicros();
        assertEquals(List.of(), good(site, from, until));
    }

    @Test
    void skippedWindowsAreCountedAndNotDecided(Site site) {
        used = site;
        site.reconfigure(SharedSite.PIPELINE, Map.of("quality.policy", "skip"));
        site.awaitGoodDecision(SharedSite.PIPELINE);
        long before = site.counter(SharedSite.PIPELINE, "windows.skipped");
        site.plc().fault("bad:Mill1.torque:0").join();
        long from = Site.nowMicros() + 200_000;
        site.await(
                "skipped windows to be counted",
                () -> site.counter(SharedSite.PIPELINE, "windows.skipped") > before + 3);
        long mended = Site.nowMicros();
        site.plc().clearFaults();
        site.awaitGoodDecision(SharedSite.PIPELINE);
        assertEquals(
                0,
                site.received().decisions(SharedSite.PIPELINE).stream()
                        .filter(d -> d.windowEndMicros() > from && d.windowEndMicros() < mended)
                        .count());
    }

    @Test
    void aSourceTimestampThatCannotBeRightIsReplacedAndCounted(Site site) {
        used = site;
        site.plc().fault("skew:*:0:-120000").join();
        Decision decision = site.awaitGoodDecision(SharedSite.PIPELINE);
        assertTrue(Math.abs(decision.latencyMillis()) < 60_000, decision.line());
        site.await("the fallbacks to be counted", () -> fallbacks(site) > 0);
        long skewed = fallbacks(site);
        site.plc().clearFaults();
        site.plc().fault("no-timestamp:*:0").join();
        site.awaitGoodDecision(SharedSite.PIPELINE);
        site.await("missing timestamps to be counted", () -> fallbacks(site) > skewed);
    }

    private static long fallbacks(Site site) {
        return site.counter(Site.PLC, "timestamp.fallbacks");
    }

    private static List<Decision> good(Site site, long fromMicros, long untilMicros) {
        return site.received().decisions(SharedSite.PIPELINE).stream()
                .filter(d -> d.windowEndMicros() > fromMicros && d.windowEndMicros() < untilMicros)
                .filter(d -> d.quality().equals("GOOD"))
                .toList();
    }
}
