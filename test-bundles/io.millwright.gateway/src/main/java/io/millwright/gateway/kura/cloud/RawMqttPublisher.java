package io.millwright.gateway.kura.cloud;

import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * The publisher of a raw MQTT connection: only the body is sent, to a topic of its configuration, and it sees every
 * confirmation of the connection. Here it shares the one MQTT connection.
 */
@Component(name = RawMqttPublisher.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true)
public final class RawMqttPublisher implements CloudPublisher, ConfigurableComponent {
    static final String PID = "org.eclipse.kura.cloudconnection.raw.mqtt.publisher.RawMqttPublisher";

    private final CloudEndpoint endpoint;
    private final Deliveries deliveries = new Deliveries(topic -> true);
    private volatile Settings settings;

    @Activate
    public RawMqttPublisher(@Reference CloudEndpoint endpoint, Map<String, Object> properties) {
        this.endpoint = endpoint;
        settings = new Settings(properties);
        endpoint.add(deliveries);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        settings = new Settings(properties);
    }

    @Deactivate
    void deactivate() {
        endpoint.remove(deliveries);
        deliveries.close();
    }

    @Override
    public String publish(KuraMessage message) throws KuraException {
        byte[] body = message.getPayload().getBody();
        if (body == null) {
            throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "a raw MQTT message needs a body");
        }
        Settings now = settings;
        return endpoint.publish(
                now.text("topic", ""),
                body,
                now.number("qos", 0),
                now.flag("retain", false),
                now.number("priority", 7));
    }

    @Override
    public void registerCloudConnectionListener(CloudConnectionListener listener) {
        deliveries.add(listener);
    }

    @Override
    public void unregisterCloudConnectionListener(CloudConnectionListener listener) {
        deliveries.remove(listener);
    }

    @Override
    public void registerCloudDeliveryListener(CloudDeliveryListener listener) {
        deliveries.add(listener);
    }

    @Override
    public void unregisterCloudDeliveryListener(CloudDeliveryListener listener) {
        deliveries.remove(listener);
    }
}
