package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hazards of the connection that were proven with servers of other makers, each by the behaviour of its server. */
@Tag("slow")
class HazardTest {
    private static final String TAGS =
            """
            name,nodeId,samplingMs,queue
            speed,nsu=urn:millwright:test:cell;s=Speed,,
            load,nsu=urn:millwright:test:cell;s=Load,100,10
            """;

    private final Recorder recorder = new Recorder();

    private static PlcServer plc() {
        return new PlcServer().variable("Speed", 1.0).variable("Load", 2.0);
    }

    private void subscribe(ConnectionFixture fixture) {
        fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
    }

    @Test
    void b1IntervalsThatTheServerRevisedAreAStateAndEveryLimitFollowsThem() throws Exception {
        try (PlcServer plc = plc().noFasterThan(2_000, 1_000).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            subscribe(fixture);
            fixture.configure();
            String text = fixture.await(StateCode.INTERVALS_REVISED);
            assertTrue(text.contains("publishes every 2000 ms, not every 100 ms"), text);
            assertTrue(text.contains("every 1000 ms, not every 100 ms: up to 90 % of the values are missing"), text);
            assertEquals(2_000, fixture.connection.publishingMillis());
            for (double speed = 3; speed < 6; speed++) {
                int from = recorder.size();
                plc.write("Speed", speed);
                recorder.awaitValue(from, 0, speed);
            }
            assertEquals(0, fixture.connection.counters().renewals.get());
        }
    }

    /** Whatever code refuses it, what is optional costs no value. */
    @ParameterizedTest
    @ValueSource(longs = {0x800B0000L, 0x801F0000L, 0x80020000L, 0x80030000L})
    void b4AServerThatTranslatesNoBrowsePaths(long code) throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            plc.faults().refuse(Service.VIEW_TRANSLATE_BROWSE_PATHS, code);
            fixture.configure().await(StateCode.CONNECTED, "2 of 2 tags Good");
        }
    }

    @Test
    void b3ItemsThatTakeLongToCreate() throws Exception {
        PlcServer plc = new PlcServer().hiddenCalls();
        List<String> names = IntStream.range(0, 200).mapToObj(i -> "t" + i).toList();
        names.forEach(name -> plc.variable(name, 1.0));
        StringBuilder table = new StringBuilder("name,nodeId\n");
        names.forEach(name -> table.append(name + ",nsu=urn:millwright:test:cell;s=" + name + "\n"));
        try (plc;
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), table.toString()).set("request.timeoutMs", 2_000)) {
            plc.start();
            plc.faults().millisPerItem(20);
            fixture.configure().await(StateCode.CONNECTED, "200 of 200 tags Good");
            assertTrue(fixture.connection.counters().all().get("limit.read.nodes") <= 100);
        }
    }

    @Test
    void b3MessagesOfSixteenKilobytes() throws Exception {
        PlcServer plc = new PlcServer().hiddenCalls().messages(16_384);
        List<String> names = IntStream.range(0, 500)
                .mapToObj(i -> "A.long.name.of.a.variable." + i)
                .toList();
        names.forEach(name -> plc.variable(name, 1.0));
        StringBuilder table = new StringBuilder("name,nodeId\n");
        names.forEach(name -> table.append(name + ",nsu=urn:millwright:test:cell;s=" + name + "\n"));
        try (plc;
                ConnectionFixture fixture = new ConnectionFixture(plc.start().url(), table.toString())) {
            fixture.configure().await(StateCode.CONNECTED, "500 of 500 tags Good");
        }
    }

    @Test
    void b6OneSessionAndANetworkThatIsAwayForLong() throws Exception {
        try (PlcServer plc = plc().most(1, 1).start();
                TcpProxy network = new TcpProxy(plc.url());
                ConnectionFixture fixture = new ConnectionFixture(network.url(), TAGS)) {
            subscribe(fixture);
            fixture.configure().await(StateCode.CONNECTED);
            List<?> sessions = plc.sessions();
            int away = recorder.size();
            network.pull();
            recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
            // Longer than the time after which a session used to be given up.
            fixture.await(StateCode.SERVER_UNREACHABLE);
            network.awaitRefused(5);
            int back = recorder.size();
            plc.write("Speed", 3.0);
            Figure figure = new Figure();
            network.plug();
            recorder.awaitValue(back, 0, 3.0);
            figure.print("one session, network away");
            fixture.await(StateCode.CONNECTED);
            assertEquals(sessions, plc.sessions());
        }
    }

    @Test
    void b8ManyPublishResponsesPerSecondAreNoLoss() throws Exception {
        PlcServer plc = new PlcServer();
        List<String> names = IntStream.range(0, 500).mapToObj(i -> "t" + i).toList();
        names.forEach(name -> plc.variable(name, 0.0));
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue\n");
        names.forEach(name -> table.append(name + ",nsu=urn:millwright:test:cell;s=" + name + ",50,100\n"));
        plc.faults().notificationsPerPublish(uint(5));
        try (plc;
                ConnectionFixture fixture = new ConnectionFixture(plc.start().url(), table.toString())) {
            fixture.connection.subscribe(Interest.in(names), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            // 100 responses for each round of changes.
            int rounds = 20;
            for (int round = 1; round <= rounds; round++) {
                for (String name : names) {
                    plc.write(name, (double) round);
                }
                recorder.awaitValue(names.size() - 1, round);
            }
            for (int tag = 0; tag < names.size(); tag++) {
                recorder.awaitValue(tag, rounds);
            }
            assertEquals(0, fixture.connection.counters().renewals.get());
            assertEquals(0, fixture.connection.counters().droppedNotifications.get());
            assertEquals(0, fixture.connection.counters().reconnects.get());
        }
    }

    @Test
    void b9AWrongPathIsNoFirewall() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url() + "/nowhere", TAGS)) {
            String text = fixture.configure().await(StateCode.SERVER_REFUSED);
            assertTrue(text.contains("/nowhere") && text.contains("Check the path"), text);
        }
    }

    @Test
    void b9AServerThatHangsIsNotOneThatIsAway() throws Exception {
        try (PlcServer plc = plc().start();
                TcpProxy network = new TcpProxy(plc.url());
                ConnectionFixture fixture =
                        new ConnectionFixture(network.url(), TAGS).set("request.timeoutMs", 1_000)) {
            network.silent(true);
            String text = fixture.configure().await(StateCode.SERVER_UNREACHABLE);
            assertTrue(text.contains("takes connections and answers nothing"), text);
        }
    }

    @Test
    void b9ARefusedVisitorIsNoUser() throws Exception {
        try (PlcServer plc = plc().usersOnly().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            String text = fixture.configure().await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("lets nobody in without a user"), text);
        }
    }

    @Test
    void b10AServerThatDoesNotRunAndWhoseClockIsWrongIsAState() throws Exception {
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            plc.faults()
                    .answer(NodeIds.Server_ServerStatus_State, 3)
                    .answer(
                            NodeIds.Server_ServerStatus_CurrentTime,
                            new DateTime(Instant.parse("1970-01-02T00:00:00Z")));
            String text = fixture.configure().await(StateCode.SERVER_NOT_RUNNING);
            assertTrue(text.contains("Suspended"), text);
            assertTrue(text.contains("days behind the gateway's"), text);
            plc.faults().answer(NodeIds.Server_ServerStatus_State, 0);
            fixture.await(StateCode.SERVER_CLOCK_DIFFERENCE);
        }
    }

    @Test
    void b10ThatAServerRunsAgainIsInTheLogToo() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Settings.LOGGER);
        log.addHandler(handler);
        try (PlcServer plc = plc().start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            fixture.configure().await(StateCode.CONNECTED);
            plc.faults().answer(NodeIds.Server_ServerStatus_State, 3);
            awaitLine(lines, "plc1: SERVER_NOT_RUNNING: ");
            plc.faults().answer(NodeIds.Server_ServerStatus_State, 0);
            awaitLine(lines, "plc1: CONNECTED: ");
        } finally {
            log.removeHandler(handler);
        }
    }

    private static void awaitLine(BlockingQueue<String> lines, String start) throws InterruptedException {
        String line;
        do {
            line = lines.poll(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            assertNotNull(line, "no line " + start);
        } while (!line.startsWith(start));
    }

    @Test
    void b19NodesThatAppearLongAfterTheSession() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            subscribe(fixture);
            fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS, "1 of 2 tags Good");
            Figure figure = new Figure();
            plc.add("Load", 4.0);
            recorder.awaitValue(1, 4.0);
            figure.print("nodes that appear late");
            fixture.await(StateCode.CONNECTED);
        }
    }
}
