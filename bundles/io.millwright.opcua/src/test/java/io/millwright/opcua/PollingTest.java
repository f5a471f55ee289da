package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.junit.jupiter.api.Test;

/** Polling: on request, and by itself where the server offers no subscriptions. */
class PollingTest {
    private static final String TAGS =
            "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\nlate,nsu=urn:millwright:test:cell;s=Late\n";

    private static void assertPolls(PlcServer plc, ConnectionFixture fixture) throws Exception {
        Recorder recorder = new Recorder();
        fixture.connection.subscribe(Interest.in(List.of("speed", "late")), recorder);
        fixture.configure();
        recorder.awaitValue(0, 1.0);
        recorder.awaitStatus(0, 1, StatusCodes.BAD_NODE_ID_UNKNOWN);
        String text = fixture.await(StateCode.CONNECTED_WITH_ERRORS);
        assertTrue(text.contains("by polling"), text);
        plc.write("Speed", 2.0);
        Call changed = recorder.awaitValue(0, 2.0);
        // Progress goes on while nothing changes, and an unchanged number is not delivered again.
        int from = recorder.calls().indexOf(changed) + 1;
        Call first = recorder.await(from, call -> call.method().equals("progress"));
        recorder.await(
                from, call -> call.method().equals("progress") && call.timeMicros() > first.timeMicros() + 250_000);
        assertEquals(
                0,
                recorder.calls().subList(from, recorder.size()).stream()
                        .filter(call -> call.method().equals("sample") && call.tag() == 0)
                        .count());
        plc.add("Late", 9.0);
        recorder.awaitValue(1, 9.0);
    }

    @Test
    void onRequest() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).set("access.mode", "POLL")) {
            assertPolls(plc, fixture);
        }
    }

    /** Each is read as it is written where a server registers nothing. */
    @Test
    void whereTheServerRegistersNoNodes() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).set("access.mode", "POLL")) {
            plc.faults()
                    .refuse(
                            Service.VIEW_REGISTER_NODES,
                            org.eclipse.milo.opcua.stack.core.StatusCodes.Bad_ServiceUnsupported);
            assertPolls(plc, fixture);
        }
    }

    /** Its program was loaded anew: the variables are the same, what was given for their names is not. */
    @Test
    void whereTheServerForgetsWhatWasRegistered() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).set("access.mode", "POLL")) {
            plc.faults().aliases.give();
            assertPolls(plc, fixture);
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed", "late")), recorder);
            plc.faults().aliases.forget();
            recorder.awaitStatus(0, 0, StatusCodes.BAD_NODE_ID_UNKNOWN);
            int from = recorder.size();
            recorder.awaitValue(from, 0, 2.0);
            // Was read by its name since it was unknown.
            recorder.awaitValue(1, 9.0);
            plc.write("Speed", 3.0);
            recorder.awaitValue(from, 0, 3.0);
        }
    }

    @Test
    void whereTheServerOffersNoSubscriptions() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .withoutSubscriptions()
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            assertPolls(plc, fixture);
        }
    }
}
