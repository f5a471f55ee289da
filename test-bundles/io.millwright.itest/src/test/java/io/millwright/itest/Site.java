package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.gateway.BalanceWatch;
import io.millwright.gateway.Broker;
import io.millwright.gateway.Fault;
import io.millwright.gateway.Gateway;
import io.millwright.gateway.LogLine;
import io.millwright.gateway.NetworkCable;
import io.millwright.gateway.Platform;
import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.DecisionReceiver;
import io.millwright.gateway.receiver.Requester;
import io.millwright.simulator.Simulator;
import io.millwright.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A plant in this JVM: a simulated PLC, a broker, a receiver at the broker, and one gateway. Everything on 127.0.0.1 and free
 * ports; {@link #close} ends all of it.
 */
final class Site implements AutoCloseable {
    /** Longest wait for anything; on an idle machine nothing takes a quarter of it. */
    static final Duration LIMIT = Duration.ofSeconds(120);

    static final String CONNECTION = "io.millwright.opcua.OpcUaConnection";
    static final String PIPELINE = "io.millwright.pipeline.InferencePipeline";
    static final String PUBLISHER = "org.eclipse.kura.cloud.publisher.CloudPublisher";
    static final String KEYSTORE = "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl";
    static final String DATA_SERVICE = "org.eclipse.kura.data.DataService";
    static final String TRANSPORT = "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport";

    static final String PLC = "plc";
    static final String CLOUD = "decisions";
    static final String KEYS = "keys";
    private static final String ACCOUNT = "plant";
    private static final String DEVICE = "gateway";

    /** Features of both shipped models, which are the tags of a simulated mill. */
    static final List<String> FEATURES =
            List.of("type", "air_temperature", "process_temperature", "rotational_speed", "torque", "tool_wear");

    private final Path folder;
    private final PlcEvents plcEvents = new PlcEvents();
    private final Simulator plc;
    private final Broker broker;
    private final Received received = new Received();
    private final DecisionReceiver receiver;
    private final NetworkCable cable;
    private Gateway gateway;
    private BalanceWatch balances;

    private Site(Path folder, SimulatorOptions options) throws IOException {
        this.folder = folder;
        plc = Simulator.start(options.events(plcEvents));
        broker = Broker.start(folder);
        receiver = DecisionReceiver.connect(broker.url(), "#", received);
        cable = NetworkCable.to(broker.url());
    }

    /**
     * A whole site with a mill whose values are written every 200 ms; nothing installed.
     *
     * @param name of its folder in target/sites, which is emptied first and stays for a look at the logs
     */
    static Site open(String name) throws IOException {
        return open(name, Platform.KURA_5, mill());
    }

    /** A mill of which no value leaves the models' training range for 100 minutes: an UNCERTAIN decision is a fault's. */
    static SimulatorOptions mill() {
        return new SimulatorOptions()
                .machines(1)
                .periodMillis(200)
                .partPeriods(5)
                .seed(30);
    }

    static Site open(String name, Platform platform, SimulatorOptions options) throws IOException {
        System.out.println("itest: site " + name);
        Path folder = Path.of("target", "sites", name).toAbsolutePath();
        empty(folder);
        Site site = new Site(folder, options);
        try {
            site.startGateway(platform);
            return site;
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private static void empty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : all) {
                Files.delete(file);
            }
        }
        Files.createDirectories(folder);
    }

    private void startGateway(Platform platform) {
        gateway = Gateway.in(folder.resolve("gateway")).platform(platform).start();
        balances = new BalanceWatch(gateway);
        connectCloud();
    }

    /** Nobody looks at the components any more, for a test that looks who holds them. */
    void unwatched() {
        balances.close();
    }

    /** Nothing was lost so far without being counted, in any component and at any time. */
    void assertBalanced() {
        try {
            assertEquals(List.of(), balances.settle(), "lost without being counted");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connectCloud() {
        gateway.update(
                TRANSPORT,
                Map.of("broker-url", cable.url(), "client-id", DEVICE, "topic.context.account-name", ACCOUNT));
        gateway.update(
                DATA_SERVICE,
                Map.of(
                        "connect.auto-on-startup",
                        true,
                        "connect.retry-interval",
                        1,
                        "enable.rate.limit",
                        false,
                        "in-flight-messages.congestion-timeout",
                        30));
    }

    /** Somebody in the cloud who sends requests; to be closed. */
    Requester requester() throws IOException {
        return Requester.connect(broker.url(), ACCOUNT, DEVICE, "MILLWRIGHT-V1");
    }

    Gateway gateway() {
        return gateway;
    }

    Simulator plc() {
        return plc;
    }

    PlcEvents plcEvents() {
        return plcEvents;
    }

    /** Waits until the PLC has begun every fault that it was told before. */
    void awaitFaultsBegun() {
        plc.fault("gap:Mill1.running:0")
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    NetworkCable cable() {
        return cable;
    }

    Received received() {
        return received;
    }

    Path folder() {
        return folder;
    }

    /** Ends every fault of PLC, cable and cloud connection. */
    void recover() {
        plc.clearFaults();
        cable.plug();
        for (Fault fault : Fault.values()) {
            gateway.fault(fault, false);
        }
    }

    /** Forgets what was received and logged. */
    void fresh() {
        received.forget();
        gateway.forgetLog();
    }

    // What an engineer does in the web admin

    /** Installs packages in this order. */
    void install(List<Path> packages) {
        packages.forEach(gateway::installPackage);
    }

    /** Keystore, secured connection to the mill pinned by its certificate, publisher with QoS 1. */
    void configureLine() {
        createKeystore();
        createConnection(Map.of());
        createPublisher();
    }

    void createKeystore() {
        gateway.createFactory(
                KEYSTORE, KEYS, Map.of("keystore.path", "keys.ks", "keystore.password", "made for a test"));
    }

    void createPublisher() {
        gateway.createFactory(PUBLISHER, CLOUD, Map.of("qos", 1));
    }

    /** The connection, secured as its form has it by default, with values that differ. */
    void createConnection(Map<String, ?> different) {
        gateway.createFactory(CONNECTION, PLC, connection(different));
    }

    Map<String, Object> connection(Map<String, ?> different) {
        Map<String, Object> values = new HashMap<>();
        values.put("endpoint.url", plc.endpointUrl());
        values.put("KeystoreService.target", target(KEYS));
        values.put("server.certificate.sha256", plc.thumbprint());
        values.put("publishing.intervalMs", 100);
        values.put("tags", millTags());
        values.putAll(different);
        return values;
    }

    /** The tag table of Mill1, named by URI: the PLC's index of the namespace is one test's business. */
    static String millTags() {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        FEATURES.forEach(name -> table.append(name)
                .append(",nsu=urn:millwright:simulator;s=Mill1.")
                .append(name)
                .append('\n'));
        return table.toString();
    }

    /** A pipeline of the model of that name, of which the pid is {@code <model>-pipeline}. */
    String createPipeline(String model, Map<String, ?> different) {
        String pid = model + "-pipeline";
        Map<String, Object> values = new HashMap<>();
        values.put("TagSource.target", target(PLC));
        values.put("Model.target", target(model));
        values.put("CloudPublisher.target", target(CLOUD));
        values.put("asset.name", "mill-1");
        values.put("window.periodMs", 200L);
        values.put("publish.maxDelayMs", 100);
        values.putAll(different);
        gateway.createFactory(PIPELINE, pid, values);
        return pid;
    }

    /** Changes a pipeline's configuration; returns when what decides by it has taken over. */
    void reconfigure(String pipeline, Map<String, ?> different) {
        boolean changes = !gateway.configuration(pipeline).entrySet().containsAll(different.entrySet());
        long before = takeovers(pipeline);
        gateway.update(pipeline, different);
        if (changes) {
            await(pipeline + " to decide by " + different, () -> takeovers(pipeline) > before);
        }
    }

    private long takeovers(String pipeline) {
        return ours(LogLine.Level.INFO).stream()
                .filter(line -> line.message().startsWith(pipeline + ": model ")
                        && line.message().contains(" decides from "))
                .count();
    }

    static String target(String pid) {
        return "(kura.service.pid=" + pid + ")";
    }

    // What can be seen

    /** What a component says of itself. */
    record ComponentState(String code, String text) {}

    /** The state of a connection or pipeline; null where it has none now. */
    ComponentState state(String pid) {
        return gateway.services("(&(millwright.state=*)(kura.service.pid=" + pid + "))").stream()
                .findFirst()
                .map(properties -> new ComponentState(
                        (String) properties.get("millwright.state"), (String) properties.get("millwright.state.text")))
                .orElse(null);
    }

    /** A counter of a component, as it is now. */
    long counter(String pid, String name) {
        return gateway.services("(&(millwright.state=*)(kura.service.pid=" + pid + "))").stream()
                .map(properties -> (Long) properties.getOrDefault("millwright.counter." + name, 0L))
                .findFirst()
                .orElse(0L);
    }

    ComponentState awaitState(String pid, String code) {
        return awaitState(pid, state -> state.code().equals(code), code);
    }

    ComponentState awaitState(String pid, Predicate<ComponentState> wanted, String what) {
        ComponentState[] seen = new ComponentState[1];
        await(
                pid + " " + what,
                () -> (seen[0] = state(pid)) != null && wanted.test(seen[0]),
                () -> "; it is " + seen[0]);
        return seen[0];
    }

    /** Waits for a decision that is made of samples taken from now on. */
    Decision awaitDecision(String pipeline, Predicate<Decision> wanted, String what) {
        long now = nowMicros();
        return awaitDecisionSince(now, pipeline, wanted, what);
    }

    Decision awaitDecisionSince(long micros, String pipeline, Predicate<Decision> wanted, String what) {
        Decision[] found = new Decision[1];
        await(
                "a decision of " + pipeline + " " + what,
                () -> {
                    found[0] = received.decisions(pipeline).stream()
                            .filter(d -> d.windowEndMicros() >= micros && wanted.test(d))
                            .findFirst()
                            .orElse(null);
                    return found[0] != null;
                },
                () -> "; the pipeline is " + state(pipeline) + ", the connection " + state(PLC)
                        + ", the last decisions are " + last(received.decisions(pipeline)) + ", cloud "
                        + gateway.cloudCounters());
        return found[0];
    }

    Decision awaitGoodDecision(String pipeline) {
        return awaitDecision(pipeline, d -> d.quality().equals("GOOD"), "of quality GOOD");
    }

    void await(String what, BooleanSupplier condition) {
        await(what, condition, () -> "");
    }

    private void await(String what, BooleanSupplier condition, Supplier<String> now) {
        try {
            gateway.await(what, LIMIT, condition);
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + now.get(), e);
        }
    }

    private static List<Decision> last(List<Decision> all) {
        return all.subList(Math.max(0, all.size() - 3), all.size());
    }

    static long nowMicros() {
        return System.currentTimeMillis() * 1000;
    }

    /** What was warned of where nothing is to be warned of; that a server got no processor for seconds is the test machine's. */
    List<LogLine> warnings() {
        return ours(LogLine.Level.WARN).stream()
                .filter(line -> !line.message().contains("something takes connections and answers nothing (no answer"))
                .toList();
    }

    /** Lines that our bundles logged at or above a level. */
    List<LogLine> ours(LogLine.Level minimum) {
        return gateway.log(minimum).stream()
                .filter(line ->
                        line.logger().contains("millwright") && !line.logger().startsWith("io.millwright.gateway"))
                .toList();
    }

    @Override
    public void close() {
        try {
            if (balances != null) {
                assertBalanced();
                System.out.println("itest: " + balances.equations() + " equations held at " + folder.getFileName());
            }
        } finally {
            end();
        }
    }

    private void end() {
        try {
            if (balances != null) {
                balances.close();
            }
            if (gateway != null) {
                gateway.close();
            }
        } finally {
            receiver.close();
            cable.close();
            broker.close();
            plc.close();
        }
    }
}
