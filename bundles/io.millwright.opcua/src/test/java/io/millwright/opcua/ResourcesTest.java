package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a stopped connection leaves behind would keep its bundle's class loader for ever. */
class ResourcesTest {
    /** Half of what a close would take that waited for a request. */
    private static final long QUICK_MILLIS = ConnectionFixture.REQUEST_TIMEOUT_MILLIS / 2;

    private static void assertClosesQuickly(ConnectionFixture fixture) {
        long started = System.nanoTime();
        fixture.close();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        assertTrue(millis < QUICK_MILLIS, () -> "closing took " + millis + " ms");
    }

    @Test
    void noThreadIsLeftAndClosingIsQuick() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start()) {
            for (int i = 0; i < 3; i++) {
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n");
                fixture.connection.subscribe(Interest.in(List.of("speed")), new Recorder());
                fixture.configure().await(StateCode.CONNECTED);
                assertTrue(GatewayThreads.names().stream().anyMatch(name -> name.startsWith("millwright-opcua-net-")));
                assertClosesQuickly(fixture);
                GatewayThreads.awaitEnd();
                assertEquals(StateCode.STOPPED, fixture.connection.state().code());
            }
        }
    }

    @Test
    void aConnectionSurvivesTheEndOfAnother() throws Exception {
        String tags = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                ConnectionFixture stays = new ConnectionFixture(plc.url(), tags)) {
            ConnectionFixture goes = new ConnectionFixture(plc.url(), tags);
            Recorder recorder = new Recorder();
            stays.connection.subscribe(Interest.in(List.of("speed")), recorder);
            stays.configure().await(StateCode.CONNECTED);
            goes.configure().await(StateCode.CONNECTED);
            goes.close();
            plc.write("Speed", 2.0);
            recorder.awaitValue(0, 2.0);
        }
    }

    @Test
    void closingWhileThePlcIsAwayIsQuickToo() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start()) {
            ConnectionFixture fixture =
                    new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n");
            fixture.configure().await(StateCode.CONNECTED);
            plc.stop();
            fixture.awaitEntered(StateCode.CONNECTION_LOST);
            assertClosesQuickly(fixture);
            GatewayThreads.awaitEnd();
        }
    }

    /** At whatever point of connecting it is: Milo's threads must not end by an exception. */
    @Test
    void closingWhileConnectingLeavesNoThreadAndNoUncaughtException() throws Exception {
        Queue<String> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(thread.getName() + ": " + failure));
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start()) {
            for (int i = 0; i < 12; i++) {
                ConnectionFixture fixture =
                        new ConnectionFixture(plc.url(), "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n");
                int opened = plc.sessionsOpened();
                try (fixture) {
                    fixture.configure();
                    if (i % 3 == 0) {
                        fixture.awaitEntered(StateCode.CONNECTING);
                    } else if (i % 3 == 1) {
                        plc.awaitSessionsOpened(opened + 1);
                    }
                }
                GatewayThreads.awaitEnd();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals(List.of(), List.copyOf(uncaught));
    }
}
