package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.model.variables.BaseAnalogType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.junit.jupiter.api.Test;

/** EURange and InstrumentRange (OPC UA Part 8, 5.3.2): read once per session, and values outside of them are Uncertain. */
class RangeTest {
    private static final int EXCEEDED_HIGH = 0x40940600;
    private static final int NOT_ACCURATE_HIGH = 0x40930600;
    private static final String TAGS =
            """
            name,nodeId,scale,range
            speed,nsu=urn:millwright:test:cell;s=Speed,,
            turned,nsu=urn:millwright:test:cell;s=Speed,-1,
            none,nsu=urn:millwright:test:cell;s=Speed,,none
            own,nsu=urn:millwright:test:cell;s=Speed,,0..500
            """;

    private static PlcServer plc() throws Exception {
        PlcServer plc = new PlcServer().variable("Speed", 100.0).start();
        plc.node("Speed").setProperty(BaseAnalogType.EU_RANGE, new Range(0.0, 150.0));
        plc.node("Speed").setProperty(BaseAnalogType.INSTRUMENT_RANGE, new Range(-10.0, 200.0));
        return plc;
    }

    @Test
    void valuesOutsideOfTheRangesAreUncertainUnlessTheTableSaysOtherwise() throws Exception {
        for (String mode : List.of("SUBSCRIBE", "POLL")) {
            try (PlcServer plc = plc();
                    ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).set("access.mode", mode)) {
                Recorder recorder = new Recorder();
                fixture.connection.subscribe(Interest.in(List.of("speed", "turned", "none", "own")), recorder);
                fixture.configure().await(StateCode.CONNECTED);
                assertEquals(500, fixture.connection.tags().get(3).rangeHigh());
                plc.write("Speed", 170.0);
                assertEquals(EXCEEDED_HIGH, recorder.awaitValue(0, 170).status());
                assertEquals(0x40940500, recorder.awaitValue(1, -170).status());
                assertEquals(0, recorder.awaitValue(2, 170).status());
                assertEquals(0, recorder.awaitValue(3, 170).status());
                String text = fixture.await(StateCode.CONNECTED_WITH_ERRORS, "2 of 4 tags Good");
                assertTrue(
                        text.contains(
                                "line 2: speed, nsu=urn:millwright:test:cell;s=Speed: Uncertain_EngineeringUnitsExceeded"),
                        text);
                assertTrue(text.contains("outside the EURange 0.0 to 150.0"), text);
                plc.write("Speed", 210.0);
                assertEquals(NOT_ACCURATE_HIGH, recorder.awaitValue(0, 210).status());
                fixture.await(StateCode.CONNECTED_WITH_ERRORS, "outside the InstrumentRange -10.0 to 200.0");
            }
        }
    }

    @Test
    void b17WhatTheServerSaysOfItsVariablesIsReadOncePerSession() throws Exception {
        try (PlcServer plc = plc();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            recorder.awaitValue(0, 100.0);
            long asked = plc.browsePathCalls();
            assertTrue(asked > 0);
            int from = recorder.size();
            assertEquals(1, plc.endSubscriptions(new StatusCode(StatusCodes.Bad_Timeout)));
            recorder.awaitValue(from, 0, 100.0);
            plc.write("Speed", 170.0);
            assertEquals(EXCEEDED_HIGH, recorder.awaitValue(0, 170).status());
            assertEquals(asked, plc.browsePathCalls());
        }
    }

    @Test
    void whatTheServerSaysHasChangedIsReadAgain() throws Exception {
        for (String mode : List.of("SUBSCRIBE", "POLL")) {
            try (PlcServer plc = plc();
                    ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).set("access.mode", mode)) {
                Recorder recorder = new Recorder();
                fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
                fixture.configure().await(StateCode.CONNECTED);
                plc.node("Speed").setProperty(BaseAnalogType.EU_RANGE, new Range(0.0, 300.0));
                plc.write("Speed", new DataValue(new Variant(110.0), new StatusCode(0x4000L)));
                recorder.await(call -> call.object() instanceof Tag tag && tag.rangeHigh() == 300);
                plc.write("Speed", 290.0);
                recorder.awaitValue(0, 290);
            }
        }
    }
}
