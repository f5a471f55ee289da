package io.millwright.pipeline.wire;

import io.millwright.form.Diagnosis;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.kura.wire.WireEnvelope;
import org.eclipse.kura.wire.WireRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that come over wires, as the tag source of one pipeline and of what runs beside it. A property {@code p} of a record of asset {@code A} is
 * the tag {@code A.p}, and the tag {@code p} as long as no other asset has one: values of two machines are never mixed.
 * Thread-safe; emitters call {@link #take} on threads of their own, which wait for nobody.
 */
public final class WireSource implements TagSource {
    private static final Logger LOG = LoggerFactory.getLogger(WireSource.class);
    private static final long GATHER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WIRED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_MICROS = 1_000_000;
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_EMITTERS = 10_000;

    /** Told on the thread of an emitter, or of whoever changed something; returns at once. */
    public interface Events {
        /** What the wires deliver is known: the source can be subscribed to. Once. */
        void ready();

        /** Two assets deliver a tag of one name; empty when that may have ended. */
        void ambiguous(Diagnosis why);
    }

    private final String pid;
    private final Events events;
    private final WireCounters counters;
    private final LongSupplier nanoTime;
    private final RecordClock clock;
    private final RecordReader reader;
    private final RecordInbox inbox = new RecordInbox(this::read);

    /** Guarded by the inbox, like all that follows. */
    private WireSettings settings;

    private final WireSubscriptions subscriptions = new WireSubscriptions();
    private final Set<String> heard = new HashSet<>();
    private long firstNanos;
    private long wiredNanos;
    private int wires;
    private int wiring;
    private boolean news;
    private boolean conflicting;
    private long lookedMicros = RecordClock.NONE;
    private long loggedNanos;
    private long bugsLogged;

    private volatile boolean ready;
    private volatile List<Tag> table = List.of();
    private volatile Map<String, Tag> tableByName = Map.of();
    private volatile String onlyAsset = "";

    /**
     * Creates a source that has heard nothing.
     *
     * @param pid of the component
     * @param nanoTime monotonic time, ns
     * @param wallMicros time of day, microseconds since 1970 UTC
     */
    public WireSource(
            String pid,
            WireSettings settings,
            WireCounters counters,
            Events events,
            LongSupplier nanoTime,
            LongSupplier wallMicros) {
        this.pid = pid;
        this.settings = settings;
        this.counters = counters;
        this.events = events;
        this.nanoTime = nanoTime;
        clock = new RecordClock(nanoTime, wallMicros);
        reader = new RecordReader(clock, counters, settings, new Sink());
    }

    private final class Sink implements RecordReader.Sink {
        @Override
        public void described(Channel channel) {
            news = true;
            if (channel.qualified >= 0) {
                subscriptions.described(channel.qualified, channel, (int) settings.intervalMillis());
            }
            if (channel.bare >= 0) {
                subscriptions.described(channel.bare, channel, (int) settings.intervalMillis());
            }
        }

        @Override
        public void sampled(Channel channel) {
            deliver(channel);
        }

        @Override
        public int indexOf(String tagName) {
            return subscriptions.indexOf(tagName);
        }
    }

    /** Takes an envelope and returns; never throws. What finds no room is counted. */
    public void take(WireEnvelope envelope) {
        if (envelope == null) {
            return;
        }
        int records = records(envelope);
        counters.came.addAndGet(records);
        counters.unread.addAndGet(records);
        if (!inbox.offer(envelope)) {
            drop(records);
        }
    }

    /** An envelope without records is a sign of life, and counts as one. */
    private static int records(WireEnvelope envelope) {
        List<WireRecord> records = envelope.getRecords();
        return records == null ? 1 : Math.max(1, records.size());
    }

    private void drop(int records) {
        counters.dropped.addAndGet(records);
        counters.unread.addAndGet(-records);
    }

    private void received() {
        counters.received.incrementAndGet();
        counters.unread.decrementAndGet();
    }

    private void read(WireEnvelope envelope) {
        int left = records(envelope);
        try {
            String emitter = String.valueOf(envelope.getEmitterPid());
            if (heard.size() < MOST_EMITTERS) {
                heard.add(emitter);
            }
            firstNanos = firstNanos == 0 ? nanoTime.getAsLong() : firstNanos;
            List<WireRecord> records = envelope.getRecords();
            if (records == null || records.isEmpty()) {
                received();
                left = 0;
                alive();
            } else {
                for (WireRecord record : records) {
                    received();
                    left--;
                    record(emitter, record);
                }
            }
            look();
        } catch (RuntimeException | Error e) {
            drop(left);
            bug(e);
        }
    }

    private void record(String emitter, WireRecord record) {
        long newest = record == null ? RecordClock.NONE : reader.read(emitter, record.getProperties(), wiring);
        if (newest != RecordClock.NONE) {
            clock.recorded(newest);
            progress();
        } else if (record != null && reader.repeated()) {
            clock.alive();
            progress();
        } else {
            alive();
        }
    }

    private void alive() {
        if (!subscriptions.isEmpty()) {
            counters.valueless.incrementAndGet();
        }
        clock.alive();
        progress();
    }

    private void progress() {
        if (subscriptions.isEmpty() || clock.progress() == RecordClock.NONE) {
            return;
        }
        if (Math.abs(clock.progress() - lookedMicros) >= LOOK_MICROS) {
            lookedMicros = clock.progress();
            reader.each(this::judge);
        }
        subscriptions.progress(clock.progress());
    }

    /** What nobody has told of for long is not in force any more. */
    private void judge(Channel channel) {
        if (channel.wanted()
                && !StatusCodes.isBad(channel.status)
                && clock.progress() - channel.heardMicros > settings.staleMicros()) {
            counters.stale.incrementAndGet();
            channel.value = null;
            channel.status = StatusCodes.BAD_NO_DATA;
            channel.timeMicros = clock.progress();
            deliver(channel);
        }
    }

    private void deliver(Channel channel) {
        if (channel.qualified >= 0) {
            subscriptions.deliver(channel.qualified, channel);
        }
        if (channel.bare >= 0 && owns(channel)) {
            subscriptions.deliver(channel.bare, channel);
        }
    }

    /** An asset that has not been heard since the wires changed gives way to another one. */
    private boolean owns(Channel channel) {
        Route owner = subscriptions.owner(channel.bare);
        if (owner == channel.route) {
            return true;
        }
        if (owner == null || owner.heardIn != wiring) {
            subscriptions.owner(channel.bare, channel.route);
            return true;
        }
        if (channel.route.heardIn == wiring) {
            counters.ambiguous.incrementAndGet();
            refuse(channel, owner);
        }
        return false;
    }

    private void refuse(Channel channel, Route owner) {
        if (!conflicting) {
            conflicting = true;
            events.ambiguous(new Diagnosis(
                    "two deliver '" + channel.property + "': " + owner.title + " and " + channel.route.title,
                    "enter the assets' names in Assets, one decision for each; or map features to tags with the asset's"
                            + " name, as in " + channel.property + "="
                            + (owner.asset.isEmpty() ? "asset" : owner.asset) + "." + channel.property));
        }
    }

    /** Looks whether everything has been heard; about once per second, and after each envelope. */
    public void tick() {
        inbox.alone(this::look);
    }

    private void look() {
        if (news) {
            news = false;
            describe();
        }
        long now = nanoTime.getAsLong();
        boolean settled = wiredNanos == 0 || now - wiredNanos > WIRED_NANOS;
        boolean all = heard.size() >= wires && settled;
        if (!ready && firstNanos != 0 && (all || now - firstNanos > GATHER_NANOS)) {
            ready = true;
            events.ready();
        }
    }

    private void describe() {
        Map<String, Tag> byName = new HashMap<>();
        Set<String> assets = new HashSet<>();
        reader.each(channel -> {
            String qualified = channel.route.qualified(channel.property);
            if (qualified != null) {
                byName.put(qualified, channel.tag(qualified, (int) settings.intervalMillis()));
            }
            byName.put(channel.property, channel.tag(channel.property, (int) settings.intervalMillis()));
            if (channel.wanted() && !channel.route.asset.isEmpty()) {
                assets.add(channel.route.asset);
            }
        });
        tableByName = byName;
        table = byName.values().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
        onlyAsset = assets.size() == 1 ? assets.iterator().next() : "";
    }

    private void bug(Throwable t) {
        counters.bugs.incrementAndGet();
        long now = nanoTime.getAsLong();
        if (bugsLogged++ == 0 || now - loggedNanos > LOG_NANOS) {
            loggedNanos = now;
            LOG.error("{}: a bug while a record was read; the next one is, please report it", pid, t);
        }
    }

    /** Takes other settings. */
    public void configure(WireSettings wanted) {
        inbox.alone(() -> {
            if (!wanted.equals(settings)) {
                settings = wanted;
                reader.configure(wanted);
            }
            forgive();
        });
    }

    /** The wires that lead here have changed. */
    public void wired(int count) {
        inbox.alone(() -> {
            wires = count;
            wiring++;
            wiredNanos = nanoTime.getAsLong();
            forgive();
        });
    }

    private void forgive() {
        if (conflicting) {
            conflicting = false;
            events.ambiguous(Diagnosis.NONE);
        }
    }

    /** Returns the one asset whose values are used, "" where there are several or none. */
    public String onlyAsset() {
        return onlyAsset;
    }

    /** Whether something has been heard on every wire. */
    public boolean ready() {
        return ready;
    }

    @Override
    public List<Tag> tags() {
        return table;
    }

    private Tag tag(String name) {
        Tag tag = tableByName.get(name);
        return tag == null ? new Channel.Known(name, "", Tag.Kind.UNKNOWN, 0) : tag;
    }

    /** Subscribes, beside those that are; what came last is delivered before this returns. */
    @Override
    public TagSubscription subscribe(Interest what, TagListener listener) {
        WireSubscription wanted = new WireSubscription(List.copyOf(what.tagNames()), listener, this::tag, this::ended);
        inbox.alone(() -> {
            subscriptions.add(wanted);
            reader.understandAnew();
            lookedMicros = clock.progress();
            BitSet found = new BitSet();
            reader.each(channel -> begin(channel, found));
            long time = clock.progress() == RecordClock.NONE ? clock.gatewayMicros() : clock.progress();
            subscriptions.badToLast(found, StatusCodes.BAD_NODE_ID_UNKNOWN, time);
            news = true;
            look();
            if (clock.progress() != RecordClock.NONE) {
                wanted.progress(clock.progress());
            }
        });
        return wanted;
    }

    /** Tells whoever subscribed last what a channel has. */
    private void begin(Channel channel, BitSet found) {
        boolean known = channel.status != StatusCodes.BAD_WAITING_FOR_INITIAL_DATA;
        if (channel.qualified >= 0) {
            found.set(channel.qualified);
            if (known) {
                subscriptions.deliverToLast(channel.qualified, channel);
            }
        }
        if (channel.bare >= 0) {
            found.set(channel.bare);
            if (known && owns(channel)) {
                subscriptions.deliverToLast(channel.bare, channel);
            }
        }
    }

    private void ended(WireSubscription one) {
        inbox.alone(() -> {
            if (subscriptions.remove(one)) {
                reader.understandAnew();
            }
        });
    }

    /** Takes nothing any more. */
    public void close() {
        inbox.close().forEach(envelope -> drop(records(envelope)));
    }
}
