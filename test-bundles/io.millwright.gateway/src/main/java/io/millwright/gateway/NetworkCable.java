package io.millwright.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/**
 * The cable between a gateway and its broker: what comes in on a port of its own goes to the broker, until it is pulled. Only
 * the gateway is behind it, so the receiver misses nothing. Thread-safe.
 */
public final class NetworkCable implements AutoCloseable {
    private static final int BUFFER_BYTES = 8192;
    private static final long JOIN_MILLIS = 5_000;

    private final URI broker;
    private final ServerSocket socket;
    private final Thread acceptor = new Thread(this::accept, "cable");
    private final Set<Socket> open = new HashSet<>();
    private boolean pulled;

    private NetworkCable(URI broker) throws IOException {
        this.broker = broker;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor.setDaemon(true);
    }

    /** Lays a cable to a broker at {@code tcp://host:port}. */
    public static NetworkCable to(String brokerUrl) throws IOException {
        NetworkCable cable = new NetworkCable(URI.create(brokerUrl));
        cable.acceptor.start();
        return cable;
    }

    /** Returns where the gateway finds the broker, as long as the cable is plugged in. */
    public String url() {
        return "tcp://127.0.0.1:" + socket.getLocalPort();
    }

    /** Ends every connection; new ones are accepted and ended at once. */
    public synchronized void pull() {
        pulled = true;
        open.forEach(NetworkCable::end);
        open.clear();
    }

    /** What is connected from now on reaches the broker. */
    public synchronized void plug() {
        pulled = false;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                connect(socket.accept());
            } catch (IOException e) {
                // Closed, or the broker is not there: the client sees its connection end.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        synchronized (this) {
            if (pulled) {
                end(client);
                return;
            }
            open.add(client);
        }
        Socket server;
        try {
            server = new Socket(broker.getHost(), broker.getPort());
        } catch (IOException e) {
            end(client);
            throw e;
        }
        synchronized (this) {
            open.add(server);
        }
        copy(client, server);
        copy(server, client);
    }

    private void copy(Socket from, Socket to) {
        Thread thread = new Thread(
                () -> {
                    byte[] buffer = new byte[BUFFER_BYTES];
                    try (InputStream in = from.getInputStream();
                            OutputStream out = to.getOutputStream()) {
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            out.write(buffer, 0, n);
                        }
                    } catch (IOException e) {
                        // Pulled, or one side has gone: the other one goes as well.
                    } finally {
                        end(from);
                        end(to);
                    }
                },
                "itest-cable-copy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(Socket one) {
        try {
            one.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            pull();
            acceptor.join(JOIN_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
