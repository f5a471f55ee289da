package org.eclipse.kura.cloudconnection.listener;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of the connection to the cloud. */
@ConsumerType
public interface CloudConnectionListener {
    void onDisconnected();

    void onConnectionLost();

    void onConnectionEstablished();
}
