package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hazard A16: acquiring an outbox called the publisher under the lock of all of them. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublisherThatBlocksTest {
    private final Outboxes outboxes = new Outboxes(pid -> null);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch called = new CountDownLatch(1);

    private final FakePublisher blocking = new FakePublisher() {
        @Override
        public void registerCloudDeliveryListener(CloudDeliveryListener listener) {
            called.countDown();
            Bound.await(() -> goOn.getCount() == 0, () -> "the test to end");
            super.registerCloudDeliveryListener(listener);
        }
    };

    @Test
    void aPublisherThatBlocksHoldsUpNoOther() throws InterruptedException {
        Outbox held = outboxes.acquire(blocking, "blocking");
        assertTrue(called.await(Bound.SECONDS, TimeUnit.SECONDS));
        assertTrue(held.offer(Decisions.change("a", 1)), "taken, and kept until the publisher is there");
        FakePublisher healthy = new FakePublisher();
        outboxes.acquire(healthy, "healthy").offer(Decisions.change("b", 1));
        assertNotNull(healthy.published.poll(Bound.SECONDS, TimeUnit.SECONDS));
        goOn.countDown();
        assertNotNull(blocking.published.poll(Bound.SECONDS, TimeUnit.SECONDS));
        outboxes.close();
    }

    @Test
    void oneThatComesBackAfterItsOutboxWasClosedKeepsNoListener() throws InterruptedException {
        Outbox held = outboxes.acquire(blocking, "blocking");
        assertTrue(called.await(Bound.SECONDS, TimeUnit.SECONDS));
        held.beginClose();
        held.endClose(1);
        goOn.countDown();
        Bound.await(() -> blocking.unregistered.get() == 2, () -> "the second look");
        assertEquals(0, blocking.deliveryListeners.size());
        outboxes.close();
    }
}
