package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.change;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.pipeline.publish.confirm.Ledger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a closing outbox still publishes. Times are bounds, never expectations. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxFlushTest {
    private final FakePublisher publisher = new FakePublisher();

    @Test
    void aPublisherThatReturnsAfterTheTimeToFlushGetsNothingMore() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        publisher.behaviour = (id, message) -> {
            blocked.countDown();
            assertTrue(quietly(open));
            publisher.confirm(id);
        };
        AtomicLong nanos = new AtomicLong();
        Ledger ledger = new Ledger();
        Outbox outbox = new Outbox(publisher, "publisher-1", ledger, new Leftovers(ledger), pid -> null, nanos::get);
        outbox.start();
        outbox.offer(change("a", 1));
        assertTrue(blocked.await(Bound.SECONDS, TimeUnit.SECONDS));
        outbox.offer(change("b", 1));
        outbox.beginClose();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        open.countDown();
        outbox.endClose(Bound.MILLIS);
        assertEquals("a", publisher.published.remove().metric("pipeline"));
        assertTrue(publisher.published.isEmpty());
        assertEquals(1, ledger.counters("b").pending(), "kept for the next outbox");
    }

    private static boolean quietly(CountDownLatch latch) {
        try {
            return latch.await(Bound.SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
