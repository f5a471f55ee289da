package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The load that a server gets, counted by the server. */
class LoadTest {
    private static final int TAGS = 300;

    private static PlcServer plc() {
        PlcServer plc = new PlcServer();
        for (int i = 0; i < TAGS; i++) {
            plc.variable("t" + i, 1.0);
        }
        return plc;
    }

    private static String table() {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        for (int i = 0; i < TAGS; i++) {
            table.append("t")
                    .append(i)
                    .append(",nsu=urn:millwright:test:cell;s=t")
                    .append(i)
                    .append('\n');
        }
        return table.toString();
    }

    @Test
    void twentyRequestsPerSecondAreTheMostAlsoThroughRestarts() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table()).set("server.profile", "slow")) {
            fixture.configure().await(StateCode.CONNECTED);
            plc.stop();
            fixture.await(StateCode.SERVER_UNREACHABLE);
            plc.start();
            fixture.await(StateCode.CONNECTED);
            plc.forgetSessions();
            fixture.awaitEntered(StateCode.CONNECTION_LOST);
            fixture.await(StateCode.CONNECTED);
            assertTrue(plc.faults().mostPerSecond() <= 20, plc.faults().mostPerSecond() + " requests in a second");
            assertTrue(plc.faults().mostPerSecond() >= 10, plc.faults().mostPerSecond() + " requests in a second");
            Map<String, Long> counters = fixture.connection.counters().all();
            assertTrue(counters.get("requests.perSecond.most") <= 20, counters.toString());
            assertTrue(counters.get("requests.delayed") > 0, counters.toString());
        }
    }

    @Test
    void oneRequestAtATime() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table()).set("load.requestsInFlight", 1)) {
            plc.faults().millisPerItem(1);
            fixture.configure().await(StateCode.CONNECTED);
            assertEquals(1, plc.faults().mostUnderWay());
            assertEquals(1, fixture.connection.counters().all().get("requests.inFlight.most"));
        }
    }

    @Test
    void aServerIsRecognisedByWhatItSaysOfItself() throws Exception {
        try (PlcServer plc = plc().product("Siemens AG", "SIMATIC.S7-1200.OPC-UA.Server:PLC_1")
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table())) {
            fixture.configure().await(StateCode.CONNECTED);
            assertTrue(plc.faults().mostPerSecond() <= 20, plc.faults().mostPerSecond() + " requests in a second");
        }
    }
}
