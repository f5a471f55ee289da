package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;

/** A steady machine: keep-alives (OPC UA Part 4, 5.14.1.1) carry the progress while no tag changes. */
class KeepAliveTest {
    @Test
    void progressAdvancesWhileNothingChanges() throws Exception {
        assertProgress(new PlcServer().variable("Speed", 1.0).start());
    }

    /** Without the item that watches the server's clock only keep-alives are left. */
    @Test
    void progressAdvancesOnAServerWithoutAClockNode() throws Exception {
        assertProgress(new PlcServer().variable("Speed", 1.0).start().withoutClockNode());
    }

    private static void assertProgress(PlcServer server) throws Exception {
        try (PlcServer plc = server;
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n")) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 1.0);
            // Then the tag is described as well, which may come after its first value.
            fixture.await(StateCode.CONNECTED);
            int from = recorder.size();
            Call first = recorder.await(from, call -> call.method().equals("progress"));
            recorder.await(
                    from,
                    call -> call.method().equals("progress") && call.timeMicros() > first.timeMicros() + 1_000_000);
            List<Call> steady = recorder.calls().subList(from, recorder.size());
            assertTrue(steady.stream().allMatch(call -> call.method().equals("progress")), steady.toString());
            long before = 0;
            for (Call progress : steady) {
                assertTrue(progress.timeMicros() >= before, steady.toString());
                before = progress.timeMicros();
            }
        }
    }

    @Test
    void aSampleWithoutSourceTimeIsCounted() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0);
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n")) {
            plc.write("Speed", new DataValue(new Variant(4.0), StatusCode.GOOD, null, null));
            plc.start();
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure();
            Call sample = recorder.awaitValue(0, 4.0);
            assertTrue(Math.abs(sample.timeMicros() - SampleTimes.now()) < SampleTimes.TOLERANCE_MICROS);
            assertEquals(1, fixture.connection.counters().timestampFallbacks.get());
        }
    }
}
