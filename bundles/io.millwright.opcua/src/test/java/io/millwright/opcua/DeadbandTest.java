package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.model.variables.BaseAnalogType;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.junit.jupiter.api.Test;

/** Deadbands are the server's work (OPC UA Part 4, 7.22.2); where it refuses them, the gateway does it, and that is told. */
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
            assertEquals(List.of(100.0, 110.0), values(recorder, 0));
        }
    }

    /** A percent deadband needs the range of an analogue item, which this node lacks. */
    @Test
    void b20ADeadbandThatNobodyCanApplyIsToldWithItsLineAndTheValuesCome() throws Exception {
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
            String text = fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS, "2 of 2 tags Good");
            recorder.awaitValue(0, 100.0);
            recorder.awaitValue(1, 100.0);
            assertTrue(
                    text.contains(
                            "line 2: refused, nsu=urn:millwright:test:cell;s=Speed: deadband 5.0% has no effect, because"
                                    + " the server does not tell the variable's EURange"),
                    text);
            assertTrue(text.contains("Bad_MonitoredItemFilterUnsupported"), text);
        }
    }

    @Test
    void b20WhereTheServerRefusesTheFilterTheGatewayAppliesTheDeadband() throws Exception {
        String tags =
                """
                name,nodeId,deadband,scale
                absolute,nsu=urn:millwright:test:cell;s=Speed,5,2
                percent,nsu=urn:millwright:test:cell;s=Speed,10%,
                every,nsu=urn:millwright:test:cell;s=Speed,,
                """;
        try (PlcServer plc = new PlcServer()
                        .withoutFilters()
                        .variable("Speed", 100.0)
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            plc.node("Speed").setProperty(BaseAnalogType.EU_RANGE, new Range(0.0, 200.0));
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("absolute", "percent", "every")), recorder);
            String text = fixture.configure().await(StateCode.FILTER_REFUSED, "3 of 3 tags Good");
            assertTrue(text.contains("refuses the deadband of 2 tags, 'absolute' first"), text);
            recorder.awaitValue(0, 200.0);
            recorder.awaitValue(1, 100.0);
            for (double value : new double[] {104.0, 106.0, 121.0}) {
                plc.write("Speed", value);
                recorder.awaitValue(2, value);
            }
            recorder.awaitValue(0, 242.0);
            recorder.awaitValue(1, 121.0);
            assertEquals(List.of(200.0, 212.0, 242.0), values(recorder, 0));
            assertEquals(List.of(100.0, 121.0), values(recorder, 1));
        }
    }

    @Test
    void whatIsPolledIsFilteredOnTheGateway() throws Exception {
        String tags =
                """
                name,nodeId,deadband
                filtered,nsu=urn:millwright:test:cell;s=Speed,5
                every,nsu=urn:millwright:test:cell;s=Speed,
                """;
        try (PlcServer plc = new PlcServer().variable("Speed", 100.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags).set("access.mode", "POLL")) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("filtered", "every")), recorder);
            fixture.configure();
            for (double value : new double[] {100.0, 103.0, 110.0}) {
                plc.write("Speed", value);
                recorder.awaitValue(1, value);
            }
            recorder.awaitValue(0, 110.0);
            assertEquals(List.of(100.0, 110.0), values(recorder, 0));
        }
    }

    private static List<Double> values(Recorder recorder, int tag) {
        return recorder.calls().stream()
                .filter(call -> call.tag() == tag && call.method().equals("sample") && call.status() == 0)
                .map(Recorder.Call::value)
                .toList();
    }
}
