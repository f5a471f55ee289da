package org.eclipse.kura.data;

import org.eclipse.kura.KuraConnectException;
import org.osgi.annotation.versioning.ProviderType;

/** The connection to a broker below a {@link DataService}. */
@ProviderType
public interface DataTransportService {
    /** Connects; fails where the connection is up. */
    void connect() throws KuraConnectException;

    boolean isConnected();

    String getBrokerUrl();

    String getAccountName();

    String getUsername();

    String getClientId();

    /**
     * Disconnects and tells the data service, which connects again where it does so by itself.
     *
     * @param quiesceTimeout how long deliveries that are under way may take to end, in milliseconds
     */
    void disconnect(long quiesceTimeout);
}
