package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deadbands are the server's work (OPC UA Part 4, 7.22.2): it filters, or it refuses the item and that is told. */
class DeadbandTest {
    @Test
    void theServerFiltersByAnAbsoluteDeadband() throws Exception {
        String tags =
                """
                name,nodeId,deadband
                filtered,nsu=urn:millwright:test:cell;s=Speed,5
                every,nsu=urn:millwright:test:cell;s=Speed,
                """;
        try (PlcServer plc = new PlcServer().variable("Speed", 100.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("filtered", "every")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 100.0);
            recorder.awaitValue(1, 100.0);
            plc.write("Speed", 103.0);
            recorder.awaitValue(1, 103.0);
            plc.write("Speed", 110.0);
            recorder.awaitValue(1, 110.0);
            recorder.awaitValue(0, 110.0);
            assertEquals(
                    List.of(100.0, 110.0),
                    recorder.calls().stream()
                            .filter(call -> call.tag() == 0 && call.method().equals("sample") && call.status() == 0)
                            .map(Recorder.Call::value)
                            .toList());
        }
    }

    /** A percent deadband needs the range of an analogue item, which this node lacks. */
    @Test
    void aDeadbandThatTheServerRefusesIsToldWithItsLineAndTheOthersWork() throws Exception {
        String tags =
                """
                name,nodeId,deadband
                refused,nsu=urn:millwright:test:cell;s=Speed,5%
                plain,nsu=urn:millwright:test:cell;s=Speed,
                """;
        try (PlcServer plc = new PlcServer().variable("Speed", 100.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("refused", "plain")), recorder);
            String text = fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS, "1 of 2 tags Good");
            recorder.awaitValue(1, 100.0);
            assertTrue(text.contains("line 2: refused"), text);
            assertTrue(text.contains("Bad_MonitoredItemFilterUnsupported"), text);
        }
    }
}
