package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections end while the PLC runs on: what its server kept for the subscription meanwhile is not lost. */
class PulledCableTest {
    private static final String TAGS =
            """
            name,nodeId,samplingMs,queue
            speed,nsu=urn:millwright:test:cell;s=Speed,20,100
            load,nsu=urn:millwright:test:cell;s=Load,20,100
            """;

    /** The first attempts may come too early. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void everyChangeOfMeanwhileComesInItsOrderAndWhatDidNotChangeIsGoodAgain(int failedAttempts) throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Load", 5.0)
                        .start();
                TcpProxy network = new TcpProxy(plc.url());
                ConnectionFixture fixture = new ConnectionFixture(network.url(), TAGS);
                ConnectionFixture beside = new ConnectionFixture(plc.url(), TAGS)) {
            Recorder recorder = connect(fixture);
            Recorder sampled = connect(beside);

            int away = recorder.size();
            network.pull();
            Call bad = recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
            for (double speed = 2; speed <= 5; speed++) {
                plc.write("Speed", speed);
                // The server samples the same items of both together.
                sampled.awaitValue(0, speed);
            }
            network.awaitRefused(failedAttempts);
            int back = recorder.size();
            network.plug();
            recorder.awaitValue(back, 0, 5.0);
            Call load = recorder.awaitValue(back, 1, 5.0);
            assertTrue(load.timeMicros() > bad.timeMicros());
            // A slow machine may lose the connection once more while it comes back, which is another Bad before the
            // changes.
            assertEquals(
                    List.of(2.0, 3.0, 4.0, 5.0),
                    recorder.calls().subList(back, recorder.size()).stream()
                            .filter(call -> call.method().equals("sample") && call.tag() == 0)
                            .map(Call::value)
                            .dropWhile(value -> value.isNaN())
                            .toList());
            fixture.await(StateCode.CONNECTED);
            assertEquals(0, fixture.connection.counters().droppedNotifications.get());
        }
    }

    private static Recorder connect(ConnectionFixture fixture) throws InterruptedException {
        Recorder recorder = new Recorder();
        fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
        fixture.configure();
        recorder.awaitValue(0, 1.0);
        recorder.awaitValue(1, 5.0);
        fixture.await(StateCode.CONNECTED);
        return recorder;
    }
}
