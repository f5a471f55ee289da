package io.millwright.gateway;

import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Moquette in this JVM: no telemetry, no metrics, no persistence, anonymous. */
public final class EmbeddedBroker implements Broker {
    private static final int LARGEST_MESSAGE_BYTES = 16 * 1024 * 1024;
    private static final String MESSAGE_SIZE = IConfig.NETTY_MAX_BYTES_PROPERTY_NAME;

    private final Path folder;
    private Server server;
    private int port;

    private EmbeddedBroker(Path folder) {
        this.folder = folder;
    }

    /** Returns when the port is open. */
    public static EmbeddedBroker start(Path workFolder) {
        EmbeddedBroker broker = new EmbeddedBroker(workFolder.resolve("broker"));
        for (int attempt = 1; ; attempt++) {
            broker.port = FreePort.find();
            try {
                broker.startAgain();
                return broker;
            } catch (GatewayException portTaken) {
                if (attempt == FreePort.ATTEMPTS) {
                    throw portTaken;
                }
            }
        }
    }

    @Override
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    @Override
    public synchronized void startAgain() {
        if (server != null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Server fresh = new Server();
            fresh.startServer(configuration());
            server = fresh;
        } catch (IOException | RuntimeException e) {
            throw new GatewayException("The embedded broker does not start on port " + port, e);
        }
    }

    private MemoryConfig configuration() {
        Properties values = new Properties();
        values.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
        values.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
        values.setProperty(IConfig.WEB_SOCKET_PORT_PROPERTY_NAME, BrokerConstants.DISABLED_PORT_BIND);
        values.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
        values.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
        values.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        values.setProperty(IConfig.DATA_PATH_PROPERTY_NAME, folder.toString());
        values.setProperty(IConfig.BUFFER_FLUSH_MS_PROPERTY_NAME, "0");
        values.setProperty(BrokerConstants.METRICS_ENABLE_PROPERTY_NAME, "false");
        values.setProperty(BrokerConstants.BUGSNAG_ENABLE_PROPERTY_NAME, "false");
        values.setProperty(MESSAGE_SIZE, Integer.toString(LARGEST_MESSAGE_BYTES));
        return new MemoryConfig(values);
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.stopServer();
            server = null;
        }
    }
}
