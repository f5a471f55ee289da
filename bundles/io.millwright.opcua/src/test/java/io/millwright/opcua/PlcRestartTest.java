package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A PLC that loses its power and comes back, also with other namespace indices. */
class PlcRestartTest {
    private static final String TAGS =
            "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\nload,nsu=urn:millwright:test:cell;s=Load\n";

    @Test
    void everyTagIsBadWhileThePlcIsAwayAndGoodAfterwards() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Load", 5.0)
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 1.0);
            recorder.awaitValue(1, 5.0);
            fixture.await(StateCode.CONNECTED);

            long interval = fixture.connection.publishingMillis();
            assertTrue(interval > 0);

            int away = recorder.size();
            plc.stop();
            Call bad = recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
            recorder.awaitStatus(away, 1, StatusCodes.BAD_NO_COMMUNICATION);
            assertTrue(Double.isNaN(bad.value()));
            fixture.awaitEntered(StateCode.CONNECTION_LOST);
            // Whoever counts with it has nothing else to count with, and goes on with what it has.
            assertEquals(interval, fixture.connection.publishingMillis());
            Map<String, Long> counters = fixture.connection.counters().all();
            assertEquals(2, counters.get("tags"));
            assertEquals(2, counters.get("tags.bad"));

            int back = recorder.size();
            plc.write("Speed", 2.0);
            plc.start();
            recorder.awaitValue(back, 0, 2.0);
            // Load has not changed, and is Good again all the same, later than it was Bad.
            Call load = recorder.awaitValue(back, 1, 5.0);
            assertTrue(load.timeMicros() > bad.timeMicros());
            fixture.await(StateCode.CONNECTED);
            assertEquals(1, fixture.connection.counters().reconnects.get());
        }
    }

    @Test
    void aNamespaceIndexThatMovedIsFoundByItsUri() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Load", 5.0)
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 1.0);
            int index = plc.namespaceIndex();

            int away = recorder.size();
            plc.stop();
            recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
            int back = recorder.size();
            plc.namespacesBefore("urn:millwright:test:new1", "urn:millwright:test:new2");
            plc.write("Speed", 3.0);
            plc.start();
            assertEquals(index + 2, plc.namespaceIndex());
            recorder.awaitValue(back, 0, 3.0);
        }
    }
}
