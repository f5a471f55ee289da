package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.milo.MiloThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A network between gateway and PLC that can fall silent without closing anything, as behind a pulled cable. */
final class TcpProxy implements AutoCloseable {
    private final URI target;
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private boolean silent;
    private volatile boolean pulled;
    private volatile long delayMillis;
    private volatile boolean byBytes;
    private final Semaphore refused = new Semaphore(0);

    /** Times that keys for a secure channel were asked for. */
    private final Semaphore channelKeys = new Semaphore(0);

    TcpProxy(String url) throws IOException {
        target = URI.create(url);
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String url() {
        return "opc.tcp://127.0.0.1:" + listening.getLocalPort();
    }

    synchronized void silent(boolean now) {
        silent = now;
        notifyAll();
    }

    /** Takes so long for each way. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** Hands over single bytes, as through windows of one byte. */
    void byBytes() {
        byBytes = true;
    }

    /** Ends every connection, and each new one at once, until {@link #plug()}. */
    void pull() throws IOException {
        pulled = true;
        refused.drainPermits();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Waits until so many connections were ended at once. */
    void awaitRefused(int attempts) throws InterruptedException {
        assertTrue(refused.tryAcquire(attempts, 60, TimeUnit.SECONDS), "attempts to connect");
    }

    /** Waits until keys for secure channels were asked for so many times more. */
    void awaitChannelKeys(int times) throws InterruptedException {
        assertTrue(channelKeys.tryAcquire(times, 60, TimeUnit.SECONDS), "requests for keys of a channel");
    }

    /** Each message of a client is written at once, so that it begins what is read (OPC UA Part 6, 7.1.2.2). */
    private void count(byte[] read, int length) {
        if (length > 3 && read[0] == 'O' && read[1] == 'P' && read[2] == 'N') {
            channelKeys.release();
        }
    }

    void plug() {
        pulled = false;
    }

    private synchronized void pass() throws InterruptedException {
        while (silent) {
            wait();
        }
    }

    private static void start(Runnable task) {
        MiloThreads.threads("test-proxy-").newThread(task).start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listening.accept();
                if (pulled) {
                    near.close();
                    refused.release();
                    continue;
                }
                Socket far = new Socket();
                try {
                    far.connect(new InetSocketAddress(target.getHost(), target.getPort()));
                } catch (IOException e) {
                    // The PLC is off.
                    near.close();
                    refused.release();
                    continue;
                }
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                sockets.add(near);
                sockets.add(far);
                start(() -> copy(near, far, true));
                start(() -> copy(far, near, false));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void copy(Socket from, Socket to, boolean ofClient) {
        byte[] buffer = new byte[65_536];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (ofClient) {
                    count(buffer, n);
                }
                Thread.sleep(delayMillis);
                pass();
                for (int at = 0, size = byBytes ? 1 : n; at < n; at += size) {
                    out.write(buffer, at, size);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        silent(false);
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
