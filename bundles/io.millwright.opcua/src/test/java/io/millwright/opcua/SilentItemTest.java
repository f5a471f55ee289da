package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** B2: one item goes silent while others and keep-alives go on. */
@Tag("slow")
class SilentItemTest {
    private static final String TAGS =
            """
            name,nodeId
            speed,nsu=urn:millwright:test:cell;s=Speed
            load,nsu=urn:millwright:test:cell;s=Load
            """;

    private final Recorder recorder = new Recorder();

    private PlcServer plc() throws Exception {
        return new PlcServer().variable("Speed", 1.0).variable("Load", 2.0).start();
    }

    private void connect(ConnectionFixture fixture) throws InterruptedException {
        fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
        fixture.configure().await(StateCode.CONNECTED);
    }

    @Test
    void b2AnItemThatGoesSilentIsMadeAnewWithinTheSession() throws Exception {
        try (PlcServer plc = plc();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            connect(fixture);
            List<?> sessions = plc.sessions();
            plc.silenceItems("Load");
            int from = recorder.size();
            Figure figure = new Figure();
            plc.write("Load", 3.0);
            plc.write("Speed", 5.0);
            recorder.awaitValue(from, 0, 5.0);
            recorder.awaitValue(from, 1, 3.0);
            figure.print("silent item");
            plc.write("Load", 4.0);
            recorder.awaitValue(from, 1, 4.0);
            assertEquals(1, fixture.connection.counters().itemsSilent.get());
            assertEquals(sessions, plc.sessions());
            assertEquals(1, plc.subscriptions());
        }
    }

    @Test
    void b2ANodeThatIsDeletedSilentlyIsBadAndComesBack() throws Exception {
        try (PlcServer plc = plc();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            connect(fixture);
            plc.silenceItems("Load");
            int from = recorder.size();
            plc.remove("Load");
            recorder.awaitStatus(from, 1, StatusCodes.BAD_NODE_ID_UNKNOWN);
            from = recorder.size();
            Figure figure = new Figure();
            plc.add("Load", 7.0);
            recorder.awaitValue(from, 1, 7.0);
            figure.print("node deleted without a word");
            plc.write("Load", 8.0);
            recorder.awaitValue(from, 1, 8.0);
        }
    }

    /** Steady values, and a deadband that holds changes back, are no silence. */
    @Test
    void b2WhatIsHeldBackOnPurposeIsLeftAlone() throws Exception {
        String tags = "name,nodeId,deadband\n"
                + "speed,nsu=urn:millwright:test:cell;s=Speed,\n"
                + "load,nsu=urn:millwright:test:cell;s=Load,10\n";
        try (PlcServer plc = plc();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            connect(fixture);
            plc.write("Load", 5.0);
            plc.silenceItems("Speed");
            plc.write("Speed", 6.0);
            // Within that time an item of the same session was found silent, and the other was looked at as often.
            recorder.awaitValue(0, 6.0);
            assertEquals(1, fixture.connection.counters().itemsSilent.get());
        }
    }
}
