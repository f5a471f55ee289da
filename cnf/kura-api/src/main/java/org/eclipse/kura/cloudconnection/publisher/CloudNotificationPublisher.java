package org.eclipse.kura.cloudconnection.publisher;

import org.osgi.annotation.versioning.ProviderType;

/** Publishes notifications to whoever sent a request. */
@ProviderType
public interface CloudNotificationPublisher extends CloudPublisher {}
