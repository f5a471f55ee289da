package io.millwright.gateway;

import java.nio.file.Path;

/** An MQTT broker on 127.0.0.1, on a free port, that forgets everything when it stops. */
public interface Broker extends AutoCloseable {

    /** Mosquitto where it is installed, else the embedded one. */
    static Broker start(Path workFolder) {
        return Mosquitto.isInstalled() ? Mosquitto.start(workFolder) : EmbeddedBroker.start(workFolder);
    }

    /** {@code tcp://127.0.0.1:PORT}; the same after a restart. */
    String url();

    /** Takes the broker away. Idempotent. */
    void stop();

    /** Brings it back on its port. */
    void startAgain();

    @Override
    default void close() {
        stop();
    }
}
