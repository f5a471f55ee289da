package io.millwright.gateway.kura.cloud;

import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One MQTT 3.1.1 connection without TLS and without user, clean session. */
@Component(
        name = MqttTransport.PID,
        service = {MqttTransport.class, ConfigurableComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class MqttTransport implements ConfigurableComponent, MqttCallback {
    static final String PID = "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport";

    private static final Logger LOGGER = LoggerFactory.getLogger(MqttTransport.class);
    private static final int MAX_IN_FLIGHT = 1000;

    /** Called on Paho's threads. */
    interface Listener {
        void confirmed(int mqttId);

        void connectionLost();

        void settingsChanged();

        void arrived(String topic, byte[] payload);
    }

    private volatile Settings settings;
    private volatile Listener listener;
    private volatile MqttAsyncClient client;

    @Activate
    void activate(Map<String, Object> properties) {
        settings = new Settings(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        Settings before = settings;
        settings = new Settings(properties);
        if (!settings.equals(before)) {
            Listener now = listener;
            disconnect();
            if (now != null) {
                now.settingsChanged();
            }
        }
    }

    @Deactivate
    void deactivate() {
        disconnect();
    }

    void listen(Listener value) {
        listener = value;
    }

    String account() {
        return settings.text("topic.context.account-name", "account-name");
    }

    String clientId() {
        String id = settings.text("client-id", "");
        return id.isEmpty() ? "gateway" : id;
    }

    boolean isConnected() {
        MqttAsyncClient now = client;
        return now != null && now.isConnected();
    }

    /** Blocks up to the configured timeout. */
    synchronized void connect() throws KuraException {
        if (isConnected()) {
            return;
        }
        String url = settings.text("broker-url", "")
                .replaceFirst("^mqtt://", "tcp://")
                .replaceFirst("/$", "");
        long limitMillis = settings.number("timeout", 10) * 1000L;
        try {
            disconnect();
            MqttConnectOptions options = new MqttConnectOptions();
            options.setCleanSession(true);
            options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            options.setKeepAliveInterval(settings.number("keep-alive", 30));
            options.setConnectionTimeout(settings.number("timeout", 10));
            options.setMaxInflight(MAX_IN_FLIGHT);
            MqttAsyncClient fresh = new MqttAsyncClient(url, clientId(), new MemoryPersistence());
            fresh.setCallback(this);
            client = fresh;
            fresh.connect(options).waitForCompletion(limitMillis);
            LOGGER.info("Connected to {} as {}", url, clientId());
        } catch (MqttException e) {
            disconnect();
            throw new KuraException(KuraErrorCode.CONNECTION_FAILED, e, url + ": " + e.getMessage());
        }
    }

    /** Without a word to the broker where it does not answer. */
    synchronized void disconnect() {
        MqttAsyncClient old = client;
        client = null;
        if (old == null) {
            return;
        }
        try {
            old.setCallback(null);
            old.disconnectForcibly(0, 500);
        } catch (MqttException e) {
            LOGGER.debug("The connection was already gone: {}", e.getMessage());
        }
        try {
            old.close(true);
        } catch (MqttException e) {
            LOGGER.warn("The MQTT client does not close: {}", e.getMessage());
        }
    }

    /** Returns the MQTT message id. */
    int publish(String topic, byte[] payload, int qos, boolean retain) throws KuraException {
        MqttAsyncClient now = client;
        if (now == null) {
            throw new KuraException(KuraErrorCode.NOT_CONNECTED, topic);
        }
        try {
            return now.publish(topic, payload, qos, retain).getMessageId();
        } catch (MqttException e) {
            throw new KuraException(KuraErrorCode.NOT_CONNECTED, e, e.getMessage());
        }
    }

    @Override
    public void connectionLost(Throwable cause) {
        LOGGER.info("Connection lost: {}", cause == null ? "" : cause.getMessage());
        Listener now = listener;
        if (now != null) {
            now.connectionLost();
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        Listener now = listener;
        if (now != null) {
            now.arrived(topic, message.getPayload());
        }
    }

    /** Asks the broker for messages; gone with the connection. */
    void subscribe(String filter, int qos) throws KuraException {
        MqttAsyncClient now = client;
        if (now == null) {
            throw new KuraException(KuraErrorCode.NOT_CONNECTED, filter);
        }
        try {
            now.subscribe(filter, qos);
        } catch (MqttException e) {
            throw new KuraException(KuraErrorCode.NOT_CONNECTED, e, e.getMessage());
        }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        Listener now = listener;
        if (now != null && token.getMessageId() != 0) {
            now.confirmed(token.getMessageId());
        }
    }
}
