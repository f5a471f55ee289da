package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.time.Instant;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.junit.jupiter.api.Test;

/** A8: a PLC whose clock differs from the server's. */
class ClockTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    private static DataValue ahead(long number, int seconds) {
        Instant now = Instant.now();
        return new DataValue(
                new Variant((double) number),
                StatusCode.GOOD,
                new DateTime(now.plusSeconds(seconds)),
                new DateTime(now));
    }

    @Test
    void a8ASourceClockThatIsAheadIsAStateWithRemedyWhileValuesGoOn() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            Writing writing = new Writing(plc, "Speed", number -> ahead(number, 30));
            try {
                String text = fixture.configure().await(StateCode.CLOCK_DIFFERENCE);
                assertTrue(text.contains("The source clock is 30 s ahead of the server's clock"), text);
                assertTrue(text.contains("'Time of values'"), text);
                assertEquals(30_000, fixture.connection.counters().clockOffsetMillis(), 300);
                int from = recorder.size();
                recorder.await(from, call -> call.method().equals("sample") && call.status() == 0);
                fixture.set("time.source", "server").configure();
                fixture.awaitEntered(StateCode.CONNECTED);
                fixture.await(StateCode.CONNECTED);
                Recorder.Call call =
                        recorder.await(recorder.size(), c -> c.method().equals("sample") && c.status() == 0);
                long now = Instant.now().toEpochMilli() * 1_000;
                assertEquals(now, call.timeMicros(), 10_000_000, "the server's time");
            } finally {
                writing.close();
            }
        }
    }
}
