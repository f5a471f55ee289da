package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.DecisionReceiver;
import io.millwright.gateway.receiver.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The main job on an embedded gateway: simulated PLC, OPC UA, models, decisions, broker, and back through a decoder that
 * shares nothing with the gateway. Everything is installed and configured as on a real gateway: .dp files and forms.
 * Decisions go to standard output, everything else to standard error.
 */
public final class Demo {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long FAULT_AFTER_SECONDS = 5;
    private static final long FAULT_SECONDS = 10;
    private static final String KEYSTORE = "OpcUaKeystore";
    private static final String PLC = "plc";
    private static final String PUBLISHER = "decisions";
    private static final String ASSET = "Mill1";
    private static final String MODELS = "(objectClass=io.millwright.model.Model)";

    private final DemoOptions options;
    private final DemoFiles files = DemoFiles.find();
    private final long startedNanos = System.nanoTime();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Object closing = new Object();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch first = new CountDownLatch(1);
    private final Map<String, LongAdder> decisions = new ConcurrentHashMap<>();
    private volatile boolean refused;
    private Gateway gateway;
    private Broker broker;
    private SimulatorProcess simulator;

    private Demo(DemoOptions options) {
        this.options = options;
    }

    /** Exit status 0: done, and every pipeline's decisions came back; 1: not; 2: wrong options. */
    public static void main(String[] arguments) {
        DemoOptions options;
        try {
            options = DemoOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        int status = options.information() == null ? new Demo(options).run() : inform(options.information());
        System.exit(status);
    }

    private static int inform(String what) {
        if (!"faults".equals(what)) {
            System.out.println(what);
            return 0;
        }
        DemoOptions.GATEWAY_FAULTS.forEach(System.out::println);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                DemoFiles.find().simulator(),
                "io.millwright.simulator.Main",
                "--list-faults");
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            System.err.println("The simulator does not start: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int run() {
        Thread ending = new Thread(this::endedFromOutside, "demo-end");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            start();
            return serve();
        } catch (GatewayException | IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 1;
        } finally {
            closeAll();
        }
    }

    /** Ctrl-C: closes what is open; the main thread's own closing then finds nothing left. */
    private void endedFromOutside() {
        end.countDown();
        closeAll();
    }

    /** One thread closes, in reverse order of opening; another one waits until it has. */
    private void closeAll() {
        synchronized (closing) {
            AutoCloseable next = last();
            while (next != null) {
                try {
                    next.close();
                } catch (Exception e) {
                    System.err.println("Not closed in order: " + e.getMessage());
                }
                next = last();
            }
        }
    }

    private AutoCloseable last() {
        synchronized (open) {
            return open.poll();
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        synchronized (open) {
            open.push(resource);
        }
        return resource;
    }

    private void progress(String text) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        System.err.printf("%6.1f s  %s%n", seconds, text);
    }

    /** A fault that the simulator refuses ends the demo: what was asked for would not be shown. */
    private void simulatorSays(String line) {
        progress("simulator: " + line);
        if (line.startsWith("FAILED")) {
            refused = true;
            end.countDown();
        }
    }

    // Starting

    private void start() throws IOException {
        Path work = files.workFolder();
        if (options.plc() == null) {
            simulator = keep(
                    SimulatorProcess.start(files.simulator(), work, List.of("--machines", "1"), this::simulatorSays));
        }
        String brokerUrl = options.broker();
        if (brokerUrl == null) {
            broker = keep(EmbeddedBroker.start(work));
            brokerUrl = broker.url();
        }
        progress("broker at " + brokerUrl);
        gateway = keep(Gateway.in(work.resolve("gateway")).start());
        progress("gateway started, log in " + gateway.logFile());
        for (Path file : files.packages()) {
            install(file);
        }
        connect(brokerUrl);
        keystore();
        connection();
        pipelines();
        DecisionReceiver receiver = keep(DecisionReceiver.connect(brokerUrl, Cloud.filter(), new Listener()));
        progress("listening to " + brokerUrl + " for " + decisions.size() + " pipelines"
                + (receiver.messages() > 0 ? "" : "; the first decision takes a few seconds"));
    }

    private void install(Path file) {
        Installation installation = gateway.installPackage(file);
        if (!installation.isActive()) {
            throw new GatewayException("Package " + file.getFileName() + " is installed, but not every bundle runs: "
                    + installation.bundles());
        }
        progress("installed " + installation.name() + " " + installation.version());
    }

    private void connect(String brokerUrl) {
        gateway.update(
                Cloud.TRANSPORT,
                Map.of(
                        "broker-url",
                        brokerUrl,
                        "topic.context.account-name",
                        Cloud.ACCOUNT,
                        "client-id",
                        "demo-" + ProcessHandle.current().pid()));
        gateway.update(
                Cloud.DATA,
                Map.of(
                        "connect.auto-on-startup",
                        true,
                        "connect.retry-interval",
                        2,
                        "enable.rate.limit",
                        options.rateLimit()));
        gateway.createFactory(Cloud.PUBLISHER, PUBLISHER, Map.of("app.topic", "A1/$assetName", "qos", 1));
        gateway.await("the broker", LIMIT, () -> gateway.cloudCounters().get("connected") == 1);
    }

    private void keystore() {
        byte[] password = new byte[16];
        new SecureRandom().nextBytes(password);
        gateway.createFactory(
                "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl",
                KEYSTORE,
                Map.of(
                        "keystore.path",
                        "opcua.ks",
                        "keystore.password",
                        HexFormat.of().formatHex(password)));
    }

    private void connection() throws IOException {
        Map<String, Object> values = new HashMap<>();
        values.put("KeystoreService.target", pid(KEYSTORE));
        if (options.plcInsecure()) {
            values.put("security.policy", "None");
            values.put("security.mode", "None");
        } else {
            values.put("security.policy", "Basic256Sha256");
            values.put("security.mode", "SignAndEncrypt");
            values.put(
                    "server.certificate.sha256", options.plc() == null ? simulator.thumbprint() : options.plcSha256());
        }
        values.put("endpoint.url", options.plc() == null ? simulator.url() : options.plc());
        values.put("tags", options.tags() == null ? simulatorTags() : Files.readString(options.tags()));
        gateway.createFactory("io.millwright.opcua.OpcUaConnection", PLC, values);
        progress("connecting to " + values.get("endpoint.url")
                + (options.plcInsecure() ? " WITHOUT SECURITY" : ", Sign & Encrypt, certificate pinned"));
    }

    private static String simulatorTags() throws IOException {
        try (var table = Demo.class.getResourceAsStream("/io/millwright/gateway/milling-cell.csv")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void pipelines() {
        gateway.await("a model", LIMIT, () -> !gateway.services(MODELS).isEmpty());
        long packaged = gateway.packages().keySet().stream()
                .filter(name -> name.startsWith("millwright-model-"))
                .count();
        gateway.await("every model", LIMIT, () -> models().size() >= packaged);
        for (String model : models()) {
            Map<String, Object> values = new HashMap<>();
            values.put("TagSource.target", pid(PLC));
            values.put("Model.target", pid(model));
            values.put("CloudPublisher.target", pid(PUBLISHER));
            values.put("asset.name", ASSET);
            decisions.put(model + "-pipeline", new LongAdder());
            gateway.createFactory("io.millwright.pipeline.InferencePipeline", model + "-pipeline", values);
        }
        progress("pipelines " + new TreeSet<>(decisions.keySet()));
    }

    private Set<String> models() {
        Set<String> names = new TreeSet<>();
        gateway.services(MODELS).forEach(service -> names.add((String) service.get("kura.service.pid")));
        return names;
    }

    private static String pid(String pid) {
        return "(kura.service.pid=" + pid + ")";
    }

    // Serving

    private int serve() throws InterruptedException {
        if (options.fault() != null) {
            Thread faults = new Thread(this::fault, "demo-fault");
            faults.setDaemon(true);
            faults.start();
        }
        if (options.seconds() == 0) {
            end.await();
        } else {
            end.await(options.seconds(), TimeUnit.SECONDS);
        }
        Map<String, Long> counts = new TreeMap<>();
        decisions.forEach((pipeline, count) -> counts.put(pipeline, count.sum()));
        progress("decisions back from the broker: " + counts);
        if (refused) {
            return 1;
        }
        if (!counts.containsValue(0L)) {
            return 0;
        }
        states().forEach(System.err::println);
        gateway.log(LogLine.Level.WARN).forEach(System.err::println);
        return 1;
    }

    private List<String> states() {
        return gateway.services("(millwright.state=*)").stream()
                .map(service -> service.get("kura.service.pid") + ": " + service.get("millwright.state"))
                .distinct()
                .sorted()
                .toList();
    }

    private void fault() {
        try {
            first.await();
            if (end.await(FAULT_AFTER_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            progress("fault " + options.fault());
            switch (options.fault()) {
                case DemoOptions.BROKER_AWAY -> whileFaulty(broker::stop, broker::startAgain);
                case DemoOptions.STORE_FULL -> whileFaulty(
                        () -> gateway.fault(Fault.STORE_FULL, true), () -> gateway.fault(Fault.STORE_FULL, false));
                case DemoOptions.CONFIRMATIONS_LOST -> whileFaulty(
                        () -> gateway.fault(Fault.CONFIRMATIONS_LOST, true),
                        () -> gateway.fault(Fault.CONFIRMATIONS_LOST, false));
                default -> simulator.command(options.fault());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void whileFaulty(Runnable on, Runnable off) throws InterruptedException {
        on.run();
        if (!end.await(FAULT_SECONDS, TimeUnit.SECONDS)) {
            off.run();
            progress("fault " + options.fault() + " over");
        }
    }

    private final class Listener implements DecisionReceiver.Listener {
        private final DecisionReceiver.Listener lines = DecisionReceiver.lines(System.out::println, options.json());

        @Override
        public void message(Message message) {
            lines.message(message);
            for (Decision decision : message.decisions()) {
                LongAdder count = decisions.get(decision.pipeline());
                if (count != null) {
                    count.increment();
                }
                first.countDown();
            }
        }

        @Override
        public void foreign(String topic, String why) {
            progress("not a decision on " + topic + ": " + why);
        }
    }

    /** Kura's names for the cloud connection. */
    private static final class Cloud {
        static final String ACCOUNT = "millwright";
        static final String TRANSPORT = "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport";
        static final String DATA = "org.eclipse.kura.data.DataService";
        static final String PUBLISHER = "org.eclipse.kura.cloud.publisher.CloudPublisher";

        static String filter() {
            return ACCOUNT + "/demo-" + ProcessHandle.current().pid() + "/#";
        }
    }
}
