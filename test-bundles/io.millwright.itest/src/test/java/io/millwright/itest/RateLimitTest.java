package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.Fault;
import io.millwright.gateway.receiver.Decision;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway as shipped sends one message per second, and stops for good where messages follow each other too fast. */
@ExtendWith(SharedSite.class)
class RateLimitTest {
    private static final long WATCHED_DECISIONS = 75;

    private Site used;

    @AfterEach
    void unlimited() {
        used.gateway().update(Site.DATA_SERVICE, Map.of("enable.rate.limit", false));
    }

    @Test
    void fiveDecisionsPerSecondFitIntoOneMessagePerSecond(Site site) {
        used = site;
        site.gateway().update(Site.DATA_SERVICE, Map.of("enable.rate.limit", true));
        long first = site.awaitGoodDecision(SharedSite.PIPELINE).sequence() + 1;
        long last = first + WATCHED_DECISIONS;
        site.await(
                "the decisions",
                () -> site.received().sequences(SharedSite.PIPELINE).last() >= last);
        assertEquals(
                WATCHED_DECISIONS + 1,
                site.received()
                        .sequences(SharedSite.PIPELINE)
                        .subSet(first, last + 1)
                        .size(),
                "none is missing");
        Map<String, Long> cloud = site.gateway().cloudCounters();
        assertTrue(cloud.get("waiting") <= 4, () -> "no backlog grows in Kura's store: " + cloud);
        List<Decision> decisions = site.received().decisions(SharedSite.PIPELINE);
        Decision newest = decisions.get(decisions.size() - 1);
        assertTrue(newest.latencyMillis() < 30_000, newest.line());
    }

    /** Stock Kura loses an in-flight slot where a confirmation overtakes the bookkeeping: nine of them, and it is silent. */
    @Test
    void thePublisherNeverRunsOutOfSlots(Site site) {
        used = site;
        site.gateway().fault(Fault.IN_FLIGHT_LEAK, true);
        long first = site.awaitGoodDecision(SharedSite.PIPELINE).sequence() + 1;
        long last = first + WATCHED_DECISIONS;
        site.await("the decisions", () -> {
            SortedSet<Long> arrived = site.received().sequences(SharedSite.PIPELINE);
            return !arrived.isEmpty() && arrived.last() >= last;
        });
        Map<String, Long> cloud = site.gateway().cloudCounters();
        assertTrue(cloud.get("inFlight") < 9, () -> "slots are left: " + cloud);
    }
}
