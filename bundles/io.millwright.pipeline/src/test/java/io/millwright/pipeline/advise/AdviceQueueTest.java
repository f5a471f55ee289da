package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which decisions are a reason to look for advice, and that there are never too many. */
class AdviceQueueTest {
    private static final String P = AdvisedModel.PIPELINE;

    private long now;
    private final AdviceQueue queue = new AdviceQueue(() -> now);

    private void enable(int every) {
        queue.configure(P, this, new AdviceSettings(true, 10_000, every));
    }

    private boolean offer(String asset, long sequence) {
        return queue.offer(AdvisedModel.decision(asset, sequence, Role.SERVING, Quality.GOOD), null);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void nothingIsLookedForUntilTheFormSaysSo() {
        assertFalse(offer("a", 1));
        queue.configure(P, this, AdviceSettings.OFF);
        assertFalse(offer("a", 2));
        assertFalse(queue.wanted());
        enable(0);
        assertTrue(queue.wanted());
        assertTrue(offer("a", 3));
    }

    @Test
    void whatIsBadOrUncertainIsAReasonAndWhatIsGoodIsNot() {
        enable(0);
        assertFalse(queue.offer(AdvisedModel.good(1), null));
        assertTrue(offer("a", 2));
        assertTrue(queue.offer(AdvisedModel.decision("b", 2, Role.SERVING, Quality.UNCERTAIN), null));
        assertTrue(queue.offer(AdvisedModel.decision("c", 2, Role.SERVING, Quality.BAD), null));
    }

    /** What is told of its last advice is counted until all is told. */
    @Test
    void aPipelineThatEndsWantsNothingMoreAndItsCountersStay() {
        enable(0);
        assertTrue(offer("a", 1));
        AdviceCounters counters = queue.counters(P);
        assertFalse(queue.end(P, "another"));
        assertTrue(queue.wants(P));
        assertTrue(queue.end(P, this));
        assertFalse(queue.wants(P));
        assertNull(queue.take());
        assertEquals(1, counters.dropped.get());
        assertSame(counters, queue.counters(P));
    }

    @Test
    void everySoManiethDecisionIsAReasonWhereTheFormSaysSo() {
        enable(5);
        assertFalse(queue.offer(AdvisedModel.good(4), null));
        assertTrue(queue.offer(AdvisedModel.good(5), null));
    }

    @Test
    void aShadowsDecisionIsNone() {
        enable(1);
        assertFalse(queue.offer(AdvisedModel.decision("a", 1, Role.SHADOW, Quality.GOOD), null));
    }

    @Test
    void anAssetIsSearchedForOncePerInterval() {
        enable(0);
        assertTrue(offer("a", 1));
        pass(9_999);
        assertFalse(offer("a", 2));
        assertTrue(offer("b", 2));
        pass(1);
        assertTrue(offer("a", 3));
    }

    @Test
    void theNewestDecisionOfAnAssetTakesThePlaceOfTheOneThatWaits() {
        enable(0);
        offer("a", 1);
        pass(10_000);
        offer("a", 2);
        assertEquals(2, queue.take().decision().sequence());
        assertNull(queue.take());
        assertEquals(1, queue.counters(P).dropped.get());
    }

    @Test
    void tooManyAssetsDropTheOldestAndCountIt() {
        enable(0);
        for (int i = 0; i < AdviceQueue.WAITING + 3; i++) {
            offer("asset-" + i, 1);
        }
        assertEquals("asset-3", queue.take().decision().asset());
        assertEquals(3, queue.counters(P).dropped.get());
        assertEquals(AdviceQueue.WAITING + 3, queue.counters(P).wanted.get());
    }

    @Test
    void whatWaitsForAPipelineThatEndsOrIsSwitchedOffIsDroppedAndCounted() {
        enable(0);
        offer("a", 1);
        AdviceCounters counters = queue.counters(P);
        queue.configure(P, this, AdviceSettings.OFF);
        assertNull(queue.take());
        assertEquals(1, counters.dropped.get());
        queue.forget(P, this);
        assertNull(queue.counters(P));
    }
}
