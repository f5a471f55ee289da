package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.milo.Status;
import io.millwright.opcua.milo.ValueChanges;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.sdk.client.subscriptions.MonitoredItemServiceOperationResult;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription of the server with its monitored items (OPC UA Part 4, 5.12 and 5.13).
 *
 * <p>Progress must advance while no tag changes. Keep-alives alone do not see to it: servers raise their interval, and some
 * send none at the shortest one. So one more item watches the server's clock, which changes in every publishing interval.
 */
final class ItemSubscription implements OpcUaSubscription.SubscriptionListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    /** More in one call gains nothing, and a server of 5 ms per item answers in time. */
    private static final int ITEMS_PER_CALL = 1_000;

    /** What a subscription tells. On Milo's threads, one at a time for each subscription. */
    interface Listener {
        void data(ItemSubscription from, ValueChanges changes);

        void keepAlive(ItemSubscription from);

        /** A notification was lost for good, in that way. */
        void lost(ItemSubscription from, String how);

        /** Neither data nor keep-alives came for long. */
        void silent();

        /** The server gave it up. */
        void broken(String reason);
    }

    private final OpenLink link;
    private Settings settings;
    private final boolean apart;
    private final Listener listener;
    private final List<RowItem> items = new ArrayList<>();
    private volatile HandleRows rows = HandleRows.of(List.<RowItem>of(), RowItem::handle, RowItem::row);
    private OpcUaSubscription subscription;
    private UInteger id;
    private Runnable endCarrying = () -> {};
    private boolean full;

    private volatile long heardNanos = System.nanoTime();

    /** Up to when it vouches for its tags, µs since 1970 UTC, 0 for not yet; guarded by the delivery, like the next one. */
    private long vouchedMicros;

    /** Whether what the server kept during a pause is not all there yet. */
    private boolean resuming;

    /** Rows of which a value came since a notification was lost, null while none is; guarded as above, like the next one. */
    private BitSet heardSince;

    /** Rows of which a value is to come again; null before they were asked for. */
    private BitSet expected;

    /** @param apart whether it is for values that may be long, which are to hold up no others */
    ItemSubscription(OpenLink link, Settings settings, boolean apart, Listener listener) {
        this.link = link;
        this.apart = apart;
        this.settings = settings;
        this.listener = listener;
    }

    /** Creates it in the server, without items. Blocks for at most a request timeout. */
    void create() throws UaException {
        subscription = new OpcUaSubscription(link.client());
        PublishingPace.of(settings).set(subscription);
        subscription.setPriority(ubyte(0));
        subscription.setSubscriptionListener(this);
        subscription.create();
        id = subscription.getSubscriptionId().orElse(null);
        RowItem heartbeat = new RowItem(RowItem.HEARTBEAT, NodeIds.Server_ServerStatus_CurrentTime, null);
        heartbeat.setSamplingInterval(settings.publishingMillis());
        add(List.of(heartbeat));
        if (id != null) {
            endCarrying = link.transport().carry(id, uint(heartbeat.handle()));
        }
    }

    /**
     * Has the server publish at the interval of these settings, and take over what changed of its items (OPC UA Part 4, 5.14.3 and
     * 5.13.3). Blocks for at most a request timeout for each call.
     *
     * @param modified takes each item whose sampling the server changed
     * @return whether it does
     */
    boolean modify(Settings changed, Consumer<RowItem> modified) {
        settings = changed;
        try {
            PublishingPace.of(settings).modify(subscription);
        } catch (UaException e) {
            LOGGER.info("{}: the server modifies no subscription ({}).", settings.pid(), Waits.text(e));
            return false;
        }
        items.stream()
                .filter(item -> item.row() == RowItem.HEARTBEAT)
                .forEach(item -> item.setSamplingInterval(settings.publishingMillis()));
        boolean taken = true;
        for (MonitoredItemServiceOperationResult result : modifyItems()) {
            boolean good = status(result).isGood();
            taken &= good;
            if (good && ((RowItem) result.monitoredItem()).row() != RowItem.HEARTBEAT) {
                modified.accept((RowItem) result.monitoredItem());
            }
        }
        return taken;
    }

    /** Calls {@link ResendData} for it. */
    boolean askAgain() {
        return ResendData.call(link, settings, id);
    }

    void add(List<RowItem> more) {
        items.addAll(more);
        more.forEach(subscription::addMonitoredItem);
        findRows();
    }

    private void findRows() {
        rows = HandleRows.of(items, RowItem::handle, RowItem::row);
    }

    /** Returns the rows of its items by handle, those too that the server does not know yet. Any thread. */
    HandleRows rows() {
        return rows;
    }

    /** Returns how many items more it is known to take. */
    int room() {
        return full
                ? 0
                : link.learned().atMost(LearnedLimits.Kind.ITEMS_PER_SUBSCRIPTION, Integer.MAX_VALUE) - items.size();
    }

    /**
     * Creates what is wanted and not created yet, in calls that the server takes.
     *
     * @param verdict takes each answer of the server but that for the clock's item
     * @return the items that the server has no room for in this subscription; it holds them no longer
     * @throws UaException no answer came in time: what the server made of the call is unknown
     */
    List<RowItem> createItems(Predicate<RowItem> wanted, Consumer<MonitoredItemServiceOperationResult> verdict)
            throws UaException {
        List<RowItem> noRoom = new ArrayList<>();
        Set<OpcUaMonitoredItem> tried = Collections.newSetFromMap(new IdentityHashMap<>());
        List<MonitoredItemServiceOperationResult> results;
        do {
            int size = itemsPerCall();
            subscription.setMaxMonitoredItemsPerCall(uint(size));
            int[] room = {size};
            results = subscription.createMonitoredItems(item -> !tried.contains(item)
                    && (((RowItem) item).row() == RowItem.HEARTBEAT || wanted.test((RowItem) item))
                    && room[0]-- > 0);
            if (!tooLarge(results)) {
                for (MonitoredItemServiceOperationResult result : results) {
                    RowItem item = (RowItem) result.monitoredItem();
                    tried.add(item);
                    if (item.row() == RowItem.HEARTBEAT) {
                        // Refused it is asked for again with the next items; keep-alives vouch meanwhile.
                        continue;
                    }
                    if (status(result).value() == StatusCodes.Bad_TooManyMonitoredItems) {
                        noRoom.add(item);
                    } else {
                        verdict.accept(result);
                    }
                }
            }
        } while (!results.isEmpty());
        if (!noRoom.isEmpty()) {
            full(noRoom);
        }
        return noRoom;
    }

    private int itemsPerCall() {
        return link.learned()
                .atMost(
                        LearnedLimits.Kind.ITEMS_PER_CALL,
                        link.limit(OperationLimits::maxMonitoredItemsPerCall, ITEMS_PER_CALL));
    }

    private boolean tooLarge(List<MonitoredItemServiceOperationResult> results) throws UaException {
        if (results.isEmpty() || results.get(0).serviceResult().isGood()) {
            return false;
        }
        StatusCode service = results.get(0).serviceResult();
        boolean timeout = service.value() == StatusCodes.Bad_Timeout;
        if (results.size() > 1 && (timeout || TooMuch.is(service.value()))) {
            link.learned().tooMany(LearnedLimits.Kind.ITEMS_PER_CALL, results.size());
            if (!timeout) {
                return true;
            }
        }
        if (timeout) {
            throw new UaException(service);
        }
        return false;
    }

    static StatusCode status(MonitoredItemServiceOperationResult result) {
        return result.serviceResult().isGood()
                ? result.operationResult().orElse(StatusCode.BAD)
                : result.serviceResult();
    }

    private void full(List<RowItem> noRoom) {
        full = true;
        items.removeAll(noRoom);
        findRows();
        noRoom.forEach(subscription::removeMonitoredItem);
        subscription.deleteMonitoredItems();
        if (items.size() > 1) {
            link.learned().holds(LearnedLimits.Kind.ITEMS_PER_SUBSCRIPTION, items.size());
        }
    }

    /** Forgets those of these items that it has, here and in the server. */
    void drop(List<RowItem> some) {
        List<RowItem> held = some.stream().filter(items::contains).toList();
        if (!held.isEmpty()) {
            items.removeAll(held);
            findRows();
            held.forEach(subscription::removeMonitoredItem);
            subscription.deleteMonitoredItems();
            // Of how many it holds in all the learned limit tells.
            full = false;
        }
    }

    /** Has the server take over what changed of its items, and returns its answers; what it refuses stays as it was. */
    List<MonitoredItemServiceOperationResult> modifyItems() {
        return subscription.modifyMonitoredItems();
    }

    /** Returns its items, with the one that watches the server's clock. */
    List<RowItem> items() {
        return items;
    }

    /** Returns the publishing interval as the server revised it, ms. */
    long publishingMillis() {
        return subscription.getRevisedPublishingInterval().map(Math::round).orElse(0L);
    }

    /** Returns after how many ms without a change the server sends a sign of life, as it revised that. */
    long keepAliveMillis() {
        return subscription
                        .getRevisedMaxKeepAliveCount()
                        .map(UInteger::longValue)
                        .orElse(0L)
                * publishingMillis();
    }

    /** Returns when the server was heard last, by System.nanoTime. Any thread. */
    long heardNanos() {
        return heardNanos;
    }

    /** It counts as heard now. Any thread. */
    void heard() {
        heardNanos = System.nanoTime();
    }

    /** Returns up to when it vouches for its tags, inside a delivery. */
    long vouchedMicros() {
        return vouchedMicros;
    }

    /** It vouches for its tags up to then, inside a delivery. */
    void vouches(long micros) {
        vouchedMicros = micros;
        resuming = false;
        heardSince = null;
        expected = null;
    }

    /** A notification was lost, inside a delivery. */
    void lost() {
        heardSince = new BitSet();
        expected = null;
    }

    /** A value of that row came, inside a delivery. Of what comes after a loss each is as new as what was lost, or newer. */
    void hears(int row) {
        if (heardSince != null) {
            heardSince.set(row);
        }
    }

    /** The server sends a value of each of these rows again, inside a delivery. */
    void comesAgain(BitSet ofRows) {
        if (heardSince != null) {
            expected = ofRows;
        }
    }

    /** Whether something that was lost has not come again, inside a delivery. */
    boolean lacks() {
        if (heardSince == null || expected == null) {
            return heardSince != null;
        }
        BitSet missing = (BitSet) expected.clone();
        missing.andNot(heardSince);
        return !missing.isEmpty();
    }

    /** What the server kept comes now, inside a delivery. */
    void resumes() {
        resuming = true;
    }

    /** Whether what the server kept is not all there yet, inside a delivery. */
    boolean resuming() {
        return resuming;
    }

    /** Whether it is for values that may be long. */
    boolean apart() {
        return apart;
    }

    UInteger id() {
        return id;
    }

    /** Lets the server forget it. Blocks for at most a request timeout; failures do not matter. */
    void remove() {
        try {
            subscription.delete();
        } catch (UaException e) {
            // The server forgets it after its lifetime.
        } finally {
            subscription.reset();
            endCarrying.run();
        }
    }

    @Override
    public void onDataReceived(OpcUaSubscription from, List<OpcUaMonitoredItem> received, List<DataValue> values) {
        heard();
        Optional<ValueChanges> changes = ValueChanges.in(values);
        if (changes.isPresent()) {
            listener.data(this, changes.get());
        } else {
            listener.lost(this, "a notification came without its values");
        }
    }

    @Override
    public void onKeepAliveReceived(OpcUaSubscription from) {
        if (id != null) {
            heard();
            listener.keepAlive(this);
        }
    }

    @Override
    public void onNotificationDataLost(OpcUaSubscription from) {
        listener.lost(this, "a notification was lost and could not be republished");
    }

    @Override
    public void onWatchdogTimerElapsed(OpcUaSubscription from) {
        listener.silent();
    }

    @Override
    public void onStatusChanged(OpcUaSubscription from, StatusCode status) {
        listener.broken("the server ended the subscription: " + Status.text((int) status.value()));
    }

    @Override
    public void onTransferFailed(OpcUaSubscription from, StatusCode status) {
        listener.broken("the subscription did not survive the new session: " + Status.text((int) status.value()));
    }
}
