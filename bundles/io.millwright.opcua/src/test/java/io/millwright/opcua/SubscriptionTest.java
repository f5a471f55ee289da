package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The plain line: connect without security, subscribe, samples with quality and time. */
class SubscriptionTest {
    private static final String TAGS =
            """
            name,nodeId,scale,offset
            speed,nsu=urn:millwright:test:cell;s=Speed,,
            celsius,ns=2;s=Kelvin,1,-273.15
            text,nsu=urn:millwright:test:cell;s=Text,,
            """;

    @Test
    void samplesComeScaledWithQualityAndInOrderAndProgressFollows() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 100.0)
                        .variable("Kelvin", 300.15)
                        .variable("Text", "M")
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("text", "speed", "celsius")), recorder);
            fixture.configure();

            Call speed = recorder.awaitValue(1, 100.0);
            Call celsius = recorder.await(call -> call.tag() == 2 && Math.abs(call.value() - 27.0) < 1e-9);
            Call text = recorder.await(call -> call.method().equals("object") && "M".equals(call.object()));
            assertEquals(0, speed.status());
            assertEquals(0, celsius.status());
            assertEquals(0, text.tag());
            recorder.await(
                    recorder.calls().indexOf(speed), call -> call.method().equals("progress"));
            assertTrue(fixture.await(StateCode.CONNECTED).startsWith("3 of 3 tags Good"));

            plc.write("Speed", 101.0);
            plc.write("Speed", 102.0);
            recorder.awaitValue(1, 102.0);
            assertEquals(Kind.NUMBER, fixture.connection.tags().get(0).kind());
            assertEquals(Kind.TEXT, fixture.connection.tags().get(2).kind());
            assertFalse(recorder.overlapped());
        }
    }
}
