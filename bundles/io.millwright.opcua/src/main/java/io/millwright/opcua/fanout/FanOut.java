package io.millwright.opcua.fanout;

import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.Delivered;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.Tag.Kind;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSubscription;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows the last value of every tag and hands samples to the subscribers. Between {@link #begin()} and {@link #end(long)}
 * a thread delivers alone; per sample there is no look-up, only the ranges of {@code routes}.
 */
public final class FanOut {
    private final String name;
    private final AtomicLong failedListeners;
    private final Delivered delivered;

    /** Guarded by the delivery: what is not told yet. */
    private long samples;

    private long made;
    private final Executor source;

    /** Held by whoever delivers; guards everything below but the volatile snapshot. */
    private final ReentrantLock delivery = new ReentrantLock();

    private final Subscribers subscribers = new Subscribers();

    private Rows rows = Rows.NONE;

    /** Those of {@link #rows}. */
    private TagValues values = rows.values();

    private Routes routes = Routes.NONE;
    private boolean connected;
    /** The connection was lost, is back, and the changes of meanwhile are coming. */
    private boolean resuming;

    private final VouchedTime time = new VouchedTime();

    private final KnownTags known = new KnownTags();

    /** Makes a fan-out without rows; first values are replayed on {@code source}. */
    public FanOut(String name, Counters counters, Executor source) {
        this(name, counters.failedListeners, counters.delivered, source);
    }

    /** Makes a fan-out without rows; first values are replayed on {@code source}, and what is delivered and listeners that throw are counted. */
    public FanOut(String name, AtomicLong failedListeners, Delivered delivered, Executor source) {
        this.delivered = delivered;
        this.name = name;
        this.failedListeners = failedListeners;
        this.source = source;
    }

    /** Sets what is called, inside a delivery and so briefly, when the rows change of which every change is wanted. */
    public void onInterest(Runnable changed) {
        subscribers.onInterest(changed);
    }

    /** Any thread; returns whether samples of a row that repeat a value with a new source time are wanted. */
    public boolean everyChange(int row) {
        return subscribers.everyChange(row);
    }

    private void route() {
        routes = subscribers.route(rows);
    }

    String name() {
        return name;
    }

    /** Any thread; returns the tags as they are known now. */
    public List<Tag> tags() {
        return known.all();
    }

    /** Any thread; returns a tag as it is known now, also one that the table lacks. */
    public Tag tag(String tagName) {
        return known.get(tagName);
    }

    /** Any thread; returns at once. The last known values follow on the source's thread, before anything newer. */
    public TagSubscription subscribe(Interest what, TagListener listener) {
        Subscriber subscriber = new Subscriber(this, what, listener);
        List<String> names = subscriber.names();
        if (new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("a tag name occurs twice in " + names);
        }
        source.execute(() -> alone(() -> {
            subscribers.add(subscriber);
            route();
            for (int i = 0; i < names.size(); i++) {
                replay(subscriber, i);
            }
            if (connected) {
                subscribers.progress(subscriber, time);
            }
        }));
        return subscriber;
    }

    /** The delivery that runs calls a subscriber, for the first time. */
    void called(Subscriber subscriber) {
        subscribers.called(subscriber);
    }

    /** Runs something that is no sample as a delivery of its own. */
    private void alone(Runnable task) {
        begin();
        try {
            task.run();
        } finally {
            leave();
        }
    }

    private void leave() {
        if (samples > 0) {
            delivered.made.addAndGet(made);
            delivered.samples.addAndGet(samples);
            made = 0;
            samples = 0;
        }
        subscribers.leave();
        delivery.unlock();
    }

    /** A subscriber was closed, on any thread. */
    void ended() {
        source.execute(() -> alone(this::forgetEnded));
    }

    /** A subscriber's listener failed, on the thread that delivers. */
    void failed() {
        failedListeners.incrementAndGet();
        subscribers.failed();
    }

    /** Starts a delivery; must be followed by {@link #end(long)} or {@link #endWithoutProgress()}. */
    public void begin() {
        delivery.lock();
    }

    /** As {@link #begin()}, for a notification or read response of this server time. */
    public void begin(long publishMicros) {
        delivery.lock();
        serverTime(publishMicros);
    }

    /** Takes note of the server's time, inside a delivery of a notification or read response. */
    public void serverTime(long publishMicros) {
        serverTime(publishMicros, false);
    }

    /** As {@link #serverTime(long)}, of a notification of values that come apart or not. */
    public void serverTime(long publishMicros, boolean ofApart) {
        if (time.setBack(publishMicros, ofApart)) {
            values.forgetMadeUp();
        }
    }

    /**
     * The values of these rows come by a way of their own, on which they may take longer: who has subscribed to one of them waits for
     * both ways, the others do not.
     */
    public void apart(boolean[] byRow) {
        alone(() -> {
            subscribers.apart(byRow);
            route();
        });
    }

    /** One number of a row, inside a delivery. */
    public void sample(int row, double value, int status, long timeMicros) {
        long at = time.earliest(timeMicros, values.least(row));
        if (values.kind(row) != Kind.NUMBER && !StatusCodes.isBad(status)) {
            describe(row, Kind.NUMBER);
        }
        samples++;
        values.number(row, value, status, at);
        Routes to = routes;
        for (int i = to.first(row), end = to.first(row + 1); i < end; i++) {
            to.subscriber(i).sample(to.index(i), value, status, at);
        }
    }

    /** One exact integer of a row, inside a delivery. */
    public void integer(int row, long value, int status, long timeMicros) {
        long at = time.earliest(timeMicros, values.least(row));
        if (values.kind(row) != Kind.NUMBER) {
            describe(row, Kind.NUMBER);
        }
        samples++;
        values.integer(row, value, status, at);
        Routes to = routes;
        for (int i = to.first(row), end = to.first(row + 1); i < end; i++) {
            to.subscriber(i).integer(to.index(i), value, status, at);
        }
    }

    /** One text, array or byte string of a row, inside a delivery. */
    public void object(int row, Object value, Kind kind, int status, long timeMicros) {
        long at = time.earliest(timeMicros, values.least(row));
        if (values.kind(row) != kind) {
            describe(row, kind);
        }
        samples++;
        values.object(row, value, status, at);
        Routes to = routes;
        for (int i = to.first(row), end = to.first(row + 1); i < end; i++) {
            to.subscriber(i).object(to.index(i), value, status, at);
        }
    }

    /** A status without a value for a row, inside a delivery. */
    public void bad(int row, int status, long timeMicros) {
        Kind kind = values.kind(row);
        if (values.exact(row)) {
            integer(row, 0, status, timeMicros);
        } else if (kind == Kind.NUMBER || kind == Kind.UNKNOWN) {
            sample(row, Double.NaN, status, timeMicros);
        } else {
            object(row, null, kind, status, timeMicros);
        }
    }

    /** As {@link #bad}, for a status that nobody sent. */
    public void made(int row, int status, long timeMicros) {
        made++;
        bad(row, status, timeMicros);
    }

    /** A status that is ours and not the server's, for a row, inside a delivery: at the time that was vouched for last. */
    public void refuse(int row, int status) {
        long at = Math.max(time.vouched(), values.least(row));
        made++;
        bad(row, status, at);
        values.madeUp(row, at);
    }

    /** Returns the number that a row has, inside a delivery; NaN for none that can be used. */
    public double number(int row) {
        return values.number(row);
    }

    /** The number that a row has is judged otherwise from a time on, inside a delivery; a row without one stays as it is. */
    public void requalify(int row, int status, long timeMicros) {
        if (Double.isNaN(values.number(row))) {
            return;
        }
        long at = Math.max(timeMicros, values.least(row));
        made++;
        values.requalify(row, status, this, at);
        values.madeUp(row, at);
    }

    /** Ends a delivery: every tag not delivered is unchanged up to this time. */
    public void end(long timeMicros) {
        end(timeMicros, timeMicros);
    }

    /** As {@link #end(long)}, up to another time for the tags whose values come apart. */
    public void end(long timeMicros, long apartMicros) {
        try {
            if (resuming) {
                resumed(timeMicros);
            }
            time.progress(timeMicros, apartMicros);
            subscribers.progress(time);
            forgetEnded();
        } finally {
            leave();
        }
    }

    /** Ends a delivery that says nothing about the other tags. */
    public void endWithoutProgress() {
        try {
            forgetEnded();
        } finally {
            leave();
        }
    }

    /** Returns every row's status. */
    public int[] statuses() {
        begin();
        try {
            return values.statuses();
        } finally {
            leave();
        }
    }

    /**
     * A subscription or a polling loop starts: every tag without a final verdict waits for its first value. Values of
     * before are never delivered with a time before what was already vouched for.
     */
    public void acquiring(boolean newSession) {
        alone(() -> {
            connected = true;
            resuming = false;
            values.takeKept();
            time.acquiring(newSession);
            values.awaitValues();
        });
    }

    /** The connection is lost: Bad_NoCommunication for every tag, at the last progress; then progress stops. */
    public void lost() {
        begin();
        try {
            if (!connected) {
                return;
            }
            connected = false;
            resuming = false;
            values.keep();
            long last = time.lost();
            for (int row = 0; row < rows.all().size(); row++) {
                made++;
                bad(row, StatusCodes.BAD_NO_COMMUNICATION, last);
            }
            if (last > 0) {
                subscribers.all().forEach(subscriber -> subscriber.progress(last));
            }
        } finally {
            endWithoutProgress();
        }
    }

    /**
     * The connection is back and goes on where it was: the changes of meanwhile follow, and until {@link #resumed} every tag
     * waits for one. Inside a delivery.
     */
    public void resuming() {
        connected = true;
        resuming = true;
        values.awaitValues();
    }

    /**
     * All changes of meanwhile were delivered: what did not change is in force again, from the time on that the server
     * vouches for. Inside a delivery.
     */
    private void resumed(long timeMicros) {
        resuming = false;
        TagValues before = values.takeKept();
        for (int row = 0; before != null && row < rows.all().size(); row++) {
            if (values.waits(row)) {
                made++;
                before.restore(row, this, timeMicros);
            }
        }
    }

    /** What the server says of a tag became known. */
    public void describe(int row, TagFacts facts) {
        alone(() -> describeNow(row, facts, values.samplingMillis(row)));
    }

    /** What the server says of a tag and the revised sampling interval became known. */
    public void describe(int row, TagFacts facts, int samplingMillis) {
        alone(() -> describeNow(row, facts, samplingMillis));
    }

    private void describeNow(int row, TagFacts facts, int samplingMillis) {
        if (values.describe(row, facts, samplingMillis)) {
            described(row);
        }
    }

    private void describe(int row, Kind kind) {
        values.kind(row, kind);
        described(row);
    }

    private void described(int row) {
        Tag now = values.tag(row, rows.all().get(row));
        known.set(row, now);
        for (int i = routes.first(row), end = routes.first(row + 1); i < end; i++) {
            routes.subscriber(i).described(routes.index(i), now);
        }
    }

    /** A new tag table is in force: equal lines keep their values, subscribers of the others are told. */
    public void table(List<? extends FanOutRow> newRows) {
        begin();
        try {
            Rows next = rows.next(newRows, connected);
            Set<String> touched = rows.changedIn(next);
            rows = next;
            values = next.values();
            known.replace(rows);
            route();
            for (Subscriber subscriber : subscribers.all()) {
                for (int i = 0; i < subscriber.names().size(); i++) {
                    if (touched.contains(subscriber.names().get(i))) {
                        subscriber.described(i, tag(subscriber.names().get(i)));
                        replay(subscriber, i);
                    }
                }
            }
        } finally {
            endWithoutProgress();
        }
    }

    private void replay(Subscriber subscriber, int i) {
        Integer row = rows.ofName().get(subscriber.names().get(i));
        long now = time.vouched();
        if (row == null) {
            subscriber.sample(i, Double.NaN, StatusCodes.BAD_NODE_ID_UNKNOWN, now);
        } else {
            values.replay(row, subscriber, i, now);
        }
    }

    private void forgetEnded() {
        if (subscribers.forgetEnded()) {
            route();
        }
    }

    /** Deactivation: every subscription ends, without a further call; waits at most {@code waitMillis}. */
    public void close(long waitMillis) {
        try {
            if (delivery.tryLock(waitMillis, TimeUnit.MILLISECONDS)) {
                try {
                    subscribers.end();
                    route();
                } finally {
                    leave();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
