package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.ChangeReader;
import io.millwright.opcua.milo.ValueChanges;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;

/**
 * A monitored item per row, in as many subscriptions as the server needs for them, arrays and byte strings apart from the others.
 * The tags are vouched for up to the time up to which each of these vouches.
 */
final class DataSubscription implements Acquisition, ItemSubscription.Listener {
    private final OpenLink link;

    /** Written on the session's thread. */
    private volatile Settings settings;

    private final RowPlan plan;
    private final FanOut fanOut;
    private final Counters counters;
    private final SampleDecoder decoder;
    private final ItemFilters filters;
    private final Consumer<Renewal> renew;

    private final RowSubscriptions placed;

    /** Those of {@link #placed}; changed on the session's thread only. */
    private final List<ItemSubscription> subscriptions;

    /** Guarded by the delivery of {@link FanOut}, like the next one. */
    private boolean active = true;

    private final Pause pause;

    /** Hears every value; inside a delivery. */
    private final SilentItems silentItems;

    private final DeadItems dead;

    /** Of the items as they were created last; on the session's thread. */
    private String revised = "";

    /** Since when it goes on after a pause, while what the server kept meanwhile is not all there; ns, 0 if it is. */
    private volatile long resumingNanos;

    /** Reads notifications; inside a delivery. */
    private final ChangeReader reader;

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
        pause = new Pause(counters);
        this.decoder = new SampleDecoder(fanOut, counters, plan, settings.serverTime(), false);
        this.filters = new ItemFilters(plan, fanOut);
        placed = new RowSubscriptions(link, settings, plan, fanOut, filters, this);
        subscriptions = placed.all();
        this.renew = renew;
        silentItems = new SilentItems(link, plan.rows(), fanOut);
        dead = new DeadItems(link, settings, plan, placed, silentItems, counters);
        reader = new ChangeReader(link.client().getStaticEncodingContext());
    }

    @Override
    public long publishingMillis() {
        return subscriptions.stream()
                .mapToLong(ItemSubscription::publishingMillis)
                .max()
                .orElse(0);
    }

    @Override
    public String mode() {
        return subscriptions.size() > 1 ? subscriptions.size() + " subscriptions" : "subscription";
    }

    @Override
    public void start() throws UaException {
        placed.open();
        List<RowItem> items = new ArrayList<>();
        for (int row = 0; row < plan.rows().size(); row++) {
            if (plan.refusal(row) == 0) {
                placed.add(row, items);
            }
        }
        describe();
        create(items);
    }

    @Override
    public void interestChanged() {
        boolean changed = false;
        for (RowItem item : placed.items()) {
            changed |= filters.change(item);
        }
        if (changed) {
            subscriptions.forEach(ItemSubscription::modifyItems);
        }
    }

    @Override
    public boolean modify(Settings changed) {
        settings = changed;
        boolean modified = placed.modify(changed);
        noteRevised();
        return modified;
    }

    @Override
    public boolean resend() {
        if (pause.on() || !placed.lacking()) {
            return false;
        }
        resumingNanos = System.nanoTime();
        return placed.resend();
    }

    /** Before the items are made: their first values come on another thread at once. */
    private void describe() {
        learn();
        for (int row = 0; row < plan.rows().size(); row++) {
            fanOut.describe(row, plan.facts(row));
        }
    }

    private void learn() {
        fanOut.begin();
        decoder.learn();
        fanOut.endWithoutProgress();
    }

    /** Creates items that are in no subscription yet, and those that were refused. */
    private void create(List<RowItem> items) throws UaException {
        placed.create(items);
        while (filters.drop(placed.items())) {
            learn();
            placed.create(List.of());
        }
        deliverRefusals();
        noteRevised();
    }

    private void noteRevised() {
        revised = RevisedIntervals.text(settings.publishingMillis(), publishingMillis(), placed.held(), plan.rows());
    }

    @Override
    public String revised() {
        return revised;
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
        List<RowItem> more = placed.takeHomeless();
        List<Integer> known =
                new ArrayList<>(placed.items().stream().map(RowItem::row).toList());
        more.forEach(item -> known.add(item.row()));
        for (int row : plan.unresolvedRows()) {
            if (!known.contains(row)) {
                placed.add(row, more);
            }
        }
        create(more);
    }

    @Override
    public void retryGone(int[] statuses) throws UaException {
        makeAnew(dead.back(statuses));
    }

    private void makeAnew(List<RowItem> items) throws UaException {
        if (!items.isEmpty()) {
            create(placed.drop(items));
        }
    }

    @Override
    public void audit() throws UaException {
        if (pause.on() || resumingNanos != 0) {
            return;
        }
        List<RowItem> silent = new ArrayList<>();
        for (SilentItems.Silent one : dead.silent(publishingMillis())) {
            if (DeadItems.isGone(one.read())) {
                deliver(one);
            } else {
                silent.add(one.item());
            }
        }
        makeAnew(silent);
    }

    /** Its node is gone, which the server does not tell: once it is back {@link #retryGone} sees to it. */
    private void deliver(SilentItems.Silent gone) {
        int row = gone.item().row();
        fanOut.begin();
        try {
            if (active) {
                silentItems.heard(row, gone.read());
                fanOut.refuse(row, (int) gone.read().statusCode().value());
            }
        } finally {
            fanOut.endWithoutProgress();
        }
    }

    @Override
    public boolean stalled() {
        long limitNanos = StallLimit.nanos(settings, publishingMillis(), keepAliveMillis());
        long now = System.nanoTime();
        long resuming = resumingNanos;
        boolean silent = subscriptions.stream().anyMatch(one -> now - one.heardNanos() > limitNanos);
        return silent || resuming != 0 && now - resuming > limitNanos;
    }

    private long keepAliveMillis() {
        return subscriptions.stream()
                .mapToLong(ItemSubscription::keepAliveMillis)
                .max()
                .orElse(0);
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
        boolean can = active && subscriptions.stream().noneMatch(ItemSubscription::lacks) && pause.begin();
        fanOut.endWithoutProgress();
        return can;
    }

    @Override
    public boolean resume() {
        fanOut.begin();
        boolean goesOn = active && pause.lasts();
        if (goesOn) {
            resumingNanos = System.nanoTime();
            for (ItemSubscription subscription : subscriptions) {
                subscription.heard();
                subscription.resumes();
            }
            fanOut.resuming();
            for (Pause.Notification next = pause.next(); next != null; next = pause.next()) {
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
        subscriptions.forEach(ItemSubscription::remove);
    }

    @Override
    public void data(ItemSubscription from, ValueChanges changes) {
        Pause.Notification notification = new Pause.Notification(from, changes);
        counters.notificationsReceived.incrementAndGet();
        fanOut.begin();
        if (active && !pause.on()) {
            deliver(notification);
            return;
        }
        if (active) {
            pause.hold(notification);
        } else {
            counters.notificationsDiscarded.incrementAndGet();
        }
        fanOut.endWithoutProgress();
    }

    /** Delivers one notification; the delivery has begun and ends here. */
    private void deliver(Pause.Notification notification) {
        long publishMicros = notification.changes().publishMicros();
        String unreadable = null;
        boolean vouches = false;
        boolean read = false;
        try {
            fanOut.serverTime(publishMicros, notification.from().apart());
            read(notification);
            read = true;
            // Older changes follow: it vouches for nothing yet.
            ItemSubscription from = notification.from();
            vouches = !(notification.changes().more() && from.resuming()) && !from.lacks();
        } catch (UaSerializationException e) {
            unreadable = "a notification cannot be read: " + e.getMessage();
        } finally {
            (read ? counters.notificationsRead : counters.notificationsUnreadable).incrementAndGet();
            decoder.count();
            end(notification.from(), publishMicros, vouches);
        }
        if (unreadable != null) {
            lost(notification.from(), unreadable);
        } else if (plan.known().due()) {
            renew.accept(new Renewal(this, Renewal.SEMANTICS));
        }
    }

    private void read(Pause.Notification notification) {
        long publishMicros = notification.changes().publishMicros();
        HandleRows rowOf = notification.from().rows();
        reader.open(notification.changes());
        while (reader.next()) {
            int row = rowOf.row(reader.handle());
            if (row >= 0) {
                notification.from().hears(row);
                silentItems.heard(row, reader, decoder.asItComes(row, reader));
                decoder.deliver(row, reader, publishMicros);
            } else if (row == HandleRows.UNKNOWN) {
                counters.valuesReceived.incrementAndGet();
                counters.valuesUnwanted.incrementAndGet();
            }
        }
    }

    /** Ends the delivery of one subscription; the tags of the others are vouched for up to their own times. */
    private void end(ItemSubscription from, long micros, boolean vouches) {
        if (vouches) {
            from.vouches(micros);
        }
        long numbers = Long.MAX_VALUE;
        long apart = Long.MAX_VALUE;
        boolean resuming = false;
        for (int i = 0; i < subscriptions.size(); i++) {
            ItemSubscription one = subscriptions.get(i);
            if (one.apart()) {
                apart = Math.min(apart, one.vouchedMicros());
            } else {
                numbers = Math.min(numbers, one.vouchedMicros());
            }
            resuming |= one.resuming() || one.lacks();
        }
        if (!vouches || numbers == 0 || resuming) {
            fanOut.endWithoutProgress();
        } else {
            resumingNanos = 0;
            decoder.progress(numbers);
            fanOut.end(numbers, apart);
        }
    }

    @Override
    public void keepAlive(ItemSubscription from) {
        long micros = link.transport().keepAliveMicros(from.id());
        fanOut.begin();
        if (active && !pause.on()) {
            fanOut.serverTime(micros, from.apart());
            end(from, micros, !from.lacks());
        } else {
            fanOut.endWithoutProgress();
        }
    }

    @Override
    public void lost(ItemSubscription from, String how) {
        counters.droppedNotifications.incrementAndGet();
        fanOut.begin();
        from.lost();
        fanOut.endWithoutProgress();
        broken(how);
    }

    @Override
    public void silent() {
        renew.accept(new Renewal(this, "the server sent neither data nor keep-alive"));
    }

    @Override
    public void broken(String reason) {
        fanOut.begin();
        pause.breaks();
        fanOut.endWithoutProgress();
        renew.accept(new Renewal(this, reason));
    }
}
