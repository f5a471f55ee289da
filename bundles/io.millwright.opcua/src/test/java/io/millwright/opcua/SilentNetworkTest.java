package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pulled cable: no connection is closed, nothing arrives. Stale values must not stay Good. */
class SilentNetworkTest {
    @Test
    void everyTagBecomesBadAndHealsWithTheNetwork() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                TcpProxy network = new TcpProxy(plc.url());
                ConnectionFixture fixture = new ConnectionFixture(
                                network.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n")
                        .set("request.timeoutMs", 1_000)) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 1.0);
            fixture.await(StateCode.CONNECTED);

            int from = recorder.size();
            network.silent(true);
            Call bad = recorder.awaitStatus(from, 0, StatusCodes.BAD_NO_COMMUNICATION);
            int healed = recorder.size();
            network.silent(false);
            Call good = recorder.awaitValue(healed, 0, 1.0);
            assertTrue(good.timeMicros() > bad.timeMicros());
            fixture.await(StateCode.CONNECTED);
        }
    }
}
