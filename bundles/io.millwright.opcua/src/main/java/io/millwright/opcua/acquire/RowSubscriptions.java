package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.table.TagRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.subscriptions.MonitoredItemServiceOperationResult;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/**
 * The subscriptions in which the rows' items are: as many as the server needs for them, arrays and byte strings apart from the others. On
 * the session's thread, but for {@link #all}.
 */
final class RowSubscriptions {
    private final OpenLink link;
    private Settings settings;
    private final RowPlan plan;
    private final FanOut fanOut;
    private final ItemFilters filters;
    private final ItemSubscription.Listener listener;
    private final List<ItemSubscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Those for which the server has no room in any subscription. */
    private List<RowItem> homeless = new ArrayList<>();

    /** The server refused a second subscription. */
    private boolean onlyOne;

    RowSubscriptions(
            OpenLink link,
            Settings settings,
            RowPlan plan,
            FanOut fanOut,
            ItemFilters filters,
            ItemSubscription.Listener listener) {
        this.link = link;
        this.settings = settings;
        this.plan = plan;
        this.fanOut = fanOut;
        this.filters = filters;
        this.listener = listener;
    }

    /** Opens the first one. Blocks for at most a request timeout. */
    void open() throws UaException {
        open(false);
    }

    /** Returns them. Any thread. */
    List<ItemSubscription> all() {
        return subscriptions;
    }

    /** Returns those items for which there was no room so far, once. */
    List<RowItem> takeHomeless() {
        List<RowItem> taken = homeless;
        homeless = new ArrayList<>();
        return taken;
    }

    private ItemSubscription open(boolean apart) throws UaException {
        ItemSubscription next = new ItemSubscription(link, settings, apart, listener);
        next.create();
        subscriptions.add(next);
        return next;
    }

    /** Makes the item of a row, unless its NodeId cannot be resolved. */
    void add(int row, List<RowItem> to) {
        TagRow tag = plan.rows().get(row);
        NodeId nodeId = plan.nodeId(row, link);
        if (nodeId == null) {
            plan.unresolved(row);
            return;
        }
        RowItem item = new RowItem(row, nodeId, tag.indexRange().requested());
        item.setSamplingInterval(samplingMillis(tag));
        item.setQueueSize(uint(Math.max(1, tag.queue())));
        item.setDiscardOldest(true);
        filters.set(item);
        to.add(item);
    }

    private double samplingMillis(TagRow tag) {
        return tag.samplingMillis() < 0 ? settings.publishingMillis() : tag.samplingMillis();
    }

    /**
     * Has them publish at the interval of these settings, and items without one of their own be sampled at it. Blocks for at most
     * a request timeout for each call.
     *
     * @return whether the server does so everywhere
     */
    boolean modify(Settings changed) {
        settings = changed;
        boolean taken = true;
        for (ItemSubscription subscription : subscriptions) {
            for (RowItem item : subscription.items()) {
                if (item.row() != RowItem.HEARTBEAT
                        && plan.rows().get(item.row()).samplingMillis() < 0) {
                    item.setSamplingInterval(changed.publishingMillis());
                }
            }
            taken = taken && subscription.modify(changed, this::sampled);
        }
        return taken;
    }

    /** Returns whether one of them lacks a notification that was lost. */
    boolean lacking() {
        fanOut.begin();
        try {
            return subscriptions.stream().anyMatch(ItemSubscription::lacks);
        } finally {
            fanOut.endWithoutProgress();
        }
    }

    /**
     * Has the server send the current values again of those that lack a notification. Blocks for at most a request timeout for each.
     *
     * @return whether it does so
     */
    boolean resend() {
        for (ItemSubscription subscription : subscriptions) {
            fanOut.begin();
            boolean lacks = subscription.lacks();
            fanOut.endWithoutProgress();
            if (lacks) {
                if (!subscription.askAgain()) {
                    return false;
                }
                BitSet rows = new BitSet();
                subscription.items().stream()
                        .filter(item -> item.row() != RowItem.HEARTBEAT && plan.refusal(item.row()) == 0)
                        .forEach(item -> rows.set(item.row()));
                fanOut.begin();
                subscription.comesAgain(rows);
                fanOut.endWithoutProgress();
            }
        }
        return true;
    }

    /** Returns the items of rows that are in some subscription. */
    List<RowItem> items() {
        return ofRows().toList();
    }

    private Stream<RowItem> ofRows() {
        return subscriptions.stream()
                .flatMap(subscription -> subscription.items().stream())
                .filter(item -> item.row() != RowItem.HEARTBEAT);
    }

    /** Returns those of them that the server did not refuse. */
    List<RowItem> held() {
        return ofRows().filter(item -> plan.refusal(item.row()) == 0).toList();
    }

    /** Creates items that are in no subscription yet, and those that were refused. */
    void create(List<RowItem> items) throws UaException {
        List<RowItem> moved = new ArrayList<>(items);
        for (ItemSubscription subscription : subscriptions) {
            moved.addAll(anew(subscription.createItems(this::wanted, this::verdict)));
        }
        place(moved);
    }

    /** Forgets these items, here and in the server, and returns others of their rows, to be created. */
    List<RowItem> drop(List<RowItem> items) {
        subscriptions.forEach(subscription -> subscription.drop(items));
        return anew(items);
    }

    /** An item that has been in one subscription is none of another: Milo gives it its handle once. */
    private List<RowItem> anew(List<RowItem> items) {
        List<RowItem> anew = new ArrayList<>();
        items.forEach(item -> add(item.row(), anew));
        return anew;
    }

    /** Values that may be long have subscriptions of their own, so that no other value waits for them. */
    private void place(List<RowItem> items) throws UaException {
        if (items.isEmpty()) {
            return;
        }
        boolean[] bulky = plan.bulky();
        Map<Boolean, List<RowItem>> byLength =
                items.stream().collect(Collectors.partitioningBy(item -> bulky[item.row()]));
        place(byLength.get(false), false);
        if (!byLength.get(true).isEmpty()) {
            boolean apart = opensApart();
            fanOut.apart(apart ? apart(bulky) : new boolean[bulky.length]);
            place(byLength.get(true), apart);
        }
    }

    /** Returns by row whether its values come apart; an item stays where it is, whatever the server says of its variable later. */
    private boolean[] apart(boolean[] bulky) {
        for (ItemSubscription subscription : subscriptions) {
            for (RowItem item : subscription.items()) {
                if (item.row() != RowItem.HEARTBEAT) {
                    bulky[item.row()] = subscription.apart();
                }
            }
        }
        return bulky;
    }

    /** Returns whether there is a subscription for long values; a server that grants none gets them with the others. */
    private boolean opensApart() throws UaException {
        if (!onlyOne && subscriptions.stream().noneMatch(ItemSubscription::apart)) {
            try {
                open(true);
            } catch (UaException e) {
                if (TooMuch.isTimeout(e)) {
                    throw e;
                }
                onlyOne = true;
            }
        }
        return subscriptions.stream().anyMatch(ItemSubscription::apart);
    }

    /** Finds a subscription for each item, a new one where all are full. */
    private void place(List<RowItem> items, boolean apart) throws UaException {
        List<RowItem> rest = items;
        while (!rest.isEmpty()) {
            ItemSubscription roomy = subscriptions.stream()
                    .filter(subscription -> subscription.apart() == apart && subscription.room() > 0)
                    .findFirst()
                    .orElse(null);
            boolean another = roomy == null;
            ItemSubscription to = another ? another(rest, apart) : roomy;
            if (to == null) {
                return;
            }
            List<RowItem> some = rest.subList(0, Math.max(1, Math.min(rest.size(), to.room())));
            to.add(some);
            List<RowItem> left = anew(to.createItems(this::wanted, this::verdict));
            boolean takesNone = another && left.size() == some.size();
            left.addAll(rest.subList(some.size(), rest.size()));
            rest = left;
            if (takesNone) {
                subscriptions.remove(to);
                to.remove();
                refuse(rest, (int) StatusCodes.Bad_TooManyMonitoredItems);
                return;
            }
        }
    }

    /** Returns one more subscription, or null where the server refuses it and with it these items. */
    private ItemSubscription another(List<RowItem> items, boolean apart) throws UaException {
        try {
            return open(apart);
        } catch (UaException e) {
            if (TooMuch.isTimeout(e)) {
                throw e;
            }
            refuse(items, (int) e.getStatusCode().value());
            return null;
        }
    }

    private void refuse(List<RowItem> items, int status) {
        items.forEach(item -> plan.refused(item.row(), status));
        homeless.addAll(items);
    }

    private void verdict(MonitoredItemServiceOperationResult result) {
        RowItem item = (RowItem) result.monitoredItem();
        StatusCode status = ItemSubscription.status(result);
        if (status.isGood()) {
            plan.refused(item.row(), 0);
            sampled(item);
        } else {
            plan.refused(item.row(), (int) status.value());
        }
    }

    private void sampled(RowItem item) {
        item.getRevisedSamplingInterval()
                .ifPresent(millis -> fanOut.describe(item.row(), plan.facts(item.row()), (int) Math.round(millis)));
    }

    /** A row whose unit is contradicted by the server must not get an item, even if its node appears later. */
    private boolean wanted(RowItem item) {
        return plan.refusal(item.row()) != io.millwright.status.StatusCodes.BAD_CONFIGURATION_ERROR;
    }
}
