package org.eclipse.kura.cloudconnection.listener;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of confirmed messages. */
@ConsumerType
public interface CloudDeliveryListener {
    void onMessageConfirmed(String messageId);
}
