package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A redundant pair of servers: the second takes over, the first gets its work back, and the states tell. */
@Tag("slow")
class SecondServerTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    @Test
    void theSecondTakesOverAndTheFirstGetsItsWorkBack() throws Exception {
        try (PlcServer first = new PlcServer().variable("Speed", 1.0).start();
                PlcServer second = new PlcServer().variable("Speed", 2.0).start();
                ConnectionFixture fixture =
                        new ConnectionFixture(first.url(), TAGS).set("endpoint.second.url", second.url())) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            recorder.awaitValue(0, 1.0);
            int from = recorder.size();
            Figure figure = new Figure();
            first.stop();
            recorder.awaitValue(from, 0, 2.0);
            figure.print("second server takes over");
            String text = fixture.await(StateCode.SECOND_SERVER);
            assertTrue(text.contains(second.url()) && text.contains(first.url()), text);
            assertEquals(1, fixture.connection.counters().all().get("failovers"));
            from = recorder.size();
            first.start();
            figure.from();
            recorder.awaitValue(from, 0, 1.0);
            figure.print("first server gets its work back");
            fixture.await(StateCode.CONNECTED);
            assertEquals(2, fixture.connection.counters().all().get("failovers"));
            assertEquals(0, second.sessions().size(), "the session with the second was closed");
            List<StateCode> told = fixture.states().stream()
                    .filter(code -> code != StateCode.CONNECTED_WITH_ERRORS)
                    .toList();
            assertEquals(
                    List.of(
                            StateCode.CONNECTING,
                            StateCode.CONNECTED,
                            StateCode.CONNECTION_LOST,
                            StateCode.SERVER_UNREACHABLE,
                            StateCode.SECOND_SERVER,
                            StateCode.CONNECTED),
                    told);
        }
    }

    @Test
    void theSecondIsUsedWhereTheFirstWasNeverThere() throws Exception {
        try (PlcServer first = new PlcServer().variable("Speed", 1.0);
                PlcServer second = new PlcServer().variable("Speed", 2.0).start();
                ConnectionFixture fixture =
                        new ConnectionFixture(first.url(), TAGS).set("endpoint.second.url", second.url())) {
            fixture.configure().await(StateCode.SECOND_SERVER);
        }
    }

    @Test
    void theLostServerIsTakenAgainWhereTheSecondIsAwayToo() throws Exception {
        try (PlcServer first = new PlcServer().variable("Speed", 1.0).start();
                PlcServer second = new PlcServer();
                ConnectionFixture fixture =
                        new ConnectionFixture(first.url(), TAGS).set("endpoint.second.url", second.url())) {
            fixture.configure().await(StateCode.CONNECTED);
            first.stop();
            fixture.await(StateCode.SERVER_UNREACHABLE, second.url());
            first.start();
            fixture.await(StateCode.CONNECTED);
        }
    }
}
