package org.eclipse.kura.cloudconnection.request;

import java.util.Map;
import org.eclipse.kura.cloudconnection.publisher.CloudNotificationPublisher;
import org.osgi.annotation.versioning.ProviderType;

/** Where a request came from; keys are the names of {@link RequestHandlerContextConstants}. */
@ProviderType
public class RequestHandlerContext {
    private final CloudNotificationPublisher notificationPublisher;
    private final Map<String, String> contextProperties;

    /** Creates a context. */
    public RequestHandlerContext(
            CloudNotificationPublisher notificationPublisher, Map<String, String> contextProperties) {
        this.notificationPublisher = notificationPublisher;
        this.contextProperties = contextProperties;
    }

    /** Returns the properties. */
    public Map<String, String> getContextProperties() {
        return contextProperties;
    }

    /** Returns what publishes notifications to whoever asked. */
    public CloudNotificationPublisher getNotificationPublisher() {
        return notificationPublisher;
    }
}
