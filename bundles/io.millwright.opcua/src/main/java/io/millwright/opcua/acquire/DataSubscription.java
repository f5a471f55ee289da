package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.Status;
import io.millwright.opcua.milo.ValueChanges;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.client.subscriptions.MonitoredItemServiceOperationResult;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DataChangeTrigger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DeadbandType;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * One subscription with a monitored item per row (OPC UA Part 4, 5.12 and 5.13).
 *
 * <p>Progress must advance while no tag changes. Keep-alives alone do not see to it: servers raise their interval, and some
 * send none at the shortest one. So one more item watches the server's clock, which changes in every publishing interval.
 */
final class DataSubscription implements Acquisition, OpcUaSubscription.SubscriptionListener {
    /** Row of the item that watches the server's clock. */
    private static final int HEARTBEAT = -1;

    /** The shortest that every server honours: Milo's sends none for 1. */
    private static final int KEEP_ALIVE_COUNT = 2;

    private static final long MIN_STALL_REQUESTS = 2;
    private static final long MIN_STALL_INTERVALS = 10;
    private static final double MIN_LIFETIME_MILLIS = 30_000;
    private static final double MIN_WATCHDOG_MILLIS = 5_000;
    private static final Set<Integer> FILTER =
            Set.of((int) StatusCodes.Bad_FilterNotAllowed, (int) StatusCodes.Bad_MonitoredItemFilterInvalid, (int)
                    StatusCodes.Bad_MonitoredItemFilterUnsupported);

    private final OpenLink link;
    private final Settings settings;
    private final RowPlan plan;
    private final FanOut fanOut;
    private final Counters counters;
    private final SampleDecoder decoder;
    private final Consumer<Renewal> renew;
    private final List<RowItem> items = new ArrayList<>();
    private OpcUaSubscription subscription;
    private UInteger subscriptionId;

    /** The server refused the trigger once. */
    private boolean withoutTrigger;

    private volatile long heardNanos = System.nanoTime();

    /** Guarded by the delivery of {@link FanOut}, like the next one. */
    private boolean active = true;

    private final Pause pause = new Pause();

    /** Since when it goes on after a pause, while what the server kept meanwhile is not all there; ns, 0 if it is. */
    private volatile long resumingNanos;

    /** Reads notifications; inside a delivery. */
    private final ChangeReader reader;

    /** The rows of the items, by handle; replaced before the server knows of another. */
    private volatile HandleRows rows = HandleRows.of(List.<RowItem>of(), RowItem::handle, item -> item.row);

    private static final class RowItem extends OpcUaMonitoredItem {
        private final int row;
        private boolean everyChange;

        RowItem(int row, NodeId nodeId) {
            super(new ReadValueId(nodeId, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE));
            this.row = row;
        }

        int handle() {
            return getClientHandle().orElseThrow().intValue();
        }
    }

    /**
     * Prepares a subscription.
     *
     * @param renew called on Milo's thread with the reason when this subscription must be replaced; must not block
     */
    DataSubscription(
            OpenLink link, Settings settings, RowPlan plan, FanOut fanOut, Counters counters, Consumer<Renewal> renew) {
        this.link = link;
        this.settings = settings;
        this.plan = plan;
        this.fanOut = fanOut;
        this.counters = counters;
        this.decoder = new SampleDecoder(fanOut, counters, plan.rows(), settings.serverTime());
        this.renew = renew;
        reader = new ChangeReader(link.client().getStaticEncodingContext());
    }

    @Override
    public long publishingMillis() {
        return subscription == null
                ? 0
                : subscription.getRevisedPublishingInterval().map(Math::round).orElse(0L);
    }

    @Override
    public String mode() {
        return "subscription";
    }

    @Override
    public void start() throws UaException {
        double interval = settings.publishingMillis();
        subscription = new OpcUaSubscription(link.client(), interval);
        subscription.setLifetimeAndKeepAliveCalculated(false);
        subscription.setMaxKeepAliveCount(uint(KEEP_ALIVE_COUNT));
        subscription.setLifetimeCount(
                uint((long) Math.max(10, Math.ceil(Math.max(MIN_LIFETIME_MILLIS, 10 * interval) / interval))));
        subscription.setPriority(ubyte(0));
        subscription.setWatchdogMultiplier(Math.max(
                3.0, (MIN_WATCHDOG_MILLIS + settings.requestTimeoutMillis()) / ((KEEP_ALIVE_COUNT + 1) * interval)));
        subscription.setSubscriptionListener(this);
        subscription.create();
        subscriptionId = subscription.getSubscriptionId().orElse(null);
        RowItem heartbeat = new RowItem(HEARTBEAT, NodeIds.Server_ServerStatus_CurrentTime);
        heartbeat.setSamplingInterval(interval);
        subscription.addMonitoredItem(heartbeat);
        link.transport().carry(subscriptionId, uint(heartbeat.handle()));
        for (int row = 0; row < plan.rows().size(); row++) {
            if (plan.refusal(row) == 0) {
                add(row);
            }
        }
        describe();
        create();
    }

    private void add(int row) {
        TagRow tag = plan.rows().get(row);
        NodeId nodeId = plan.nodeId(row, link);
        if (nodeId == null) {
            plan.unresolved(row);
            return;
        }
        RowItem item = new RowItem(row, nodeId);
        item.setSamplingInterval(tag.samplingMillis() < 0 ? settings.publishingMillis() : tag.samplingMillis());
        item.setQueueSize(uint(Math.max(1, tag.queue())));
        item.setDiscardOldest(true);
        filter(item, !withoutTrigger && fanOut.everyChange(row));
        items.add(item);
        subscription.addMonitoredItem(item);
    }

    /** Without deadband and trigger there is no filter: small servers know none. */
    private void filter(RowItem item, boolean everyChange) {
        TagRow tag = plan.rows().get(item.row);
        item.everyChange = everyChange;
        boolean band = tag.deadband() > 0;
        DeadbandType type =
                !band ? DeadbandType.None : tag.deadbandPercent() ? DeadbandType.Percent : DeadbandType.Absolute;
        item.setFilter(
                band || everyChange
                        ? new DataChangeFilter(
                                everyChange ? DataChangeTrigger.StatusValueTimestamp : DataChangeTrigger.StatusValue,
                                uint(type.getValue()),
                                tag.deadband())
                        : null);
    }

    /** A server that takes no trigger delivers what it has. */
    private boolean dropTriggers() {
        boolean dropped = false;
        for (RowItem item : items) {
            boolean refused = item.getCreateResult().filter(StatusCode::isBad).isPresent();
            if (item.everyChange && refused && FILTER.contains(plan.refusal(item.row))) {
                filter(item, false);
                dropped = true;
            }
        }
        withoutTrigger |= dropped;
        return dropped;
    }

    @Override
    public void interestChanged() {
        boolean changed = false;
        for (RowItem item : items) {
            boolean wanted = !withoutTrigger && fanOut.everyChange(item.row);
            if (wanted != item.everyChange) {
                filter(item, wanted);
                changed = true;
            }
        }
        if (changed) {
            // What the server refuses stays as it was.
            subscription.modifyMonitoredItems();
        }
    }

    /** Before the items are made: their first values come on another thread at once. */
    private void describe() {
        for (int row = 0; row < plan.rows().size(); row++) {
            fanOut.describe(row, plan.facts(row));
        }
    }

    private void create() {
        createWanted();
        if (dropTriggers()) {
            createWanted();
        }
        deliverRefusals();
    }

    private void createWanted() {
        rows = HandleRows.of(items, RowItem::handle, item -> item.row);
        for (MonitoredItemServiceOperationResult result : subscription.createMonitoredItems(this::wanted)) {
            RowItem item = (RowItem) result.monitoredItem();
            if (item.row == HEARTBEAT) {
                continue;
            }
            StatusCode status = result.serviceResult().isGood()
                    ? result.operationResult().orElse(StatusCode.BAD)
                    : result.serviceResult();
            if (status.isGood()) {
                plan.refused(item.row, 0);
                item.getRevisedSamplingInterval()
                        .ifPresent(millis -> fanOut.describe(item.row, plan.facts(item.row), (int) Math.round(millis)));
            } else {
                plan.refused(item.row, (int) status.value());
            }
        }
    }

    /** A row whose unit is contradicted by the server must not get an item, even if its node appears later. */
    private boolean wanted(OpcUaMonitoredItem item) {
        int row = ((RowItem) item).row;
        return row == HEARTBEAT || plan.refusal(row) != io.millwright.status.StatusCodes.BAD_CONFIGURATION_ERROR;
    }

    private void deliverRefusals() {
        fanOut.begin();
        try {
            if (active) {
                plan.deliverRefusals(fanOut);
            }
        } finally {
            fanOut.endWithoutProgress();
        }
    }

    @Override
    public void retryRefused() throws UaException {
        if (!plan.unresolvedRows().isEmpty()) {
            link.client().readNamespaceTable();
        }
        plan.retryFacts(link, settings.pid());
        describe();
        List<Integer> known = items.stream().map(item -> item.row).toList();
        for (int row : plan.unresolvedRows()) {
            if (!known.contains(row)) {
                add(row);
            }
        }
        create();
    }

    @Override
    public boolean stalled() {
        long limitMillis = Math.max(
                MIN_STALL_REQUESTS * settings.requestTimeoutMillis(),
                MIN_STALL_INTERVALS * Math.max(settings.publishingMillis(), publishingMillis()));
        long now = System.nanoTime();
        long resuming = resumingNanos;
        return now - heardNanos > limitMillis * 1_000_000 || resuming != 0 && now - resuming > limitMillis * 1_000_000;
    }

    @Override
    public boolean anyRefused() {
        return plan.anyRefused();
    }

    @Override
    public void silence() {
        fanOut.begin();
        active = false;
        pause.end();
        fanOut.endWithoutProgress();
    }

    @Override
    public boolean pause() {
        fanOut.begin();
        boolean can = active && pause.begin();
        fanOut.endWithoutProgress();
        return can;
    }

    @Override
    public boolean resume() {
        fanOut.begin();
        boolean goesOn = active && pause.lasts();
        if (goesOn) {
            heardNanos = System.nanoTime();
            resumingNanos = heardNanos;
            fanOut.resuming();
            for (ValueChanges next = pause.next(); next != null; next = pause.next()) {
                // What comes meanwhile is held behind the others.
                deliver(next);
                fanOut.begin();
            }
        }
        active = goesOn;
        pause.end();
        fanOut.endWithoutProgress();
        return goesOn;
    }

    @Override
    public void remove() {
        try {
            subscription.delete();
        } catch (UaException e) {
            // The server forgets it after its lifetime.
        } finally {
            subscription.reset();
            if (subscriptionId != null) {
                link.transport().forget(subscriptionId);
            }
        }
    }

    @Override
    public void onDataReceived(OpcUaSubscription from, List<OpcUaMonitoredItem> received, List<DataValue> values) {
        heardNanos = System.nanoTime();
        Optional<ValueChanges> notification = ValueChanges.in(values);
        if (notification.isEmpty()) {
            lost("a notification came without its values");
            return;
        }
        fanOut.begin();
        if (active && !pause.on()) {
            deliver(notification.get());
            return;
        }
        if (active) {
            pause.hold(notification.get());
        }
        fanOut.endWithoutProgress();
    }

    /** Delivers one notification; the delivery has begun and ends here. */
    private void deliver(ValueChanges notification) {
        long publishMicros = notification.publishMicros();
        String unreadable = null;
        boolean vouches = false;
        try {
            fanOut.serverTime(publishMicros);
            read(notification);
            // Older changes follow: it vouches for nothing yet.
            vouches = !(notification.more() && resumingNanos != 0);
        } catch (UaSerializationException e) {
            unreadable = "a notification cannot be read: " + e.getMessage();
        } finally {
            if (vouches) {
                resumingNanos = 0;
                fanOut.end(publishMicros);
            } else {
                fanOut.endWithoutProgress();
            }
        }
        if (unreadable != null) {
            lost(unreadable);
        }
    }

    private void read(ValueChanges notification) {
        long publishMicros = notification.publishMicros();
        HandleRows rowOf = rows;
        reader.open(notification);
        while (reader.next()) {
            int row = rowOf.row(reader.handle());
            if (row >= 0) {
                decoder.deliver(row, reader, publishMicros);
            }
        }
    }

    @Override
    public void onKeepAliveReceived(OpcUaSubscription from) {
        if (subscriptionId == null) {
            return;
        }
        heardNanos = System.nanoTime();
        long micros = link.transport().keepAliveMicros(subscriptionId);
        fanOut.begin();
        if (active && !pause.on()) {
            resumingNanos = 0;
            fanOut.serverTime(micros);
            fanOut.end(micros);
        } else {
            fanOut.endWithoutProgress();
        }
    }

    @Override
    public void onNotificationDataLost(OpcUaSubscription from) {
        lost("a notification was lost and could not be republished");
    }

    private void lost(String how) {
        counters.droppedNotifications.incrementAndGet();
        breakPause();
        renew.accept(new Renewal(this, how));
    }

    private void breakPause() {
        fanOut.begin();
        pause.breaks();
        fanOut.endWithoutProgress();
    }

    @Override
    public void onWatchdogTimerElapsed(OpcUaSubscription from) {
        renew.accept(new Renewal(this, "the server sent neither data nor keep-alive"));
    }

    @Override
    public void onStatusChanged(OpcUaSubscription from, StatusCode status) {
        breakPause();
        renew.accept(new Renewal(this, "the server ended the subscription: " + Status.text((int) status.value())));
    }

    @Override
    public void onTransferFailed(OpcUaSubscription from, StatusCode status) {
        breakPause();
        renew.accept(new Renewal(
                this, "the subscription did not survive the new session: " + Status.text((int) status.value())));
    }
}
