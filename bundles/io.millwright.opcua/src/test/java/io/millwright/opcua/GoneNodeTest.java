package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** B2: a node that is deleted and comes back under a live session delivers again, though the server has forgotten its item. */
class GoneNodeTest {
    @Test
    void b2ANodeThatComesBackDeliversAgain() throws Exception {
        String tags =
                """
                name,nodeId
                speed,nsu=urn:millwright:test:cell;s=Speed
                load,nsu=urn:millwright:test:cell;s=Load
                """;
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Load", 2.0)
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), tags)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            List<?> sessions = plc.sessions();
            int from = recorder.size();
            plc.remove("Load");
            recorder.awaitStatus(from, 1, StatusCodes.BAD_NODE_ID_UNKNOWN);
            // Some servers never look again for the node of an item.
            plc.silenceItems("Load");
            fixture.await(StateCode.CONNECTED_WITH_ERRORS, "1 of 2 tags Good");
            from = recorder.size();
            Figure figure = new Figure();
            plc.add("Load", 3.0);
            recorder.awaitValue(from, 1, 3.0);
            figure.print("node deleted and added again");
            plc.write("Load", 4.0);
            recorder.awaitValue(from, 1, 4.0);
            plc.write("Speed", 5.0);
            recorder.awaitValue(from, 0, 5.0);
            assertEquals(1, fixture.connection.counters().itemsRecreated.get());
            assertEquals(sessions, plc.sessions());
        }
    }
}
