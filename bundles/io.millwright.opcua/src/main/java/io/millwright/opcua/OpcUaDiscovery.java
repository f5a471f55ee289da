package io.millwright.opcua;

import io.millwright.opcua.look.AnyServer;
import io.millwright.tag.BrowseException;
import io.millwright.tag.ServerDiscovery;
import io.millwright.tag.ServerOffer;
import org.eclipse.kura.system.SystemService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The gateway's {@link ServerDiscovery}: there from the start, started by who uses it first. */
@Component(service = ServerDiscovery.class)
public final class OpcUaDiscovery implements ServerDiscovery {
    private final AnyServer servers;

    /** Starts no thread: the first question does. */
    @Activate
    public OpcUaDiscovery(@Reference SystemService system) {
        servers = new AnyServer(system::getKuraDataDirectory);
    }

    @Override
    public ServerOffer endpoints(String url, long timeoutMillis) throws BrowseException {
        return servers.endpoints(url, timeoutMillis);
    }

    /** Ends what is asked; returns within 4 s. */
    @Deactivate
    void stop() {
        servers.close();
    }
}
