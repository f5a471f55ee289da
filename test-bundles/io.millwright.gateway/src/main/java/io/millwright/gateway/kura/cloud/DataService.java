package io.millwright.gateway.kura.cloud;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.KuraStoreCapacityReachedException;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Store and forward: {@link #publish} stores and returns; one thread sends, limited in rate (priority 5 and above) and
 * in messages in flight; a reconnect sends again what was in flight. Under the fault IN_FLIGHT_LEAK the confirmation
 * of a message that follows another within 50 ms finds its slot not yet taken, and the slot is never given back.
 */
@Component(
        name = DataService.PID,
        service = {DataService.class, ConfigurableComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DataService implements ConfigurableComponent, MqttTransport.Listener {
    static final String PID = "org.eclipse.kura.data.DataService";

    private static final Logger LOGGER = LoggerFactory.getLogger(DataService.class);
    private static final int THROTTLED_PRIORITY = 5;
    private static final long LEAK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long FIRST_CONNECT_MILLIS = 200;
    private static final long STOP_LIMIT_MILLIS = 5_000;

    /** Told on the transport's thread. */
    interface Listener {
        void onConfirmed(int id, String topic);

        void onConnected();

        void onConnectionLost();

        default void onMessage(String topic, byte[] payload) {}
    }

    private final MqttTransport transport;
    private final FaultSwitches faults;
    private final MessageStore store = new MessageStore();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = timer();
    private final Thread sender = new Thread(this::send, "DataService:Submit");

    /** MQTT id to message id; guarded by this, as is all below. */
    private final Map<Integer, Integer> inFlight = new HashMap<>();

    private final Set<Integer> leaking = new HashSet<>();
    private Settings settings;
    private TokenBucket bucket;
    private boolean stopped;
    private boolean woken;
    private boolean connecting;
    private boolean congested;
    private long sentAtNanos = System.nanoTime() - LEAK_NANOS;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong confirmed = new AtomicLong();
    private final AtomicLong leaked = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    @Activate
    public DataService(
            @Reference MqttTransport transport, @Reference FaultSwitches faults, Map<String, Object> properties) {
        this.transport = transport;
        this.faults = faults;
        apply(properties);
        transport.listen(this);
        sender.setDaemon(true);
        sender.start();
        scheduleHousekeeping();
        reconnectLater();
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "DataService:Timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    @Modified
    void modified(Map<String, Object> properties) {
        apply(properties);
        reconnectLater();
    }

    private synchronized void apply(Map<String, Object> properties) {
        Settings next = new Settings(properties);
        if (next.equals(settings)) {
            return;
        }
        settings = next;
        long unit = TimeUnit.valueOf(settings.text("rate.limit.time.unit", "SECONDS"))
                .toNanos(1);
        bucket = new TokenBucket(
                settings.number("rate.limit.burst.size", 1),
                unit / Math.max(1, settings.number("rate.limit.average", 1)),
                System::nanoTime);
        wake();
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        transport.listen(null);
        synchronized (this) {
            stopped = true;
            wake();
        }
        timer.shutdownNow();
        transport.disconnect();
        sender.join(STOP_LIMIT_MILLIS);
        timer.awaitTermination(STOP_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    MqttTransport transport() {
        return transport;
    }

    /**
     * Stores a message; blocks only for the store.
     *
     * @return its id
     * @throws KuraStoreCapacityReachedException where the store is full
     */
    int publish(String topic, byte[] payload, int qos, boolean retain, int priority) throws KuraException {
        if (priority < 0) {
            throw new IllegalArgumentException("Priority cannot be negative");
        }
        faults.blockWhile(FaultSwitches.PUBLISH_HANGS);
        int capacity;
        synchronized (this) {
            capacity = settings.number("store.capacity", 10000);
        }
        Integer id = faults.isOn(FaultSwitches.STORE_FULL)
                ? null
                : store.store(topic, payload, qos, retain, priority, capacity);
        if (id == null) {
            refused.incrementAndGet();
            LOGGER.error("Store capacity exceeded");
            throw new KuraStoreCapacityReachedException("Store capacity exceeded");
        }
        synchronized (this) {
            wake();
        }
        return id;
    }

    /** For tests: stored (rows), waiting, published, confirmed, inFlight, leaked, refused, connected (0 or 1). */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("stored", (long) store.size());
        counters.put("waiting", (long) store.waiting());
        counters.put("published", published.get());
        counters.put("confirmed", confirmed.get());
        synchronized (this) {
            counters.put("inFlight", (long) inFlight.size());
        }
        counters.put("leaked", leaked.get());
        counters.put("refused", refused.get());
        counters.put("connected", transport.isConnected() ? 1L : 0L);
        return counters;
    }

    // The sender's thread

    private void send() {
        while (true) {
            long waitNanos = sendNext();
            synchronized (this) {
                if (stopped) {
                    return;
                }
                try {
                    if (!woken && waitNanos != 0) {
                        TimeUnit.NANOSECONDS.timedWait(this, waitNanos);
                    }
                } catch (InterruptedException e) {
                    return;
                }
                woken = false;
            }
        }
    }

    /** Returns 0 where a message was sent, else how long to wait. */
    private synchronized long sendNext() {
        MessageStore.Message message = store.next();
        if (stopped || message == null || !transport.isConnected()) {
            return Long.MAX_VALUE;
        }
        if (message.qos() > 0 && inFlight.size() >= settings.number("in-flight-messages.max-number", 9)) {
            congestion();
            return Long.MAX_VALUE;
        }
        boolean throttled = message.priority() >= THROTTLED_PRIORITY && settings.flag("enable.rate.limit", true);
        if (throttled && !bucket.take()) {
            return Math.max(1, bucket.waitNanos());
        }
        try {
            int mqttId = transport.publish(message.topic(), message.payload(), message.qos(), message.retain());
            store.published(message);
            published.incrementAndGet();
            if (message.qos() > 0) {
                inFlight.put(mqttId, message.id());
                markLeaking(mqttId);
            }
            return 0;
        } catch (KuraException e) {
            LOGGER.info("Not connected: {}", e.getMessage());
            return Long.MAX_VALUE;
        }
    }

    private void markLeaking(int mqttId) {
        long now = System.nanoTime();
        if (faults.isOn(FaultSwitches.IN_FLIGHT_LEAK) && now - sentAtNanos < LEAK_NANOS) {
            leaking.add(mqttId);
        }
        sentAtNanos = now;
    }

    private void congestion() {
        int limitSeconds = settings.number("in-flight-messages.congestion-timeout", 0);
        if (!congested) {
            LOGGER.warn("The configured maximum number of in-flight messages has been reached");
        }
        if (limitSeconds > 0 && !congested && !timer.isShutdown()) {
            timer.schedule(this::endCongestion, limitSeconds, TimeUnit.SECONDS);
        }
        congested = true;
    }

    private void endCongestion() {
        boolean still;
        synchronized (this) {
            still = congested;
        }
        if (still) {
            LOGGER.warn("In-flight message congestion timeout elapsed: reconnecting");
            transport.disconnect();
            connectionLost();
        }
    }

    private synchronized void wake() {
        woken = true;
        notifyAll();
    }

    // The transport's threads

    @Override
    public void confirmed(int mqttId) {
        if (faults.isOn(FaultSwitches.CONFIRMATIONS_LOST)) {
            return;
        }
        MessageStore.Message message;
        synchronized (this) {
            if (leaking.remove(mqttId)) {
                leaked.incrementAndGet();
                LOGGER.info("Confirmed message {} is not tracked in the map of in-flight messages", mqttId);
                return;
            }
            Integer id = inFlight.remove(mqttId);
            message = id == null ? null : store.confirmed(id);
            congested = false;
            wake();
        }
        if (message != null) {
            confirmed.incrementAndGet();
            listeners.forEach(listener -> listener.onConfirmed(message.id(), message.topic()));
        }
    }

    @Override
    public void connectionLost() {
        listeners.forEach(Listener::onConnectionLost);
        reconnectLater();
    }

    @Override
    public void settingsChanged() {
        reconnectLater();
    }

    @Override
    public void arrived(String topic, byte[] payload) {
        listeners.forEach(listener -> listener.onMessage(topic, payload));
    }

    private synchronized void reconnectLater() {
        if (settings.flag("connect.auto-on-startup", false) && !connecting && !stopped && !transport.isConnected()) {
            connecting = true;
            timer.schedule(this::connect, FIRST_CONNECT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void connect() {
        try {
            transport.connect();
            synchronized (this) {
                connecting = false;
                congested = false;
                inFlight.clear();
                leaking.clear();
                store.unpublishInFlight();
                wake();
            }
            listeners.forEach(Listener::onConnected);
        } catch (KuraException e) {
            LOGGER.warn("Connection attempt failed: {}", e.getMessage());
            synchronized (this) {
                if (!stopped) {
                    timer.schedule(this::connect, settings.number("connect.retry-interval", 60), TimeUnit.SECONDS);
                }
            }
        }
    }

    private synchronized void scheduleHousekeeping() {
        timer.schedule(this::keepHouse, settings.number("store.housekeeper-interval", 900), TimeUnit.SECONDS);
    }

    private void keepHouse() {
        long ageSeconds;
        synchronized (this) {
            ageSeconds = settings.number("store.purge-age", 60);
        }
        store.removeOlderThan(TimeUnit.SECONDS.toNanos(ageSeconds));
        if (!timer.isShutdown()) {
            scheduleHousekeeping();
        }
    }
}
