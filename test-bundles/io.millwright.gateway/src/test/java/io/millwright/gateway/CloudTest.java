package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.DecisionReceiver;
import io.millwright.gateway.receiver.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulated cloud connection over real brokers, heard by the independent receiver. */
@Tag("slow")
class CloudTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String KAPUA = "org.eclipse.kura.cloud.publisher.CloudPublisher";
    private static final String RAW = "org.eclipse.kura.cloudconnection.raw.mqtt.publisher.RawMqttPublisher";
    private static final byte[] BODY =
            """
            {"format":1,"kind":"decision","asset":"m1","pipeline":"p1",
             "model":{"name":"n","version":"1","sha256":"ab","executionProvider":"CPU"},
             "decisions":[{"sequence":1,"windowEnd":1,"decision":"d","label":"l","score":0.5,
             "quality":"GOOD","reason":"","changed":false}]}"""
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    private Broker broker;
    private Gateway gateway;
    private DecisionReceiver receiver;

    private void start(Function<Path, Broker> kind, Map<String, Object> dataService) throws Exception {
        broker = kind.apply(folder);
        receiver = DecisionReceiver.connect(broker.url(), "#", heard::add);
        gateway = Gateway.in(folder.resolve("gateway")).start();
        gateway.update(
                "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport",
                Map.of("broker-url", broker.url(), "topic.context.account-name", "acme", "client-id", "gw"));
        gateway.update("org.eclipse.kura.data.DataService", dataService);
        gateway.update(
                "org.eclipse.kura.data.DataService",
                Map.of("connect.auto-on-startup", true, "connect.retry-interval", 1));
        awaitCounter("connected", 1);
    }

    private void start(Map<String, Object> dataService) throws Exception {
        start(EmbeddedBroker::start, dataService);
    }

    private void publisher(Map<String, Object> values) {
        gateway.createFactory(KAPUA, "pub", values);
        gateway.await("publisher", LIMIT, () -> !gateway.services("(kura.service.pid=pub)")
                .isEmpty());
    }

    private String publish() {
        return gateway.publish("pub", Map.of("score", 0.5), BODY, Map.of("assetName", "m1"));
    }

    private void awaitCounter(String name, long value) {
        gateway.await(
                name + "=" + value + " in " + gateway.cloudCounters(),
                LIMIT,
                () -> gateway.cloudCounters().get(name) == value);
    }

    @AfterEach
    void close() {
        if (receiver != null) {
            receiver.close();
        }
        if (gateway != null) {
            gateway.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "mosquitto"})
    void metricsAndBodyReachTheReceiverOnTheFilledTopic(String kind) throws Exception {
        Assumptions.assumeTrue("embedded".equals(kind) || Mosquitto.isInstalled(), "mosquitto is not installed");
        start("embedded".equals(kind) ? EmbeddedBroker::start : Mosquitto::start, Map.of());
        publisher(Map.of("qos", 1));
        assertNotNull(publish());
        Message message = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Map.of("score", 0.5), message.metrics());
        assertEquals("acme/gw/W1/A1/m1", message.decisions().get(0).topic());
        awaitCounter("confirmed", 1);
    }

    /** Moquette's own limit is 8,092 bytes. */
    @Test
    void aLargeMessagePasses() throws Exception {
        start(Map.of());
        gateway.update("org.eclipse.kura.cloud.CloudService", Map.of("encode.gzip", false));
        publisher(Map.of("qos", 1));
        gateway.publish("pub", Map.of("text", "x".repeat(500_000)), BODY, Map.of("assetName", "m1"));
        Message message = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(500_000, message.metrics().get("text").toString().length());
    }

    @Test
    void qosComesFromThePublisherAndQos0HasNoId() throws Exception {
        start(Map.of());
        publisher(Map.of("qos", 0));
        assertNull(gateway.publish("pub", Map.of(), BODY, Map.of("assetName", "m1", "QOS", 1)));
        assertNotNull(heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, gateway.cloudCounters().get("confirmed"));
    }

    @Test
    void aRawPublisherSendsTheBodyAlone() throws Exception {
        start(Map.of());
        gateway.createFactory(RAW, "pub", Map.of("topic", "plant/raw", "qos", 1));
        gateway.await("publisher", LIMIT, () -> !gateway.services("(kura.service.pid=pub)")
                .isEmpty());
        publish();
        Message message = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Map.of(), message.metrics());
        assertEquals("plant/raw", message.decisions().get(0).topic());
        GatewayException refused =
                assertThrows(GatewayException.class, () -> gateway.publish("pub", Map.of("a", 1), null, Map.of()));
        assertTrue(refused.getMessage().contains("INVALID_PARAMETER"), refused.getMessage());
    }

    /** As shipped: one message per second. Asserted by order of events, not by a clock: the second is far in the future. */
    @Test
    void theShippedRateLimitHoldsBackAllButTheBurst() throws Exception {
        start(Map.of("rate.limit.time.unit", "DAYS", "rate.limit.burst.size", 2));
        publisher(Map.of("qos", 1));
        for (int i = 0; i < 5; i++) {
            publish();
        }
        awaitCounter("confirmed", 2);
        assertEquals(3, gateway.cloudCounters().get("waiting"));
        gateway.update("pub", Map.of("priority", 4));
        gateway.await("the priority", LIMIT, () -> !gateway.services("(&(kura.service.pid=pub)(priority=4))")
                .isEmpty());
        publish();
        awaitCounter("confirmed", 3);
        assertEquals(3, gateway.cloudCounters().get("waiting"), "priority below 5 is not throttled");
        gateway.update("org.eclipse.kura.data.DataService", Map.of("enable.rate.limit", false));
        awaitCounter("confirmed", 6);
    }

    @Test
    void aFullStoreRefuses() throws Exception {
        start(Map.of("store.capacity", 2, "rate.limit.time.unit", "DAYS"));
        publisher(Map.of("qos", 1));
        publish();
        publish();
        GatewayException full = assertThrows(GatewayException.class, this::publish);
        assertEquals(
                "org.eclipse.kura.KuraStoreCapacityReachedException",
                full.getCause().getClass().getName());
        assertEquals(1, gateway.cloudCounters().get("refused"));
    }

    @Test
    void theBacklogOfABrokerThatWasAwayIsDelivered() throws Exception {
        start(Map.of("enable.rate.limit", false));
        publisher(Map.of("qos", 1));
        publish();
        awaitCounter("confirmed", 1);
        broker.stop();
        awaitCounter("connected", 0);
        for (int i = 0; i < 3; i++) {
            publish();
        }
        assertEquals(3, gateway.cloudCounters().get("waiting"));
        broker.startAgain();
        awaitCounter("confirmed", 4);
    }

    /** Nine leaked slots and the publisher stops for good; a reconnect frees it. */
    @Test
    void leakedInFlightSlotsStopThePublisherUntilAReconnect() throws Exception {
        start(Map.of("enable.rate.limit", false));
        publisher(Map.of("qos", 1));
        gateway.fault(Fault.IN_FLIGHT_LEAK, true);
        gateway.await("nine leaked slots", LIMIT, () -> {
            // Not one by one: only messages that follow each other closely leak.
            for (int i = 0; i < 20; i++) {
                publish();
            }
            return gateway.cloudCounters().get("leaked") >= 9;
        });
        publish();
        assertTrue(gateway.cloudCounters().get("waiting") > 0);
        assertEquals(9, gateway.cloudCounters().get("inFlight"));

        gateway.fault(Fault.IN_FLIGHT_LEAK, false);
        broker.stop();
        awaitCounter("connected", 0);
        broker.startAgain();
        awaitCounter("waiting", 0);
        awaitCounter("inFlight", 0);
    }

    @Test
    void lostConfirmationsLeaveNineInFlight() throws Exception {
        start(Map.of("enable.rate.limit", false));
        publisher(Map.of("qos", 1));
        gateway.fault(Fault.CONFIRMATIONS_LOST, true);
        for (int i = 0; i < 12; i++) {
            publish();
        }
        awaitCounter("published", 9);
        assertEquals(3, gateway.cloudCounters().get("waiting"));
        assertEquals(0, gateway.cloudCounters().get("confirmed"));
    }

    @Test
    void confirmationCanComeBeforePublishReturns() throws Exception {
        start(Map.of("enable.rate.limit", false));
        publisher(Map.of("qos", 1));
        gateway.fault(Fault.CONFIRM_BEFORE_PUBLISH_RETURNS, true);
        publish();
        assertEquals(1, gateway.cloudCounters().get("confirmed"));
    }

    @Test
    void faultsOfTheCallItself() throws Exception {
        start(Map.of());
        publisher(Map.of("qos", 1));
        gateway.fault(Fault.STORE_FULL, true);
        assertThrows(GatewayException.class, this::publish);
        gateway.fault(Fault.STORE_FULL, false);

        gateway.fault(Fault.ENDPOINT_MISSING, true);
        GatewayException missing = assertThrows(GatewayException.class, this::publish);
        assertTrue(missing.getMessage().contains("SERVICE_UNAVAILABLE"), missing.getMessage());
        gateway.fault(Fault.ENDPOINT_MISSING, false);

        gateway.fault(Fault.PUBLISH_HANGS, true);
        CompletableFuture<String> hanging = CompletableFuture.supplyAsync(this::publish);
        assertFalse(hanging.isDone());
        gateway.fault(Fault.PUBLISH_HANGS, false);
        assertNotNull(hanging.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void aDeletedPublisherIsGone() throws Exception {
        start(Map.of());
        publisher(Map.of("qos", 1));
        gateway.delete("pub");
        gateway.await("no publisher", LIMIT, () -> gateway.services("(kura.service.pid=pub)")
                .isEmpty());
        assertThrows(GatewayException.class, this::publish);
        assertEquals(List.of(), gateway.log(LogLine.Level.ERROR));
    }
}
