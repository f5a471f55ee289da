package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The server goes and comes: same port, same certificate, same values. */
class PlcRestartTest {
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CountDownLatch mayComeUp = new CountDownLatch(1);

    private SimulatorOptions options() {
        return new SimulatorOptions()
                .tag("Tank.level", TagType.DOUBLE)
                .stepped()
                .events(events::add);
    }

    /** The server's thread waits in here: it is down for as long as the test looks. */
    private void stayDown(String event) {
        events.add(event);
        if (event.equals("DOWN")) {
            try {
                mayComeUp.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitEvent(String wanted) throws InterruptedException {
        String event;
        do {
            event = events.poll(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
            assertTrue(event != null, "no event " + wanted);
        } while (!event.startsWith(wanted));
    }

    private static Socket connect(Simulator simulator) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), simulator.port());
    }

    @Test
    void aRestartRefusesConnectionsAndComesBackOnTheSamePort() throws Exception {
        try (Simulator simulator = Simulator.start(options().events(this::stayDown))) {
            String url = simulator.endpointUrl();
            simulator.write("Tank.level", 3.5);
            try (PlcClient before = PlcClient.connect(simulator)) {
                assertEquals(
                        3.5,
                        before.read(PlcClient.node(simulator, "Tank.level"))
                                .value()
                                .value());
                CompletableFuture<Void> up = simulator.restart(Duration.ofMillis(500));
                awaitEvent("DOWN");
                assertThrows(ConnectException.class, () -> connect(simulator).close());
                CompletableFuture<Void> again = simulator.restart(Duration.ZERO);
                assertFalse(up.isDone());
                mayComeUp.countDown();
                assertThrows(
                        ExecutionException.class,
                        () -> again.get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS),
                        "it is down already");
                up.get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
            }
            assertEquals(url, simulator.endpointUrl());
            assertEquals(2, simulator.counters().get("starts"));
            try (PlcClient after = PlcClient.connect(simulator)) {
                assertEquals(
                        3.5,
                        after.read(PlcClient.node(simulator, "Tank.level"))
                                .value()
                                .value());
            }
        }
    }

    @Test
    void aSlowStartAcceptsConnectionsAndSaysNothingUntilItIsUp() throws Exception {
        try (Simulator simulator = Simulator.start(options().fault("slow-start:3600"))) {
            assertFalse(simulator.ready().isDone());
            try (Socket socket = connect(simulator)) {
                // A hello message without an end: a server that is up closes the connection or answers.
                socket.getOutputStream().write("HELF".getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(200);
                assertThrows(SocketTimeoutException.class, () -> socket.getInputStream()
                        .read());
            }
        }
        try (Simulator simulator = Simulator.start(options().fault("slow-start:0.5"))) {
            simulator.ready().get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
            PlcClient.connect(simulator).close();
        }
    }

    @Test
    void theNamespaceFaultMovesTheTagsToTheNextIndex() throws Exception {
        try (Simulator simulator = Simulator.start(options())) {
            simulator.write("Tank.level", 1.0);
            assertEquals(2, simulator.namespaceIndex());
            simulator.fault("namespace:0").get(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
            assertEquals(3, simulator.namespaceIndex());
            try (PlcClient client = PlcClient.connect(simulator)) {
                assertEquals(
                        Simulator.NAMESPACE_URI,
                        client.client.readNamespaceTable().get(3));
                assertEquals(
                        1.0,
                        client.read(PlcClient.node(simulator, "Tank.level"))
                                .value()
                                .value());
            }
        }
    }

    @Test
    void closingLeavesNoThreadAndFreesThePort() throws Exception {
        Simulator simulator = Simulator.start(options().machines(1).fault("restart:3600@3600"));
        CompletableFuture<Void> later = simulator.fault("gap:*:3600");
        assertFalse(threads().isEmpty());
        simulator.close();
        simulator.close();
        assertEquals(Set.of(), threads());
        assertTrue(later.isCompletedExceptionally(), "a fault that was on must not stay open");
        new ServerSocket(simulator.port(), 1, InetAddress.getLoopbackAddress()).close();
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("simulator-"))
                .collect(Collectors.toSet());
    }

    @Test
    void aTakenPortIsAnErrorThatNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            IOException e = assertThrows(
                    IOException.class, () -> Simulator.start(options().port(taken.getLocalPort())));
            assertTrue(e.getMessage().contains("127.0.0.1:" + taken.getLocalPort()), e.getMessage());
            assertEquals(Set.of(), threads());
        }
    }
}
