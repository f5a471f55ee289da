package io.millwright.gateway.kura.cloud;

import java.util.Map;
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
 * The publisher of a Kapua-style connection. QoS, retain and priority come from its configuration alone; it sees the
 * confirmations of every topic that contains its application id.
 */
@Component(name = KapuaPublisher.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true)
public final class KapuaPublisher implements CloudPublisher, ConfigurableComponent {
    static final String PID = "org.eclipse.kura.cloud.publisher.CloudPublisher";

    private final CloudEndpoint endpoint;
    private final Deliveries deliveries = new Deliveries(topic -> topic.contains(appId()));
    private volatile Settings settings;

    @Activate
    public KapuaPublisher(@Reference CloudEndpoint endpoint, Map<String, Object> properties) {
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

    private String appId() {
        return settings.text("appId", "W1");
    }

    @Override
    public String publish(KuraMessage message) throws KuraException {
        if (message == null) {
            throw new IllegalArgumentException("message is null");
        }
        Settings now = settings;
        String appTopic = TopicTokens.fill(now.text("app.topic", "A1/$assetName"), message.getProperties());
        String topic = endpoint.topic(appId(), appTopic, "control".equals(now.text("message.type", "data")));
        return endpoint.publish(
                topic,
                endpoint.encode(message.getPayload()),
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
