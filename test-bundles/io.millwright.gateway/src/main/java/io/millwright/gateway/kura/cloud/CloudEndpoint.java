package io.millwright.gateway.kura.cloud;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.request.RequestHandler;
import org.eclipse.kura.cloudconnection.request.RequestHandlerRegistry;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cloud connection: topics, payload encoding, who is told about confirmations, and who answers requests. */
@Component(
        name = CloudEndpoint.PID,
        service = {CloudEndpoint.class, ConfigurableComponent.class, RequestHandlerRegistry.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class CloudEndpoint implements ConfigurableComponent, RequestHandlerRegistry, DataService.Listener {
    static final String PID = "org.eclipse.kura.cloud.CloudService";

    private static final Logger LOGGER = LoggerFactory.getLogger(CloudEndpoint.class);
    private static final long CONFIRM_FIRST_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int REMEMBERED = 1_000;

    private final DataService data;
    private final FaultSwitches faults;
    private final List<DataService.Listener> listeners = new CopyOnWriteArrayList<>();
    private final Set<Integer> confirmed = new HashSet<>();
    private final ControlMessages control;
    private volatile Settings settings;

    @Activate
    public CloudEndpoint(@Reference DataService data, @Reference FaultSwitches faults, Map<String, Object> properties) {
        this.data = data;
        this.faults = faults;
        settings = new Settings(properties);
        control = new ControlMessages(this);
        data.add(this);
        if (data.transport().isConnected()) {
            subscribe();
        }
    }

    @Modified
    void modified(Map<String, Object> properties) {
        settings = new Settings(properties);
    }

    @Deactivate
    void deactivate() {
        data.remove(this);
        control.close();
    }

    void add(DataService.Listener listener) {
        listeners.add(listener);
    }

    void remove(DataService.Listener listener) {
        listeners.remove(listener);
    }

    /** {@code [$EDC/]<account>/<client>/<application>/<topic>}. */
    String topic(String application, String topic, boolean control) {
        MqttTransport transport = data.transport();
        String prefix = control ? settings.text("topic.control-prefix", "$EDC") + "/" : "";
        return prefix + transport.account() + "/" + transport.clientId() + "/" + application + "/" + topic;
    }

    byte[] encode(KuraPayload payload) {
        return PayloadEncoder.encode(payload, settings.flag("encode.gzip", true));
    }

    /** Returns the message's id, or null at QoS 0. */
    String publish(String topic, byte[] payload, int qos, boolean retain, int priority) throws KuraException {
        if (faults.isOn(FaultSwitches.ENDPOINT_MISSING)) {
            throw new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, "The Cloud Service is null.");
        }
        int id = data.publish(topic, payload, qos, retain, priority);
        if (qos == 0) {
            return null;
        }
        if (faults.isOn(FaultSwitches.CONFIRM_BEFORE_PUBLISH_RETURNS)) {
            awaitConfirmation(id);
        }
        return String.valueOf(id);
    }

    private synchronized void awaitConfirmation(int id) {
        long end = System.nanoTime() + CONFIRM_FIRST_LIMIT_NANOS;
        try {
            for (long left = CONFIRM_FIRST_LIMIT_NANOS;
                    left > 0 && !confirmed.contains(id);
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onConfirmed(int id, String topic) {
        listeners.forEach(listener -> listener.onConfirmed(id, topic));
        synchronized (this) {
            if (confirmed.size() >= REMEMBERED) {
                confirmed.clear();
            }
            confirmed.add(id);
            notifyAll();
        }
    }

    @Override
    public void registerRequestHandler(String id, RequestHandler requestHandler) {
        control.add(id, requestHandler);
    }

    @Override
    public void unregister(String id) {
        control.remove(id);
    }

    /** {@code $EDC/<account>/<client>/}, before the application of a request. */
    String controlPrefix() {
        MqttTransport transport = data.transport();
        return String.join(
                "/", settings.text("topic.control-prefix", "$EDC"), transport.account(), transport.clientId(), "");
    }

    /** {@code $EDC/<account>/<requester>/<application>/<topic>}, where whoever sent a request waits. */
    String replyTopic(String requester, String application, String topic) {
        String prefix = settings.text("topic.control-prefix", "$EDC");
        return String.join("/", prefix, data.transport().account(), requester, application, topic);
    }

    private void subscribe() {
        try {
            data.transport().subscribe(controlPrefix() + "#", 1);
        } catch (KuraException e) {
            LOGGER.warn("Requests are not subscribed to: {}", e.getMessage());
        }
    }

    @Override
    public void onMessage(String topic, byte[] payload) {
        LOGGER.info("Message arrived on topic: {}", topic);
        if (topic.startsWith(controlPrefix())) {
            control.arrived(topic.substring(controlPrefix().length()), payload);
        }
    }

    @Override
    public void onConnected() {
        subscribe();
        listeners.forEach(DataService.Listener::onConnected);
    }

    @Override
    public void onConnectionLost() {
        listeners.forEach(DataService.Listener::onConnectionLost);
    }
}
