package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.time.Instant;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of the restart matrix in docs/reliability.md that no other test is named after; each ends without anybody's help. */
@Tag("slow")
class RestartMatrixTest {
    private static final String TAGS =
            """
            name,nodeId
            speed,nsu=urn:millwright:test:cell;s=Speed
            load,nsu=urn:millwright:test:cell;s=Load
            """;

    private final Recorder recorder = new Recorder();
    private final Figure figure = new Figure();
    private PlcServer plc;
    private TcpProxy network;
    private ConnectionFixture fixture;

    @BeforeEach
    void makePlc() throws Exception {
        plc = new PlcServer().variable("Speed", 1.0).variable("Load", 2.0);
        network = new TcpProxy(plc.url());
    }

    @AfterEach
    void endAll() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
        network.close();
        plc.close();
    }

    private void connect(int requestTimeoutMillis) throws Exception {
        plc.start();
        fixture = new ConnectionFixture(network.url(), TAGS).set("request.timeoutMs", requestTimeoutMillis);
        fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
        fixture.configure();
        fixture.await(StateCode.CONNECTED);
    }

    private void assertDelivers(double speed) throws InterruptedException {
        int from = recorder.size();
        plc.write("Speed", speed);
        recorder.awaitValue(from, 0, speed);
    }

    @Test
    void powerCycleWithARefusedPortAndASlowStart() throws Exception {
        connect(1_000);
        int away = recorder.size();
        network.pull();
        plc.stop();
        recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
        network.awaitRefused(2);
        // The port opens long before the server answers.
        network.silent(true);
        network.plug();
        fixture.await(StateCode.SERVER_UNREACHABLE);
        plc.start();
        int from = recorder.size();
        figure.from();
        network.silent(false);
        recorder.awaitValue(from, 0, 1.0);
        figure.print("power cycle");
        fixture.await(StateCode.CONNECTED);
        assertDelivers(3.0);
    }

    @Test
    void nodesThatAreUnknownForAWhileAfterARestart() throws Exception {
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        int away = recorder.size();
        plc.stop();
        recorder.awaitStatus(away, 1, StatusCodes.BAD_NO_COMMUNICATION);
        plc.forget("Load");
        plc.start();
        recorder.awaitStatus(away, 1, StatusCodes.BAD_NODE_ID_UNKNOWN);
        fixture.await(StateCode.CONNECTED_WITH_ERRORS, "1 of 2 tags Good");
        int from = recorder.size();
        figure.from();
        plc.add("Load", 6.0);
        recorder.awaitValue(from, 1, 6.0);
        figure.print("nodes unknown for a while");
        fixture.await(StateCode.CONNECTED);
    }

    @Test
    void aServerThatTransfersNoSubscription() throws Exception {
        plc.faults()
                .refuse(
                        Service.SUBSCRIPTION_TRANSFER_SUBSCRIPTIONS,
                        org.eclipse.milo.opcua.stack.core.StatusCodes.Bad_ServiceUnsupported);
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        int from = recorder.size();
        figure.from();
        plc.forgetSessionsOnly();
        recorder.awaitValue(from, 0, 1.0);
        figure.print("no transfer");
        fixture.await(StateCode.CONNECTED);
        assertDelivers(3.0);
    }

    @Test
    void aSubscriptionThatSaysNothingWhileTheSessionLives() throws Exception {
        connect(1_000);
        List<?> sessions = plc.sessions();
        figure.from();
        plc.faults().silenceSubscription();
        // What it was asked for before it answers.
        for (double speed = 3; speed < 8; speed++) {
            assertDelivers(speed);
        }
        figure.print("silent subscription");
        assertDelivers(4.0);
        assertEquals(sessions, plc.sessions());
        assertNotEquals(0, fixture.connection.counters().renewals.get());
    }

    @Test
    void aServerThatTakesOnePublishRequestAtATime() throws Exception {
        plc.faults().mostPublishRequests(1);
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        for (double speed = 3; speed < 8; speed++) {
            assertDelivers(speed);
        }
        assertTrue(plc.faults().refusedPublishRequests() > 0, "nothing was refused");
        assertEquals(0, fixture.connection.counters().renewals.get());
    }

    @Test
    void sessionsThatOthersHoldUntilTheyTimeOut() throws Exception {
        plc.most(1, 10).start();
        try (ConnectionFixture other = new ConnectionFixture(plc.url(), TAGS)) {
            other.configure().await(StateCode.CONNECTED);
            fixture = new ConnectionFixture(plc.url(), TAGS);
            fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
            fixture.configure();
            String text = fixture.await(StateCode.SERVER_REFUSED);
            assertTrue(text.contains("Bad_TooManySessions"), text);
        }
        figure.from();
        fixture.await(StateCode.CONNECTED);
        figure.print("too many sessions");
        assertDelivers(3.0);
    }

    @Test
    void aConnectionThatEndsLeavesNoSession() throws Exception {
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        assertEquals(1, plc.sessions().size());
        fixture.close();
        assertEquals(0, plc.sessions().size());
    }

    @Test
    void twoSecondsFromRequestToAnswer() throws Exception {
        connect(10_000);
        network.delay(1_000);
        for (double speed = 3; speed < 6; speed++) {
            assertDelivers(speed);
        }
        assertEquals(0, fixture.connection.counters().reconnects.get());
        assertEquals(0, fixture.connection.counters().renewals.get());
    }

    @Test
    void aNetworkThatHandsOverSingleBytes() throws Exception {
        network.byBytes();
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        assertDelivers(3.0);
    }

    @Test
    void clocksThatJumpByAnHour() throws Exception {
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        long fallbacks = fixture.connection.counters().timestampFallbacks.get();
        Instant now = Instant.now();
        double value = 10;
        for (long jump : List.of(3_600L, -3_600L)) {
            int from = recorder.size();
            plc.write(
                    "Speed",
                    new DataValue(
                            new Variant(++value),
                            StatusCode.GOOD,
                            new DateTime(now.plusSeconds(jump)),
                            new DateTime(now)));
            Call call = recorder.awaitValue(from, 0, value);
            long seconds = call.timeMicros() / 1_000_000 - now.getEpochSecond();
            assertTrue(Math.abs(seconds) < 60, "a time " + seconds + " s off");
        }
        assertEquals(
                fallbacks + 2, fixture.connection.counters().timestampFallbacks.get());
        assertDelivers(3.0);
    }

    @Test
    void valuesThatAreBadMissingOrAbsurd() throws Exception {
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        int from = recorder.size();
        plc.write("Load", new DataValue(Variant.NULL_VALUE, new StatusCode(0x808B0000L)));
        recorder.awaitStatus(from, 1, 0x808B0000);
        plc.write("Load", new DataValue(Variant.NULL_VALUE, StatusCode.GOOD));
        recorder.awaitStatus(from, 1, StatusCodes.BAD_NO_DATA);
        plc.write("Load", Double.POSITIVE_INFINITY);
        recorder.awaitValue(from, 1, Double.POSITIVE_INFINITY);
        plc.write("Load", Double.NaN);
        recorder.await(from, call -> call.tag() == 1 && call.status() == 0 && Double.isNaN(call.value()));
        plc.write("Load", "text");
        recorder.await(from, call -> call.tag() == 1 && "text".equals(call.object()));
        plc.write(
                "Load",
                new DataValue(new Variant(7.0), StatusCode.GOOD, DateTime.MIN_DATE_TIME, DateTime.MIN_DATE_TIME));
        Call old = recorder.awaitValue(from, 1, 7.0);
        assertTrue(old.timeMicros() > 0, "a time before 1970");
        plc.write(
                "Load",
                new DataValue(new Variant(8.0), StatusCode.GOOD, DateTime.MAX_DATE_TIME, DateTime.MAX_DATE_TIME));
        Call future = recorder.awaitValue(from, 1, 8.0);
        assertTrue(future.timeMicros() < 4_000_000_000_000_000L, "a time after 2096");
        assertDelivers(3.0);
    }

    @Test
    void aTableThatIsEditedWhileTheServerIsAway() throws Exception {
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        int away = recorder.size();
        plc.stop();
        recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
        plc.variable("Torque", 9.0);
        fixture.set("tags", TAGS + "torque,nsu=urn:millwright:test:cell;s=Torque\n")
                .configure();
        Recorder torque = new Recorder();
        fixture.connection.subscribe(Interest.in(List.of("torque")), torque);
        plc.start();
        figure.from();
        torque.awaitValue(0, 9.0);
        figure.print("edited table");
        assertDelivers(3.0);
        fixture.await(StateCode.CONNECTED, "3 of 3 tags Good");
    }

    @Test
    void anAddressThatIsEditedWhileTheServerIsAway() throws Exception {
        connect(ConnectionFixture.REQUEST_TIMEOUT_MILLIS);
        int away = recorder.size();
        network.pull();
        recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
        fixture.set("endpoint.url", plc.url()).configure();
        fixture.await(StateCode.CONNECTED);
        assertDelivers(3.0);
    }
}
