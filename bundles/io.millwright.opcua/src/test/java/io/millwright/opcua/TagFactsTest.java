package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.eclipse.milo.opcua.sdk.server.model.variables.BaseAnalogType;
import org.eclipse.milo.opcua.sdk.server.model.variables.MultiStateDiscreteType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.junit.jupiter.api.Test;

/** What a server says of a tag besides its value; and which changes of it count. */
class TagFactsTest {
    private static final String TAGS =
            """
            name,nodeId,scale,offset
            load,nsu=urn:millwright:test:cell;s=Load,,
            turned,nsu=urn:millwright:test:cell;s=Load,-2,10
            mode,nsu=urn:millwright:test:cell;s=Mode,,
            program,nsu=urn:millwright:test:cell;s=Program,,
            spectrum,nsu=urn:millwright:test:cell;s=Spectrum,,
            """;

    private static PlcServer plc() throws Exception {
        PlcServer plc = new PlcServer()
                .variable("Load", 20.0)
                .variable("Mode", 1)
                .variable("Program", 2)
                .variable("Spectrum", new Double[] {1.0, 2.0})
                .start();
        plc.node("Load").setProperty(BaseAnalogType.EU_RANGE, new Range(0.0, 150.0));
        plc.node("Mode").setProperty(MultiStateDiscreteType.ENUM_STRINGS, new LocalizedText[] {
            LocalizedText.english("manual"), LocalizedText.english("automatic")
        });
        // ServerState is an enumeration whose texts stand at the data type.
        plc.node("Program").setDataType(new NodeId(0, 852));
        plc.node("Spectrum").setValueRank(1);
        plc.node("Spectrum").setArrayDimensions(new UInteger[] {uint(2)});
        return plc;
    }

    @Test
    void rangeTextsAndDimensionsComeFromTheServerAndTheRangeAfterScaleAndOffset() throws Exception {
        for (String mode : List.of("SUBSCRIBE", "POLL")) {
            try (PlcServer plc = plc();
                    ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).set("access.mode", mode)) {
                fixture.configure().await(StateCode.CONNECTED);
                List<Tag> tags = fixture.connection.tags();
                assertEquals(0.0, tags.get(0).rangeLow());
                assertEquals(150.0, tags.get(0).rangeHigh());
                assertEquals(-290.0, tags.get(1).rangeLow());
                assertEquals(10.0, tags.get(1).rangeHigh());
                assertTrue(Double.isNaN(tags.get(2).rangeLow()));
                assertEquals(Map.of(0L, "manual", 1L, "automatic"), tags.get(2).texts());
                assertEquals("Failed", tags.get(3).texts().get(1L));
                assertArrayEquals(new int[] {2}, tags.get(4).dimensions());
                assertEquals(0, tags.get(0).dimensions().length);
            }
        }
    }

    @Test
    void thePublishingIntervalIsTheRevisedOneAndStaysWithoutASession() throws Exception {
        try (PlcServer plc = plc();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).set("publishing.intervalMs", 123)) {
            assertEquals(0, fixture.connection.publishingMillis());
            fixture.configure().await(StateCode.CONNECTED);
            assertEquals(123, fixture.connection.publishingMillis());
            plc.stop();
            fixture.awaitEntered(StateCode.CONNECTION_LOST);
            assertEquals(123, fixture.connection.publishingMillis());
        }
    }

    @Test
    void whoWantsEveryChangeGetsAValueThatIsRepeatedAtANewTime() throws Exception {
        try (PlcServer plc = plc();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            fixture.configure().await(StateCode.CONNECTED);
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(new EveryChange(List.of("load")), recorder);
            Set<Long> times = new HashSet<>();
            LongFunction<DataValue> same =
                    number -> new DataValue(new Variant(20.0), StatusCode.GOOD, DateTime.now(), DateTime.now());
            Writing writing = new Writing(plc, "Load", same);
            try {
                recorder.await(call -> call.method().equals("sample")
                        && call.value() == 20.0
                        && times.add(call.timeMicros())
                        && times.size() == 3);
            } finally {
                writing.close();
            }
        }
    }
}
