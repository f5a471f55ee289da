package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.driver.DriverCounters;
import io.millwright.opcua.driver.DriverListeners;
import io.millwright.opcua.driver.DriverSettings;
import io.millwright.opcua.driver.OpenSession;
import io.millwright.opcua.driver.SessionDriver;
import io.millwright.opcua.state.StateCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.listener.ChannelEvent;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.driver.Driver;
import org.eclipse.kura.driver.PreparedRead;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.type.TypedValues;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The driver as an asset uses it, against a server that comes, goes, refuses and is silent. */
@Timeout(600)
class OpcUaDriverTest {
    /** The driver without the component around it. */
    private static final class Fixture implements AutoCloseable {
        private final DriverCounters counters = new DriverCounters();
        private final DriverListeners listeners = new DriverListeners("plc", counters);
        private final Object changes = new Object();
        private final Connection connection;
        private final SessionDriver driver;

        Fixture(String url, Map<String, Object> different) {
            URI address = URI.create(url);
            Map<String, Object> properties = new HashMap<>(Map.of(
                    "kura.service.pid",
                    "plc",
                    "endpoint.ip",
                    address.getHost(),
                    "endpoint.port",
                    address.getPort(),
                    "security.policy",
                    0,
                    "request.timeout",
                    60,
                    "subscription.publish.interval",
                    100));
            properties.putAll(different);
            DriverSettings settings = DriverSettings.of(properties);
            connection = new Connection(
                    "plc",
                    listeners,
                    given -> given.storedPassword().toCharArray(),
                    () -> null,
                    () -> {},
                    this::changed);
            listeners.on(connection, () -> connection.later(() -> connection.configure(settings.connection())));
            driver = new SessionDriver("plc", settings, new Open(connection), listeners, counters);
            connection.configure(settings.connection());
        }

        private void changed() {
            synchronized (changes) {
                changes.notifyAll();
            }
        }

        void await(StateCode code) throws InterruptedException {
            synchronized (changes) {
                while (connection.state().now().code() != code) {
                    changes.wait(1_000);
                }
            }
        }

        /** Waits until the session is open, which may be before or after the state says so. */
        Fixture open() throws InterruptedException {
            await(StateCode.CONNECTED);
            return this;
        }

        @Override
        public void close() {
            listeners.close();
            connection.close();
        }
    }

    private record Open(Connection connection) implements OpenSession {
        @Override
        public Optional<OpenLink> open() {
            return connection.open();
        }

        @Override
        public String state() {
            return connection.state().now().text();
        }
    }

    /** An asset's listener, on record. */
    private static final class Heard implements ChannelListener {
        private final List<ChannelRecord> records = new ArrayList<>();

        @Override
        public synchronized void onChannelEvent(ChannelEvent event) {
            records.add(event.getChannelRecord());
            notifyAll();
        }

        synchronized int size() {
            return records.size();
        }

        synchronized ChannelRecord await(int from, Predicate<ChannelRecord> wanted) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
            for (int at = from; ; ) {
                for (; at < records.size(); at++) {
                    if (wanted.test(records.get(at))) {
                        return records.get(at);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("not heard; got " + records.size() + " records");
                }
                wait(left);
            }
        }

        ChannelRecord awaitValue(int from, Object value) throws InterruptedException {
            return await(
                    from,
                    record -> success(record) && record.getValue().getValue().equals(value));
        }
    }

    private static boolean success(ChannelRecord record) {
        return record.getChannelStatus().getChannelFlag() == ChannelFlag.SUCCESS;
    }

    private static Map<String, Object> settings(String name, String node, DataType type) {
        return new HashMap<>(Map.of(
                "+name", name,
                "+value.type", type.name(),
                "node.id", "nsu=" + PlcServer.NAMESPACE + ";s=" + node,
                "node.id.type", "STRING",
                "opcua.type", "DEFINED_BY_JAVA_TYPE",
                "attribute", "Value",
                "listen.sampling.interval", "100",
                "listen.queue.size", "10"));
    }

    private static ChannelRecord readRecord(String node, DataType type) {
        ChannelRecord record = ChannelRecord.createReadRecord(node, type);
        record.setChannelConfig(settings(node, node, type));
        return record;
    }

    private static ChannelRecord writeRecord(String node, TypedValue<?> value) {
        ChannelRecord record = ChannelRecord.createWriteRecord(node, value);
        record.setChannelConfig(settings(node, node, value.getType()));
        return record;
    }

    private static void writable(PlcServer plc, String name) {
        plc.node(name).setAccessLevel(AccessLevel.toValue(AccessLevel.READ_WRITE));
        plc.node(name).setUserAccessLevel(AccessLevel.toValue(AccessLevel.READ_WRITE));
    }

    @Test
    void everyChannelHasItsOwnStatus() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.5)
                        .variable("Count", 7)
                        .variable("Name", "mill")
                        .start();
                Fixture fixture = new Fixture(plc.url(), Map.of("max.request.items", 2)).open()) {
            ChannelRecord wrong = readRecord("Speed", DataType.DOUBLE);
            wrong.setChannelConfig(Map.of("node.id", "x", "node.id.type", "NUMERIC"));
            List<ChannelRecord> records = List.of(
                    readRecord("Speed", DataType.DOUBLE),
                    readRecord("Count", DataType.LONG),
                    readRecord("Nothing", DataType.DOUBLE),
                    readRecord("Name", DataType.INTEGER),
                    wrong,
                    readRecord("Name", DataType.STRING));
            PreparedRead prepared = fixture.driver.prepareRead(records);
            assertSame(records, prepared.execute());
            assertEquals(1.5, records.get(0).getValue().getValue());
            assertEquals(7L, records.get(1).getValue().getValue());
            assertTrue(records.get(1).getTimestamp() > 0);
            assertEquals("mill", records.get(5).getValue().getValue());
            assertEquals(
                    "Bad_NodeIdUnknown (0x80340000)",
                    records.get(2).getChannelStatus().getExceptionMessage());
            assertNull(records.get(2).getValue());
            String unfit = records.get(3).getChannelStatus().getExceptionMessage();
            assertTrue(unfit.startsWith("value 'mill' of type String is no INTEGER; "), unfit);
            String unclear = records.get(4).getChannelStatus().getExceptionMessage();
            assertTrue(unclear.startsWith("node.id 'x' is no identifier"), unclear);
            assertNull(
                    records.get(2).getChannelStatus().getException(), "the gateway writes exceptions field by field");
        }
    }

    @Test
    void aPreparedReadOutlivesARestart() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                Fixture fixture = new Fixture(plc.url(), Map.of()).open()) {
            List<ChannelRecord> records = List.of(readRecord("Speed", DataType.DOUBLE));
            PreparedRead prepared = fixture.driver.prepareRead(records);
            prepared.execute();
            plc.stop();
            fixture.await(StateCode.SERVER_UNREACHABLE);
            Driver.ConnectionException away = assertThrows(Driver.ConnectionException.class, prepared::execute);
            assertTrue(away.getMessage().startsWith("no session: "), away.getMessage());
            // Another namespace before ours: the node has another index now.
            plc.namespacesBefore("urn:millwright:test:other").write("Speed", 2.0);
            plc.start();
            fixture.await(StateCode.CONNECTED);
            prepared.execute();
            assertEquals(2.0, records.get(0).getValue().getValue());
        }
    }

    @Test
    void aSilentServerHoldsAnAssetUpForItsTimeoutOnly() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                TcpProxy network = new TcpProxy(plc.url());
                Fixture fixture = new Fixture(network.url(), Map.of("request.timeout", 5)).open()) {
            PreparedRead prepared = fixture.driver.prepareRead(List.of(readRecord("Speed", DataType.DOUBLE)));
            prepared.execute();
            network.silent(true);
            assertThrows(Driver.ConnectionException.class, prepared::execute);
            network.silent(false);
        }
    }

    @Test
    void aListenerRegisteredWhileTheServerIsAwayHearsOfItsReturn() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0);
                Fixture fixture = new Fixture(plc.url(), Map.of())) {
            Heard heard = new Heard();
            fixture.driver.registerChannelListener(settings("speed", "Speed", DataType.FLOAT), heard);
            fixture.await(StateCode.SERVER_UNREACHABLE);
            assertEquals(0, heard.size(), "nothing is known yet");
            plc.start();
            ChannelRecord first = heard.awaitValue(0, 1.0f);
            assertEquals("speed", first.getChannelName());
            assertTrue(first.getTimestamp() > 0);

            int away = heard.size();
            plc.stop();
            ChannelRecord lost = heard.await(away, record -> !success(record));
            assertTrue(lost.getChannelStatus().getExceptionMessage().startsWith("Bad_NoCommunication"));
            int back = heard.size();
            plc.write("Speed", 3.0);
            plc.start();
            heard.awaitValue(back, 3.0f);
        }
    }

    @Test
    void oneListenerHearsOfSeveralChannelsUntilItIsTakenAway() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Count", 7)
                        .start();
                Fixture fixture = new Fixture(plc.url(), Map.of()).open()) {
            Heard heard = new Heard();
            Heard other = new Heard();
            fixture.driver.registerChannelListener(settings("a", "Speed", DataType.DOUBLE), heard);
            fixture.driver.registerChannelListener(settings("b", "Count", DataType.STRING), heard);
            fixture.driver.registerChannelListener(settings("c", "Speed", DataType.DOUBLE), other);
            heard.awaitValue(0, 1.0);
            assertEquals("b", heard.awaitValue(0, "7").getChannelName());
            other.awaitValue(0, 1.0);
            fixture.driver.unregisterChannelListener(heard);
            int after = heard.size();
            int otherAfter = other.size();
            plc.write("Speed", 2.0);
            other.awaitValue(otherAfter, 2.0);
            assertEquals(after, heard.size());
        }
    }

    @Test
    void whatCannotBeListenedToIsToldAsAFailure() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                Fixture fixture = new Fixture(plc.url(), Map.of()).open()) {
            Map<String, Object> children = settings("a", "Speed", DataType.DOUBLE);
            children.put("listen.subscribe.to.children", "true");
            Heard heard = new Heard();
            fixture.driver.registerChannelListener(children, heard);
            ChannelRecord failure = heard.await(0, record -> !success(record));
            assertTrue(failure.getChannelStatus().getExceptionMessage().contains("not supported"));
        }
    }

    @Test
    void nothingIsWrittenUnlessItIsAllowed() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start();
                Fixture fixture = new Fixture(plc.url(), Map.of()).open()) {
            writable(plc, "Speed");
            ChannelRecord record = writeRecord("Speed", TypedValues.newDoubleValue(5));
            fixture.driver.write(List.of(record));
            String text = record.getChannelStatus().getExceptionMessage();
            assertEquals("writing is switched off; set Allow writing in the driver", text);
            assertEquals(1.0, plc.node("Speed").getValue().value().value());
            assertEquals(1, fixture.counters.all().get("driver.writes.refused"));
        }
    }

    @Test
    void whatIsAllowedIsWrittenAndBounded() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Count", 7)
                        .start();
                Fixture fixture =
                        new Fixture(plc.url(), Map.of("write.enabled", true, "write.maxPerSecond", 2)).open()) {
            writable(plc, "Speed");
            ChannelRecord written = writeRecord("Speed", TypedValues.newDoubleValue(5));
            ChannelRecord protectedOne = writeRecord("Count", TypedValues.newIntegerValue(8));
            ChannelRecord tooMany = writeRecord("Speed", TypedValues.newDoubleValue(6));
            fixture.driver.write(List.of(written, protectedOne, tooMany));
            assertTrue(success(written));
            assertEquals(5.0, plc.node("Speed").getValue().value().value());
            String denied = protectedOne.getChannelStatus().getExceptionMessage();
            assertTrue(denied.startsWith("Bad_"), denied);
            String refused = tooMany.getChannelStatus().getExceptionMessage();
            assertTrue(refused.startsWith("more than 2 values in a second"), refused);
        }
    }
}
