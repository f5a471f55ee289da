package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gateway that starts before its PLC: the stock driver's listeners never recover from that. */
class PlcLateTest {
    @Test
    void valuesComeOnceThePlcIsThereAndTheLogDoesNotRepeatItself() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0);
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n")) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure();
            String text = fixture.await(StateCode.SERVER_UNREACHABLE);
            assertTrue(text.contains(plc.url()), text);
            recorder.awaitStatus(0, 0, StatusCodes.BAD_NO_COMMUNICATION);
            plc.start();
            Figure figure = new Figure();
            recorder.awaitValue(0, 1.0);
            figure.print("gateway before PLC");
            fixture.await(StateCode.CONNECTED);
            // First values that are late pass through CONNECTED_WITH_ERRORS.
            assertEquals(
                    List.of(StateCode.CONNECTING, StateCode.SERVER_UNREACHABLE),
                    fixture.states().stream()
                            .takeWhile(code -> code != StateCode.CONNECTED && code != StateCode.CONNECTED_WITH_ERRORS)
                            .toList());
        }
    }
}
