package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Counterpart.Traits;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.TagListener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Conformance units of OPC UA Part 7 about sessions and what carries them, against servers of two makers. Each test is called after
 * its unit; docs/reliability.md has the table.
 */
abstract class SessionConformance extends Conformance {
    SessionConformance(Counterpart.Maker maker) {
        super(maker);
    }

    @Test
    void sessionClientBase() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL)) {
            try (ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
                connect(fixture);
                assertDelivers(server, 3.0);
                assertEquals(1, server.sessions());
                assertEquals(1, server.requests("CreateSession"));
                assertEquals(1, server.requests("ActivateSession"));
                assertEquals(0, server.requests("CloseSession"));
            }
            server.awaitRequests("CloseSession", 1);
            assertEquals(0, server.sessions());
            assertEquals(0, server.subscriptions());
        }
    }

    @Test
    void sessionClientBaseOpensAnotherWhereTheServerForgotIt() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            int back = recorder.size();
            server.forgetSessionsOnly();
            server.awaitRequests("CreateSession", 2);
            // Also of what has not changed.
            recorder.awaitValue(back, 1, 20.0);
            assertDelivers(server, 3.0);
            fixture.await(StateCode.CONNECTED);
            assertEquals(1, server.sessions());
        }
    }

    /** Nothing else is asked for while it is idle, for longer than the session lasts without a request. */
    @Test
    void sessionClientKeepAlive() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)
                        .set("access.mode", "POLL")
                        .set("publishing.intervalMs", 3_600_000)
                        .set("session.timeoutMs", 5_000)) {
            connect(fixture);
            // Two for the keep-alives of 6 s, and one or two that look at the server's state.
            server.awaitRequests("Read", server.requests("Read") + 6);
            assertEquals(1, server.sessions());
            assertEquals(1, server.requests("CreateSession"));
            assertEquals(0, fixture.connection.counters().reconnects.get());
        }
    }

    @Test
    void sessionClientKeepAliveFindsAServerThatIsSilent() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                TcpProxy network = new TcpProxy(server.url());
                ConnectionFixture fixture =
                        new ConnectionFixture(network.url(), TAGS).set("request.timeoutMs", 1_000)) {
            connect(fixture);
            int away = recorder.size();
            network.silent(true);
            recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
            recorder.awaitStatus(away, 1, StatusCodes.BAD_NO_COMMUNICATION);
            int back = recorder.size();
            network.silent(false);
            recorder.awaitValue(back, 1, 20.0);
            assertDelivers(server, 4.0);
            fixture.await(StateCode.CONNECTED);
        }
    }

    @Test
    void sessionClientDetectShutdown() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            server.announceShutdown();
            String text = fixture.await(StateCode.SERVER_NOT_RUNNING);
            assertTrue(text.contains("Shutdown"), text);
            int away = recorder.size();
            server.stop();
            recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
            int back = recorder.size();
            server.start();
            recorder.awaitValue(back, 0, 1.0);
            fixture.await(StateCode.CONNECTED);
            // The server that is back is not taken for the one that said so.
            List<StateCode> states = fixture.states();
            assertEquals(
                    states.indexOf(StateCode.SERVER_NOT_RUNNING), states.lastIndexOf(StateCode.SERVER_NOT_RUNNING));
        }
    }

    /** Where the cell's namespace was is another one, that has a variable with the same identifier. */
    @Test
    void sessionClientRenewNodeIds() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            int index = server.namespaceIndex();
            int away = recorder.size();
            server.stop();
            recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
            int back = recorder.size();
            server.start(Counterpart.TREE, "urn:millwright:test:more");
            assertEquals(index + 2, server.namespaceIndex());
            recorder.awaitValue(back, 1, 20.0);
            assertDelivers(server, 5.0);
            fixture.await(StateCode.CONNECTED);
            List<Call> wrong = recorder.calls().stream()
                    .filter(call -> call.tag() == 0 && call.value() == 99.0)
                    .toList();
            assertEquals(List.of(), wrong);
        }
    }

    @Test
    void securityTimeSynchronisation() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL.withClockAheadSeconds(3_600));
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
            String text = fixture.configure().await(StateCode.SERVER_CLOCK_DIFFERENCE);
            assertTrue(text.contains("ahead of the gateway's"), text);
            assertTrue(text.contains("NTP"), text);
            recorder.awaitValue(0, 1.0);
            assertDelivers(server, 3.0);
        }
    }

    @Test
    void uaTcpUaScUaBinary() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL)) {
            try (ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
                fixture.configure().await(StateCode.CONNECTED, "None / None", "2 of 2 tags Good");
            }
            for (String policy : List.of("Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss")) {
                for (String mode : List.of("Sign", "SignAndEncrypt")) {
                    try (ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)
                            .secured(policy)
                            .set("security.mode", mode)) {
                        fixture.connection.keystore(new FakeKeystore()
                                .trust("plc", server.certificate())
                                .service());
                        fixture.configure().await(StateCode.CONNECTED, policy + " / " + mode, "2 of 2 tags Good");
                    }
                }
            }
        }
    }

    @Test
    void uaTcpUaScUaBinaryMessagesOfManyChunks() throws Exception {
        String tags = "name,nodeId\nmany,nsu=urn:millwright:test:cell;s=Many\n";
        for (String mode : List.of("SUBSCRIBE", "POLL")) {
            CompletableFuture<Integer> length = new CompletableFuture<>();
            try (Counterpart server = maker.start(Traits.USUAL);
                    ConnectionFixture fixture = new ConnectionFixture(server.url(), tags).set("access.mode", mode)) {
                fixture.connection.subscribe(Interest.in(List.of("many")), new TagListener() {
                    @Override
                    public void sample(int tag, double value, int status, long timeMicros) {}

                    @Override
                    public void progress(long timeMicros) {}

                    @Override
                    public void object(int tag, Object value, int status, long timeMicros) {
                        if (value instanceof ByteBuffer bytes) {
                            length.complete(bytes.remaining());
                        }
                    }
                });
                fixture.configure().await(StateCode.CONNECTED);
                assertEquals(Counterpart.MANY_BYTES, length.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS));
            }
        }
    }

    @Test
    void uaTcpUaScUaBinaryKeysAreRenewed() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL.withChannelLifetimeMillis(3_000));
                TcpProxy network = new TcpProxy(server.url());
                ConnectionFixture fixture = new ConnectionFixture(network.url(), TAGS).secured("Basic256Sha256")) {
            fixture.connection.keystore(
                    new FakeKeystore().trust("plc", server.certificate()).service());
            connect(fixture);
            // Two channels were opened, one to look at the endpoints.
            network.awaitChannelKeys(2 + 3);
            assertDelivers(server, 3.0);
            assertEquals(1, server.requests("CreateSession"));
            assertEquals(0, fixture.connection.counters().reconnects.get());
            assertNotEquals(0, server.sessions());
        }
    }
}
