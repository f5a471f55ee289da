package io.millwright.pipeline.publish;

import java.util.function.LongSupplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one cloud publisher, which may block, and since when one runs. All but {@link #blocked} and {@link #unlisten} are
 * for the outbox's thread.
 */
final class PublisherCalls {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long IDLE = -1;

    private final CloudPublisher publisher;
    private final String publisherPid;
    private final CloudDeliveryListener confirmations;
    private final LongSupplier now;

    /** Since when a call runs, or {@link #IDLE}. */
    private volatile long sinceNanos = IDLE;

    /**
     * Creates the calls of a publisher; calls nothing.
     *
     * @param confirmations hears what the publisher confirms
     * @param now the time in ns, never negative
     */
    PublisherCalls(
            CloudPublisher publisher, String publisherPid, CloudDeliveryListener confirmations, LongSupplier now) {
        this.publisher = publisher;
        this.publisherPid = publisherPid;
        this.confirmations = confirmations;
        this.now = now;
    }

    /** Asks for confirmations. */
    void listen() {
        sinceNanos = now.getAsLong();
        try {
            publisher.registerCloudDeliveryListener(confirmations);
        } catch (Throwable e) {
            LOG.error(
                    "The cloud publisher {} takes no delivery listener; nothing will count as confirmed",
                    publisherPid,
                    e);
        } finally {
            sinceNanos = IDLE;
        }
    }

    /** Asks for no more confirmations. Any thread. */
    void unlisten() {
        try {
            publisher.unregisterCloudDeliveryListener(confirmations);
        } catch (RuntimeException e) {
            LOG.debug("The cloud publisher {} is already gone", publisherPid, e);
        }
    }

    /** Publishes a message; returns the publisher's id for it. */
    String publish(KuraMessage message) throws KuraException {
        sinceNanos = now.getAsLong();
        try {
            return publisher.publish(message);
        } finally {
            sinceNanos = IDLE;
        }
    }

    /** Returns the state of an outbox whose publisher does not return, or null. Any thread. */
    OutboxState blocked() {
        long since = sinceNanos;
        if (since == IDLE || now.getAsLong() - since < OutboxLimits.BLOCKED_NANOS) {
            return null;
        }
        return new OutboxState(
                OutboxState.Code.PUBLISHER_BLOCKED,
                "The cloud publisher " + publisherPid + " has not returned from publish for "
                        + OutboxLimits.BLOCKED_NANOS / OutboxLimits.NANOS_PER_SECOND
                        + " s. The newest decisions wait here, older ones are dropped and counted.",
                "Check the database of the data service (store.db.service.pid)");
    }
}
