package io.millwright.opcua.look;

import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.TrustFolder;
import io.millwright.opcua.session.Discovery;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.tag.BrowseException;
import io.millwright.tag.ServerDiscovery;
import io.millwright.tag.ServerOffer;
import java.util.Map;
import java.util.function.Supplier;

/** Asks servers for which there is no connection yet; trusted is what lies in the usual trust folder. */
public final class AnyServer implements ServerDiscovery, AutoCloseable {
    private static final String NAME = "discovery";
    private static final int AT_A_TIME = 2;

    private final Turns turns = new Turns(NAME, "millwright-opcua-discovery-", AT_A_TIME);
    private final Settings usual = Settings.of(Map.of("kura.service.pid", NAME));
    private final Supplier<String> dataDirectory;

    /** @param dataDirectory of the gateway, may return null */
    public AnyServer(Supplier<String> dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    @Override
    public ServerOffer endpoints(String url, long timeoutMillis) throws BrowseException {
        long millis = Arguments.timeout(timeoutMillis);
        Settings asked = Arguments.discovery(NAME, url, millis);
        return turns.take(millis, asked.endpointUrl(), () -> {
            CertificateStores stores = new CertificateStores(
                    null, "", TrustFolder.in(dataDirectory.get(), usual.trust().folder()));
            return offer(asked, usual.at(asked.endpointUrl()), stores);
        });
    }

    static ServerOffer offer(Settings asked, Settings judging, CertificateStores stores)
            throws BrowseException, InterruptedException {
        try {
            return new Offers(asked.endpointUrl(), Discovery.ask(asked)).offer(judging, stores);
        } catch (ConnectionTrouble e) {
            throw Trouble.of(e);
        }
    }

    @Override
    public void close() {
        turns.close();
    }
}
