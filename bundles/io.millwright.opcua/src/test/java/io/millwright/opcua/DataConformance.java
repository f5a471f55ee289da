package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Counterpart.Traits;
import io.millwright.opcua.Recorder.Call;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Conformance units of OPC UA Part 7 about values: reading, subscriptions, monitored items. Each test is called after its unit;
 * docs/reliability.md has the table.
 */
abstract class DataConformance extends Conformance {
    private static final int UNCERTAIN_SENSOR_NOT_ACCURATE = 0x40930000;

    DataConformance(Counterpart.Maker maker) {
        super(maker);
    }

    private List<Double> values(int tag) {
        return recorder.calls().stream()
                .filter(call -> call.method().equals("sample") && call.tag() == tag && call.status() == 0)
                .map(Call::value)
                .toList();
    }

    @Test
    void attributeClientReadBase() throws Exception {
        String tags = TAGS
                + """
                spectrum,nsu=urn:millwright:test:cell;s=Spectrum
                missing,nsu=urn:millwright:test:cell;s=Missing
                """;
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), tags).set("access.mode", "POLL")) {
            fixture.connection.subscribe(Interest.in(List.of("speed", "load", "spectrum", "missing")), recorder);
            fixture.configure().await(StateCode.CONNECTED_WITH_ERRORS, "3 of 4 tags Good, by polling");
            Call speed = recorder.awaitValue(0, 1.0);
            assertTrue(speed.timeMicros() <= SampleTimes.now() + SampleTimes.TOLERANCE_MICROS);
            Call spectrum = recorder.await(call -> call.tag() == 2 && call.object() instanceof double[]);
            assertEquals(3, ((double[]) spectrum.object()).length);
            recorder.awaitStatus(0, 3, StatusCodes.BAD_NODE_ID_UNKNOWN);
            server.writeUncertain("Speed", 2.0);
            Call uncertain = recorder.awaitValue(0, 2.0);
            assertEquals(UNCERTAIN_SENSOR_NOT_ACCURATE, uncertain.status());
            assertTrue(uncertain.timeMicros() > speed.timeMicros());
            assertDelivers(server, 3.0);
            assertEquals(0, server.requests("CreateSubscription"));
        }
    }

    @Test
    void subscriptionClientBasic() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL)) {
            try (ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
                connect(fixture);
                assertEquals(1, server.subscriptions());
                assertEquals(1, server.requests("CreateSubscription"));
                for (double speed = 3; speed < 8; speed++) {
                    assertDelivers(server, speed);
                }
                server.awaitRequests(Counterpart.ACKNOWLEDGEMENT, 5);
                // Nothing changes any more, and the tags are vouched for all the same.
                int from = recorder.size();
                Call first = recorder.await(from, call -> call.method().equals("progress"));
                recorder.await(
                        from,
                        call -> call.method().equals("progress") && call.timeMicros() > first.timeMicros() + 1_000_000);
                assertEquals(0, fixture.connection.counters().renewals.get());
            }
            server.awaitRequests("CloseSession", 1);
            assertEquals(0, server.subscriptions());
        }
    }

    @Test
    void subscriptionClientRepublish() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            server.lose(3.0);
            server.write("Speed", 3.0);
            server.awaitLost();
            server.write("Speed", 4.0);
            recorder.awaitValue(0, 4.0);
            assertEquals(List.of(1.0, 3.0, 4.0), values(0));
            assertTrue(server.requests("Republish") > 0, "nothing was asked for again");
            assertEquals(0, fixture.connection.counters().droppedNotifications.get());
            assertEquals(0, fixture.connection.counters().renewals.get());
        }
    }

    @Test
    void subscriptionClientRepublishAfterALostConnection() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                TcpProxy network = new TcpProxy(server.url());
                ConnectionFixture fixture = new ConnectionFixture(network.url(), TAGS)) {
            connect(fixture);
            server.lose(3.0);
            server.write("Speed", 3.0);
            server.awaitLost();
            network.pull();
            network.awaitRefused(1);
            server.write("Speed", 4.0);
            network.plug();
            recorder.awaitValue(0, 4.0);
            assertEquals(1, server.requests("CreateSession"));
            recorder.awaitValue(0, 3.0);
            assertEquals(0, fixture.connection.counters().droppedNotifications.get());
            assertDelivers(server, 5.0);
            List<Double> changed = values(0).stream().distinct().toList();
            assertEquals(List.of(1.0, 3.0, 4.0, 5.0), changed);
        }
    }

    /** A notification that the server does not have any more: the values come again, in the same subscription. */
    @Test
    void baseDataClientResendData() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            server.refuseRepublish();
            server.lose(3.0);
            server.write("Speed", 3.0);
            server.awaitLost();
            // It has changed for the last time.
            Call again = recorder.awaitValue(0, 3.0);
            assertEquals(1, server.requests("Call"));
            assertEquals(1, server.requests("CreateSubscription"));
            int from = recorder.calls().indexOf(again);
            recorder.await(from, call -> call.method().equals("progress"));
            assertEquals(1, fixture.connection.counters().droppedNotifications.get());
            assertEquals(1, fixture.connection.counters().resends.get());
            assertEquals(0, fixture.connection.counters().renewals.get());
            assertDelivers(server, 5.0);
            fixture.await(StateCode.CONNECTED);
        }
    }

    /** From what was lost to what came again no tag is vouched for. */
    @Test
    void baseDataClientResendDataVouchesForNothingMeanwhile() throws Exception {
        String tags = "name,nodeId,samplingMs\nspeed,nsu=urn:millwright:test:cell;s=Speed,50\n";
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture =
                        new ConnectionFixture(server.url(), tags).set("publishing.intervalMs", 500)) {
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            server.refuseRepublish();
            server.lose(3.0);
            server.write("Speed", 3.0);
            server.awaitLost();
            // The notification before came half a second earlier.
            int lost = recorder.size();
            Call again = recorder.awaitValue(0, 3.0);
            List<Call> early = recorder.calls().subList(lost, recorder.calls().indexOf(again)).stream()
                    .filter(call -> call.method().equals("progress"))
                    .toList();
            assertEquals(List.of(), early);
        }
    }

    @Test
    void subscriptionClientModify() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            // Then to less again, at which the server is not yet silent.
            for (int millis : new int[] {1_500, 50}) {
                long before = server.requests("ModifySubscription");
                fixture.set("publishing.intervalMs", millis).configure();
                server.awaitRequests("ModifySubscription", before + 1);
                server.awaitRequests("ModifyMonitoredItems", before + 1);
                assertDelivers(server, 3.0 + millis);
                assertDelivers(server, 4.0 + millis);
                assertEquals(millis, fixture.connection.publishingMillis());
                fixture.await(StateCode.CONNECTED, "2 of 2 tags Good");
            }
            assertEquals(1, server.requests("CreateSubscription"));
            assertEquals(1, server.requests("CreateSession"));
            assertEquals(0, fixture.connection.counters().renewals.get());
            int from = recorder.size();
            recorder.await(from, call -> call.method().equals("progress"));
        }
    }

    @Test
    void viewClientRegisterNodes() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS).set("access.mode", "POLL")) {
            fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
            fixture.configure().await(StateCode.CONNECTED, "2 of 2 tags Good, by polling");
            server.awaitRequests(Counterpart.REGISTERED_READ, 4);
            assertDelivers(server, 3.0);
            assertEquals(1, server.requests("RegisterNodes"));
            // Another tag in the same session: what is read no more is given back, the rest stays.
            fixture.set("tags", TAGS.replace("load", "spectrum").replace("Load", "Spectrum"))
                    .configure();
            server.awaitRequests("UnregisterNodes", 1);
            long read = server.requests(Counterpart.REGISTERED_READ);
            server.awaitRequests(Counterpart.REGISTERED_READ, read + 4);
            assertDelivers(server, 4.0);
            fixture.await(StateCode.CONNECTED, "2 of 2 tags Good");
            assertEquals(2, server.requests("RegisterNodes"));
            assertEquals(1, server.requests("CreateSession"));
        }
    }

    @Test
    void monitorClientValueChange() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            assertDelivers(server, 3.0);
            int from = recorder.size();
            server.writeUncertain("Speed", 3.0);
            recorder.awaitStatus(from, 0, UNCERTAIN_SENSOR_NOT_ACCURATE);
            from = recorder.size();
            assertDelivers(server, 3.0);
            assertEquals(
                    List.of(),
                    recorder.calls().subList(from, recorder.size()).stream()
                            .filter(call -> call.method().equals("sample") && call.tag() == 1)
                            .toList());
        }
    }

    /** Somebody wants every change from now on: the same value at another time is one. */
    @Test
    void monitorClientValueChangeOfAnItemThatIsModified() throws Exception {
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), TAGS)) {
            connect(fixture);
            assertEquals(0, server.requests("ModifyMonitoredItems"));
            Recorder every = new Recorder();
            fixture.connection.subscribe(new EveryChange(List.of("load")), every);
            Call first = every.awaitValue(0, 20.0);
            server.awaitRequests("ModifyMonitoredItems", 1);
            server.write("Load", 20.0);
            every.await(call ->
                    call.method().equals("sample") && call.value() == 20.0 && call.timeMicros() > first.timeMicros());
        }
    }

    /** What changes between two notifications is in the item's queue, and comes in its order. */
    @Test
    void monitorClientValueChangeByTheQueueOfAnItem() throws Exception {
        String tags = "name,nodeId,samplingMs,queue\nspeed,nsu=urn:millwright:test:cell;s=Speed,20,50\n";
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture =
                        new ConnectionFixture(server.url(), tags).set("publishing.intervalMs", 1_000)) {
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure().awaitEntered(StateCode.CONNECTING);
            recorder.awaitValue(0, 1.0);
            AtomicInteger written = new AtomicInteger(1);
            ScheduledExecutorService writer =
                    Executors.newSingleThreadScheduledExecutor(MiloThreads.threads("test-writer-"));
            try {
                writer.scheduleAtFixedRate(
                        () -> server.write("Speed", written.incrementAndGet()), 0, 100, TimeUnit.MILLISECONDS);
                recorder.await(call -> call.tag() == 0 && call.value() > 30);
            } finally {
                // What is under way is written, and answered.
                writer.shutdown();
                writer.awaitTermination(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
            List<Double> values = values(0);
            assertEquals(values.stream().distinct().sorted().toList(), values);
            assertTrue(mostInOneNotification() > 1, values::toString);
        }
    }

    private int mostInOneNotification() {
        int most = 0;
        int now = 0;
        for (Call call : recorder.calls()) {
            now = call.method().equals("sample") ? now + 1 : 0;
            most = Math.max(most, now);
        }
        return most;
    }

    @Test
    void subscriptionClientMultiple() throws Exception {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        List<String> names =
                IntStream.range(0, Counterpart.BULK).mapToObj(i -> "T" + i).toList();
        names.forEach(name -> table.append(name + ",nsu=urn:millwright:test:cell;s=" + name + "\n"));
        try (Counterpart server = maker.start(Traits.USUAL.withItemsPerSubscription(10));
                ConnectionFixture fixture = new ConnectionFixture(server.url(), table.toString())) {
            fixture.connection.subscribe(Interest.in(names), recorder);
            String text = fixture.configure().await(StateCode.CONNECTED, "25 of 25 tags Good");
            assertTrue(text.contains("by 3 subscriptions"), text);
            assertEquals(3, server.subscriptions());
            for (int tag = 0; tag < names.size(); tag++) {
                int from = recorder.size();
                server.write("T" + tag, 100.0 + tag);
                recorder.awaitValue(from, tag, 100.0 + tag);
            }
        }
    }

    @Test
    void monitorClientAbsoluteDeadbandFilter() throws Exception {
        assertFiltered("5", "Speed", 1.0, 4.0, 8.0);
    }

    /** Of the range from 0 to 200. */
    @Test
    void monitorClientPercentDeadbandFilter() throws Exception {
        assertFiltered("10%", "Load", 20.0, 35.0, 50.0);
    }

    /** The server filters: what it refuses is a state. */
    private void assertFiltered(String deadband, String variable, double first, double inside, double outside)
            throws Exception {
        String node = "nsu=urn:millwright:test:cell;s=" + variable;
        String tags = "name,nodeId,deadband\nfiltered," + node + "," + deadband + "\nevery," + node + ",\n";
        try (Counterpart server = maker.start(Traits.USUAL);
                ConnectionFixture fixture = new ConnectionFixture(server.url(), tags)) {
            fixture.connection.subscribe(Interest.in(List.of("filtered", "every")), recorder);
            fixture.configure().await(StateCode.CONNECTED, "2 of 2 tags Good");
            recorder.awaitValue(0, first);
            for (double value : new double[] {inside, outside}) {
                server.write(variable, value);
                recorder.awaitValue(1, value);
            }
            recorder.awaitValue(0, outside);
            assertEquals(List.of(first, outside), values(0));
        }
    }
}
