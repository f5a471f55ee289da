package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.settings.Settings;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/**
 * How often a subscription publishes, how long it lives without a publish request, and after how long without a sign of life it is given
 * up (OPC UA Part 4, 5.14.2 and 5.14.3).
 */
record PublishingPace(double intervalMillis, double requestTimeoutMillis) {
    /** The shortest that every server honours: Milo's sends none for 1. */
    private static final int KEEP_ALIVE_COUNT = 2;

    private static final double MIN_LIFETIME_MILLIS = 30_000;
    private static final double MIN_WATCHDOG_MILLIS = 5_000;

    static PublishingPace of(Settings settings) {
        return new PublishingPace(settings.publishingMillis(), settings.requestTimeoutMillis());
    }

    /** Sets what a subscription is to be created with. */
    void set(OpcUaSubscription subscription) {
        subscription.setLifetimeAndKeepAliveCalculated(false);
        subscription.setPublishingInterval(intervalMillis);
        subscription.setMaxKeepAliveCount(uint(KEEP_ALIVE_COUNT));
        subscription.setLifetimeCount(lifetimeCount());
        watch(subscription, intervalMillis);
    }

    /** Has the server take it over. Blocks for at most a request timeout. */
    void modify(OpcUaSubscription subscription) throws UaException {
        set(subscription);
        // Milo waits once more by the interval that was.
        watch(subscription, subscription.getRevisedPublishingInterval().orElse(intervalMillis));
        subscription.modify();
        watch(subscription, intervalMillis);
    }

    private UInteger lifetimeCount() {
        double lifetime = Math.max(MIN_LIFETIME_MILLIS, 10 * intervalMillis);
        return uint((long) Math.max(10, Math.ceil(lifetime / intervalMillis)));
    }

    /** Milo multiplies an interval more than that of the keep-alives. */
    private void watch(OpcUaSubscription subscription, double ofMillis) {
        double silent =
                Math.max(3 * (KEEP_ALIVE_COUNT + 1) * intervalMillis, MIN_WATCHDOG_MILLIS + requestTimeoutMillis);
        subscription.setWatchdogMultiplier(silent / ((KEEP_ALIVE_COUNT + 1) * Math.max(1, ofMillis)));
    }
}
