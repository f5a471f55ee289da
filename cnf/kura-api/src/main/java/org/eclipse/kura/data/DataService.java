package org.eclipse.kura.data;

import java.util.List;
import org.eclipse.kura.KuraConnectException;
import org.eclipse.kura.KuraStoreException;
import org.osgi.annotation.versioning.ProviderType;

/** Stores messages and forwards them through a {@link DataTransportService}. */
@ProviderType
public interface DataService {
    /** Connects, and ends automatic connecting until the next change of the configuration. */
    void connect() throws KuraConnectException;

    boolean isConnected();

    boolean isAutoConnectEnabled();

    /** Returns the time between two attempts to connect, in seconds. */
    int getRetryInterval();

    /** Disconnects, and ends automatic connecting until the next change of the configuration. */
    void disconnect(long quiesceTimeout);

    int publish(String topic, byte[] payload, int qos, boolean retain, int priority) throws KuraStoreException;

    List<Integer> getUnpublishedMessageIds(String topicRegex) throws KuraStoreException;

    /** Returns the ids of messages that were sent with QoS 1 or 2 and not confirmed. */
    List<Integer> getInFlightMessageIds(String topicRegex) throws KuraStoreException;

    List<Integer> getDroppedInFlightMessageIds(String topicRegex) throws KuraStoreException;
}
