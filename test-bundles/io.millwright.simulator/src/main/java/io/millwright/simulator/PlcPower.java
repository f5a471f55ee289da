package io.millwright.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Switches the server on and off. One port for the whole life; while the server is off its port refuses connections, or
 * accepts them and never answers. Everything that takes time runs on one thread, {@code simulator-control-1}.
 */
final class PlcPower implements AutoCloseable {
    private static final int PORT_ATTEMPTS = 5;
    private static final long REBIND_MILLIS = 100;
    private static final int REBIND_ATTEMPTS = 50;

    private final PlcServer.Access access;
    private final Collection<Tag> tags;
    private final boolean bindItems;
    private final boolean anyPort;
    private final Consumer<String> events;
    private final JoinedThreads thread = new JoinedThreads("simulator-control");
    private final ScheduledThreadPoolExecutor control = new ScheduledThreadPoolExecutor(1, thread);
    private final Set<CompletableFuture<Void>> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> ready = pending();

    /** Read while the server is switched, which holds the lock. */
    private volatile int port;

    private PlcServer server;
    private ServerSocket silent;
    private boolean up;
    private boolean closed;
    private int namespaceShift;
    private long starts;

    PlcPower(int port, PlcServer.Access access, Collection<Tag> tags, boolean bindItems, Consumer<String> events) {
        this.port = port;
        this.anyPort = port == 0;
        this.access = access;
        this.tags = tags;
        this.bindItems = bindItems;
        this.events = events;
        control.setRemoveOnCancelPolicy(true);
    }

    /** Switches on for the first time, after so many ms in which the port is silent. */
    synchronized void on(long silentMillis) throws IOException {
        if (silentMillis > 0) {
            silent = listen(port);
            port = silent.getLocalPort();
            server = build();
            control.schedule(() -> comeUp(ready, 0), silentMillis, TimeUnit.MILLISECONDS);
            return;
        }
        for (int attempt = 1; ; attempt++) {
            if (anyPort) {
                // The port is free for a moment between this and the server's own bind: then try another.
                try (ServerSocket probe = listen(0)) {
                    port = probe.getLocalPort();
                }
            }
            server = build();
            try {
                server.bind();
                opened();
                done(ready);
                return;
            } catch (IOException e) {
                stopServer();
                if (!anyPort || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void stopServer() {
        if (!server.stop()) {
            events.accept("FAILED a thread of the server did not end in time");
        }
    }

    private PlcServer build() throws IOException {
        return new PlcServer(port, access, tags, bindItems, namespaceShift);
    }

    /** Stops the server and brings a new one up after so many ms; completes when it answers. */
    CompletableFuture<Void> restart(long downMillis, boolean acceptsMeanwhile, int shift) {
        CompletableFuture<Void> over = pending();
        run(over, () -> {
            long from = System.nanoTime();
            synchronized (this) {
                if (!up) {
                    throw new IllegalStateException("The server is down already.");
                }
                up = false;
                stopServer();
                namespaceShift += shift;
                silent = acceptsMeanwhile ? listen(port) : null;
                events.accept("DOWN");
                server = build();
            }
            long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            control.schedule(() -> comeUp(over, 0), Math.max(0, downMillis - spent), TimeUnit.MILLISECONDS);
        });
        return over;
    }

    private synchronized void comeUp(CompletableFuture<Void> over, int attempt) {
        if (closed) {
            return;
        }
        try {
            if (silent != null) {
                silent.close();
                silent = null;
            }
            server.bind();
            opened();
            done(over);
        } catch (IOException e) {
            if (attempt == REBIND_ATTEMPTS) {
                events.accept("FAILED " + e.getMessage());
                open.remove(over);
                over.completeExceptionally(e);
                return;
            }
            // Someone else took the port meanwhile, or the kernel still holds it.
            control.schedule(() -> comeUp(over, attempt + 1), REBIND_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void opened() {
        up = true;
        starts++;
        events.accept("UP");
    }

    /** The server hangs for so many ms; completes when it goes on. */
    CompletableFuture<Void> freeze(long millis) {
        CompletableFuture<Void> over = pending();
        run(over, () -> {
            synchronized (this) {
                server.freeze(true);
            }
            control.schedule(
                    () -> {
                        thaw();
                        done(over);
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        });
        return over;
    }

    /** The network cable is out for so many ms; the server runs on. Completes when it is in again. */
    CompletableFuture<Void> pullCable(long millis) {
        CompletableFuture<Void> over = pending();
        run(over, () -> {
            synchronized (this) {
                server.pullCable();
            }
            events.accept("CABLE-OUT");
            control.schedule(
                    () -> {
                        plugCable();
                        events.accept("CABLE-IN");
                        done(over);
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        });
        return over;
    }

    synchronized void plugCable() {
        if (server != null) {
            server.plugCable();
        }
    }

    synchronized void thaw() {
        if (server != null) {
            server.freeze(false);
        }
    }

    /** Runs an action on the control thread after so many ms; completes with what the action returns. */
    CompletableFuture<Void> after(long millis, Supplier<CompletableFuture<Void>> action) {
        CompletableFuture<Void> over = pending();
        try {
            control.schedule(
                    () -> run(over, () -> action.get().whenComplete((nothing, failure) -> {
                        open.remove(over);
                        if (failure == null) {
                            over.complete(null);
                        } else {
                            over.completeExceptionally(failure);
                        }
                    })),
                    millis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            open.remove(over);
            over.completeExceptionally(new IllegalStateException("The simulator is closed.", e));
        }
        return over;
    }

    private interface Task {
        void run() throws IOException;
    }

    private void run(CompletableFuture<Void> over, Task task) {
        try {
            task.run();
        } catch (IOException | RuntimeException e) {
            events.accept("FAILED " + e.getMessage());
            open.remove(over);
            over.completeExceptionally(e);
        }
    }

    private CompletableFuture<Void> pending() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        open.add(future);
        return future;
    }

    private void done(CompletableFuture<Void> future) {
        open.remove(future);
        future.complete(null);
    }

    private static ServerSocket listen(int port) throws IOException {
        try {
            return new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new IOException("The port 127.0.0.1:" + port + " cannot be opened: " + e.getMessage(), e);
        }
    }

    CompletableFuture<Void> ready() {
        return ready;
    }

    int port() {
        return port;
    }

    synchronized int namespaceIndex() {
        return server.namespaceIndex();
    }

    synchronized Map<String, Long> load() {
        Map<String, Long> load = new LinkedHashMap<>();
        load.put("starts", starts);
        if (up) {
            load.putAll(server.load());
        }
        return load;
    }

    @Override
    public void close() {
        control.shutdownNow();
        thread.join(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            up = false;
            if (server != null) {
                stopServer();
            }
            if (silent != null) {
                try {
                    silent.close();
                } catch (IOException e) {
                    events.accept("FAILED " + e.getMessage());
                }
            }
        }
        open.forEach(future -> future.completeExceptionally(new IllegalStateException("The simulator is closed.")));
    }
}
