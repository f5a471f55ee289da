package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts what brings the values: a subscription, or polling where it is wished or the server offers nothing else. */
public final class Acquisitions {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private Acquisitions() {}

    /** Blocks for at most some request timeouts. */
    public static Acquisition start(
            OpenLink link,
            Settings settings,
            RowPlan plan,
            FanOut fanOut,
            Counters counters,
            ScheduledExecutorService timer,
            Consumer<Renewal> renew)
            throws UaException {
        // Before the first value: a tag in another unit than the table states must not deliver one.
        plan.readFacts(link, settings.pid());
        if (!settings.polling()) {
            DataSubscription subscription = new DataSubscription(link, settings, plan, fanOut, counters, renew);
            try {
                subscription.start();
                return subscription;
            } catch (UaException e) {
                subscription.silence();
                if (!Unsupported.is(e)) {
                    throw e;
                }
                LOGGER.info("{}: the server offers no subscriptions ({}); polling.", settings.pid(), Waits.text(e));
            }
        }
        Polling polling = new Polling(link, settings, plan, fanOut, counters, timer, renew);
        polling.start();
        return polling;
    }

    /**
     * Asks again for items that may have been refused only because old ones still counted.
     *
     * @param acquisition null for none
     * @param pid of the connection, for the log
     */
    public static void retryIfRefused(Acquisition acquisition, String pid) {
        try {
            if (acquisition != null && acquisition.anyRefused()) {
                acquisition.retryRefused();
            }
        } catch (UaException e) {
            LOGGER.debug("{}: still refused", pid, e);
        }
    }
}
