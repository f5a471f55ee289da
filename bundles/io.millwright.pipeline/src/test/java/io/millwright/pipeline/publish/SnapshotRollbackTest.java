package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hazard A16: a snapshot takes the publisher away and starts the pipeline anew; five decisions were lost, dropped said 0. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotRollbackTest {
    private static final int LOST = 5;

    private final Outboxes outboxes = new Outboxes(pid -> null);
    private final FakePublisher publisher = new FakePublisher();

    @Test
    void whatNoOutboxTookBeforeTheRollbackIsCountedInTheMessagesAfterIt() throws InterruptedException {
        OutboxPublishing before = new OutboxPublishing(outboxes, "p");
        before.use(publisher, "publisher-1");
        before.use(null, "");
        long unpublished = 0;
        for (int i = 1; i <= LOST; i++) {
            unpublished += before.offer(Decisions.routine("p", i)) ? 0 : 1;
        }
        before.ended(unpublished);

        OutboxPublishing after = new OutboxPublishing(outboxes, "p");
        after.use(publisher, "publisher-1");
        assertTrue(after.offer(Decisions.change("p", LOST + 1)));
        FakePublisher.Published message = publisher.published.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertNotNull(message);
        assertEquals((long) LOST, message.metric("dropped"));
        assertEquals((long) LOST, after.counters().get("outbox.lostBefore"));
        after.use(null, "");
        outboxes.close();
    }

    /** What waits when its publisher goes is neither lost nor doubled. */
    @Test
    void whatWaitedGoesToThePublisherThatComesBack() throws InterruptedException {
        OutboxPublishing before = new OutboxPublishing(outboxes, "p");
        publisher.behaviour = (id, message) -> {
            throw new org.eclipse.kura.KuraException(org.eclipse.kura.KuraErrorCode.NOT_CONNECTED, "gone");
        };
        before.use(publisher, "publisher-1");
        for (int i = 1; i <= LOST; i++) {
            assertTrue(before.offer(Decisions.change("p", i)));
        }
        before.use(null, "");
        before.ended(0);
        FakePublisher back = new FakePublisher();
        OutboxPublishing after = new OutboxPublishing(outboxes, "p");
        after.use(back, "publisher-1");
        assertTrue(after.offer(Decisions.change("p", LOST + 1)));
        Bound.await(() -> outboxes.counters("p").published() == LOST + 1, () -> outboxes.counters("p"));
        assertEquals(0, outboxes.counters("p").dropped());
        assertFalse(back.published.isEmpty());
        after.use(null, "");
        outboxes.close();
    }
}
