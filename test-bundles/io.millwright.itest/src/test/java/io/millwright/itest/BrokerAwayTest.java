package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The network to the cloud fails every day: every decision is delivered afterwards, or counted as lost. */
@ExtendWith(SharedSite.class)
class BrokerAwayTest {
    private static final long DECISIONS_MEANWHILE = 75;

    @Test
    void everyDecisionIsDeliveredOrCounted(Site site) {
        long droppedBefore = dropped(site);
        long first = site.awaitGoodDecision(SharedSite.PIPELINE).sequence() + 1;
        long refusedBefore = site.gateway().cloudCounters().get("refused");
        site.cable().pull();
        site.await("the gateway to notice", () -> site.gateway().cloudCounters().get("connected") == 0);
        Site.ComponentState state = site.awaitState(SharedSite.PIPELINE, "PUBLISHER_TROUBLE");
        assertTrue(state.text().contains("PUBLISHER_NOT_CONFIRMING"), state.text());
        long madeBefore = site.counter(SharedSite.PIPELINE, "decisions");
        site.await(
                "decisions without a broker",
                () -> site.counter(SharedSite.PIPELINE, "decisions") >= madeBefore + DECISIONS_MEANWHILE);
        site.cable().plug();

        site.awaitGoodDecision(SharedSite.PIPELINE);
        site.awaitState(SharedSite.PIPELINE, "RUNNING");
        long last = site.received().sequences(SharedSite.PIPELINE).last();
        assertTrue(last - first >= DECISIONS_MEANWHILE, "decisions were made meanwhile: " + first + " to " + last);
        site.await("every decision to be delivered or counted", () -> {
            SortedSet<Long> arrived =
                    site.received().sequences(SharedSite.PIPELINE).subSet(first, last + 1);
            return arrived.size() + dropped(site) - droppedBefore == last - first + 1;
        });
        assertEquals(refusedBefore, site.gateway().cloudCounters().get("refused"));
    }

    private static long dropped(Site site) {
        return site.counter(SharedSite.PIPELINE, "outbox.dropped");
    }
}
