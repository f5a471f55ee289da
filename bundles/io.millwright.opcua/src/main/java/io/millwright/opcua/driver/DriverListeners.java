package io.millwright.opcua.driver;

import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.milo.Status;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.table.IndexRange;
import io.millwright.opcua.table.Plausibility;
import io.millwright.opcua.table.TagRow;
import io.millwright.opcua.table.TagTable;
import io.millwright.opcua.table.TagTableSource;
import io.millwright.tag.Interest;
import io.millwright.tag.TagSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.channel.listener.ChannelEvent;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a driver, which are the tag table of its session: they outlive every restart of the server, and may be
 * registered while it is away. What comes is told on one thread, in order; where listeners are too slow the oldest values go.
 * Any thread.
 */
public final class DriverListeners implements TagTableSource, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SessionDriver.COMPONENT);
    private static final int MOST_WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_MILLIS = 1_000;

    private final String pid;
    private final DriverCounters counters;
    private final ThreadPoolExecutor events;
    private final List<Registration> registrations = new ArrayList<>();
    private TagSource source;
    private Runnable tableChanged = () -> {};
    private boolean changing;
    private boolean closed;

    /** Makes one without a listener. */
    public DriverListeners(String pid, DriverCounters counters) {
        this.pid = pid;
        this.counters = counters;
        events = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                MiloThreads.threads("millwright-driver-" + pid + "-events-"),
                this::full);
        events.allowCoreThreadTimeOut(true);
    }

    private void full(Runnable task, ThreadPoolExecutor executor) {
        if (executor.isShutdown()) {
            dropped(1);
            return;
        }
        if (executor.getQueue().poll() != null) {
            dropped(1);
        }
        executor.execute(task);
    }

    private void dropped(int many) {
        counters.eventsDropped.addAndGet(many);
        counters.eventsWaiting.addAndGet(-many);
    }

    private void say(Registration registration, Object value, String failure, long timeMillis) {
        counters.eventsHeard.incrementAndGet();
        counters.eventsWaiting.incrementAndGet();
        events.execute(() -> {
            tell(registration, value, failure, timeMillis);
            counters.eventsWaiting.decrementAndGet();
        });
    }

    /**
     * Says where values come from.
     *
     * @param from subscribed to for each listener
     * @param changed asks that {@link #read} be called, some time later; several changes make one call
     */
    public synchronized void on(TagSource from, Runnable changed) {
        source = from;
        tableChanged = changed;
    }

    /** Returns at once, whatever the server does; what cannot be listened to is told once, as a failure. */
    void register(Map<String, Object> settings, ChannelListener listener) {
        Registration registration = new Registration(settings, listener, this::heard);
        String problem = registration.channel().listeningProblem();
        synchronized (this) {
            if (closed) {
                return;
            }
            registrations.add(registration);
            counters.listeners(registrations.size());
            if (problem.isEmpty()) {
                registration.subscription(source.subscribe(Interest.in(List.of(registration.tagName())), registration));
                changed();
            }
        }
        if (!problem.isEmpty()) {
            LOGGER.warn("{}: channel {}: {}.", pid, registration.channelName(), problem);
            say(registration, null, problem, System.currentTimeMillis());
        }
    }

    /** Ends all registrations of a listener: an asset may be the listener of all its channels. */
    void unregister(ChannelListener listener) {
        List<Registration> ended = new ArrayList<>();
        synchronized (this) {
            for (Registration registration : List.copyOf(registrations)) {
                if (registration.listener() == listener) {
                    registrations.remove(registration);
                    ended.add(registration);
                }
            }
            counters.listeners(registrations.size());
            if (!ended.isEmpty()) {
                changed();
            }
        }
        ended.forEach(Registration::end);
    }

    private void changed() {
        if (!changing) {
            changing = true;
            tableChanged.run();
        }
    }

    /** One line for all registrations of equal settings. */
    @Override
    public synchronized TagTable read(Settings settings) {
        changing = false;
        Map<String, TagRow> rows = new LinkedHashMap<>();
        for (Registration registration : registrations) {
            DriverChannel channel = registration.channel();
            if (channel.listeningProblem().isEmpty()) {
                rows.computeIfAbsent(
                        registration.tagName(),
                        name -> new TagRow(
                                rows.size() + 1,
                                name,
                                channel.nodeText(),
                                channel.node(),
                                IndexRange.WHOLE,
                                "",
                                channel.samplingMillis(),
                                channel.queue(),
                                0,
                                false,
                                1,
                                0,
                                "",
                                Plausibility.UNCHECKED));
            }
        }
        return new TagTable(List.copyOf(rows.values()), List.of());
    }

    @Override
    public boolean mayBeEmpty() {
        return true;
    }

    @Override
    public String remedy() {
        return "Correct these channels of the assets, or these nodes in the server.";
    }

    /** On the session's threads. */
    private void heard(Registration registration, Object value, int status, long timeMicros) {
        String failure = status < 0 ? Status.text(status) : "";
        say(registration, value, failure, timeMicros / 1_000);
    }

    /** A fresh record for each event: whoever gets it may keep it. */
    private void tell(Registration registration, Object value, String failure, long timeMillis) {
        if (registration.ended()) {
            counters.eventsUnwanted.incrementAndGet();
            return;
        }
        ChannelRecord record = ChannelRecord.createReadRecord(registration.channelName(), registration.type());
        record.setTimestamp(timeMillis);
        try {
            if (failure.isEmpty()) {
                record.setValue(KuraValues.toKura(plain(value), registration.type()));
                record.setChannelStatus(new ChannelStatus(ChannelFlag.SUCCESS));
            } else {
                record.setChannelStatus(NodeReads.failure(failure));
            }
        } catch (KuraValues.Unfit e) {
            record.setChannelStatus(NodeReads.failure(e.getMessage() + "; choose another value type for the channel"));
        }
        try {
            counters.events.incrementAndGet();
            registration.listener().onChannelEvent(new ChannelEvent(record));
        } catch (Throwable e) {
            if (counters.eventsFailed.incrementAndGet() == 1) {
                LOGGER.error(
                        "{}: a listener of channel {} failed; later failures are counted.",
                        pid,
                        record.getChannelName(),
                        e);
            }
        }
    }

    /** Tags bring every number as a double; a whole one reads better without its fraction, as the server has it. */
    private static Object plain(Object value) {
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
                ? (Object) number.longValue()
                : value;
    }

    /** Nothing is told any more; returns within some seconds. */
    @Override
    public void close() {
        List<Registration> ended;
        synchronized (this) {
            closed = true;
            ended = List.copyOf(registrations);
            registrations.clear();
            counters.listeners(0);
        }
        ended.forEach(Registration::end);
        dropped(events.shutdownNow().size());
        try {
            if (!events.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOGGER.warn("{}: a listener is still busy after {} ms; it gets no further value.", pid, CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
