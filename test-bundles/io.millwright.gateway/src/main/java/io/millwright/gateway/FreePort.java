package io.millwright.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port for a server that cannot choose one itself; another process may be quicker, so callers try again. */
final class FreePort {
    static final int ATTEMPTS = 5;

    private FreePort() {}

    static int find() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new GatewayException("No free port on 127.0.0.1", e);
        }
    }
}
