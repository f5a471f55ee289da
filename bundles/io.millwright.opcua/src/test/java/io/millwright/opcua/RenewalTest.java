package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.junit.jupiter.api.Test;

/** A subscription that ends on the server's side (OPC UA Part 4, 5.14.1.4) is replaced; no value stays away. */
class RenewalTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    private final Recorder recorder = new Recorder();

    private void connect(ConnectionFixture fixture) throws InterruptedException {
        fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
        fixture.configure().await(StateCode.CONNECTED);
        recorder.awaitValue(0, 1.0);
    }

    @Test
    void aSubscriptionThatTheServerEndsIsReplacedInTheSameSession() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            connect(fixture);
            var session = plc.sessions().get(0);

            int from = recorder.size();
            assertEquals(1, plc.endSubscriptions(new StatusCode(StatusCodes.Bad_Timeout)));
            // The new subscription sends the present value once more.
            recorder.awaitValue(from, 0, 1.0);
            plc.write("Speed", 2.0);
            recorder.awaitValue(from, 0, 2.0);
            assertEquals(List.of(session), plc.sessions());
        }
    }

    /** Where the server does not send its values again either, another subscription brings them. */
    @Test
    void aNotificationThatIsLostForGood() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            connect(fixture);
            plc.faults().refuse(Service.SUBSCRIPTION_REPUBLISH, StatusCodes.Bad_MessageNotAvailable);
            plc.faults().refuse(Service.METHOD_CALL, StatusCodes.Bad_ServiceUnsupported);

            int from = recorder.size();
            plc.faults().lose(2.0);
            plc.write("Speed", 2.0);
            recorder.awaitValue(from, 0, 2.0);
            assertEquals(1, fixture.connection.counters().droppedNotifications.get());
            assertEquals(1, fixture.connection.counters().renewals.get());
            assertEquals(0, fixture.connection.counters().resends.get());
            assertEquals(1, plc.sessions().size());
        }
    }

    @Test
    void aSessionThatTheServerForgotIsOpenedAgainWithItsSubscription() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            connect(fixture);

            int from = recorder.size();
            plc.forgetSessions();
            recorder.awaitValue(from, 0, 1.0);
            plc.write("Speed", 2.0);
            recorder.awaitValue(from, 0, 2.0);
            fixture.await(StateCode.CONNECTED);
            assertEquals(1, plc.sessions().size());
        }
    }
}
