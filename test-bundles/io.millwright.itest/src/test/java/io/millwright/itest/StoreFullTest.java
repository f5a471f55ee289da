package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.Fault;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kura's store has a limit, and publish throws when it is reached. */
@ExtendWith(SharedSite.class)
class StoreFullTest {
    @Test
    void theNewestWaitTheRestIsCountedAndTheStateNamesTheRemedy(Site site) {
        long droppedBefore = site.counter(SharedSite.PIPELINE, "outbox.dropped");
        long first = site.awaitGoodDecision(SharedSite.PIPELINE).sequence() + 1;
        site.gateway().fault(Fault.STORE_FULL, true);
        Site.ComponentState state = site.awaitState(SharedSite.PIPELINE, "PUBLISHER_TROUBLE");
        assertTrue(state.text().contains("STORE_FULL") && state.text().contains("store.capacity"), state.text());
        long made = site.counter(SharedSite.PIPELINE, "decisions");
        site.await("ten more decisions", () -> site.counter(SharedSite.PIPELINE, "decisions") >= made + 10);
        site.gateway().fault(Fault.STORE_FULL, false);

        site.awaitGoodDecision(SharedSite.PIPELINE);
        site.awaitState(SharedSite.PIPELINE, "RUNNING");
        long last = site.received().sequences(SharedSite.PIPELINE).last();
        site.await("every decision to be delivered or counted", () -> {
            SortedSet<Long> arrived =
                    site.received().sequences(SharedSite.PIPELINE).subSet(first, last + 1);
            long dropped = site.counter(SharedSite.PIPELINE, "outbox.dropped") - droppedBefore;
            return arrived.size() + dropped == last - first + 1;
        });
    }
}
