package io.millwright.bench;

import ai.onnxruntime.OrtException;
import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The whole line in processes of their own: simulator, broker, gateway, receiver; the first secured (Basic256Sha256, Sign
 * & Encrypt), QoS 1, rate limit of the data service off.
 */
final class Line implements AutoCloseable {
    private static final String GATEWAY_HEAP = "-Xmx192m";
    private static final long ANSWER_LIMIT_SECONDS = 10;
    private static final long UPDATE_LIMIT_SECONDS = 120;

    /** Decisions that never left and windows that were never decided. */
    static final List<String> LOSSES =
            List.of("decisions.unpublished", "windows.skipped", "windows.blocked", "windows.lost", "outbox.dropped");

    private final ChildProgram broker;
    private final ChildProgram simulator;
    private final ChildProgram receiver;
    private final Path folder;
    private final Path gatewayFile;
    private final String gatewayPath = modulePath("io.millwright.gateway");
    private ChildProgram gateway;
    private final String brokerUrl;
    private final String plc;
    private final long connectionMillis;
    private final long applyMillis;

    /** Starts everything and returns when every pipeline is ready. */
    Line(Path folder, LineSetup setup) throws IOException, OrtException {
        this(folder, setup, url -> url);
    }

    /**
     * As {@link #Line(Path, LineSetup)}.
     *
     * @param road returns where the gateway finds the broker of a URL
     */
    Line(Path folder, LineSetup setup, UnaryOperator<String> road) throws IOException, OrtException {
        this.folder = folder;
        broker = ChildProgram.java(
                "broker", folder, "-Xmx256m", "-cp", ownPath(), BrokerProcess.class.getName(), folder.toString());
        brokerUrl = broker.ready();
        simulator = ChildProgram.java("simulator", folder, simulator(folder, setup.simulator()));
        plc = simulator.ready();
        receiver = ChildProgram.java(
                "receiver",
                folder,
                "-Xmx256m",
                "-cp",
                gatewayPath,
                "io.millwright.gateway.receiver.DecisionReceiver",
                brokerUrl,
                "--json");
        String[] urlAndThumbprint = plc.split(" sha256=");
        gatewayFile = setup.gateway()
                .write(
                        folder,
                        packages(modelFolder(folder), setup.models()),
                        road.apply(brokerUrl).replace("tcp://", "mqtt://"),
                        urlAndThumbprint[0],
                        urlAndThumbprint[1]);
        gateway = gateway("gateway", gatewayFile);
        try {
            String[] millis = gateway.ready().split(" ");
            connectionMillis = Long.parseLong(millis[0]);
            applyMillis = Long.parseLong(millis[1]);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private ChildProgram gateway(String name, Path file) throws IOException {
        return ChildProgram.java(
                name,
                folder,
                GATEWAY_HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                gatewayPath + ":" + ownClasses(),
                GatewayProcess.class.getName(),
                file.toString());
    }

    /** Ends the gateway's process as a loss of power does. */
    void killGateway() {
        gateway.kill();
    }

    /** Starts a gateway with what the one before left on the disk; returns when every pipeline is ready. */
    void startGatewayAgain() throws IOException {
        JsonObject setup = Json.parse(Files.readString(gatewayFile)).asObject().set("again", true);
        Path file = Files.writeString(folder.resolve("gateway-again.json"), setup.toString());
        gateway = gateway("gateway-again-" + System.nanoTime(), file);
        gateway.ready();
    }

    /** Asks the gateway's process for a line of its own. */
    String ask(String command, String answer) {
        return gateway.ask(command, answer, UPDATE_LIMIT_SECONDS);
    }

    private static String[] simulator(Path folder, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-jar", simulatorJar()));
        arguments.addAll(options);
        arguments.addAll(List.of("--pki", folder.resolve("pki").toString(), "--exit-on-eof"));
        return arguments.toArray(String[]::new);
    }

    static String gatewayHeap() {
        return GATEWAY_HEAP;
    }

    static String flags() {
        return GATEWAY_HEAP + " -XX:+UseSerialGC";
    }

    long gatewayPid() {
        return gateway.pid();
    }

    /** The simulator, for commands of its own. */
    ChildProgram simulator() {
        return simulator;
    }

    /** {@code tcp://host:port} of the broker. */
    String brokerUrl() {
        return brokerUrl;
    }

    /** {@code opc.tcp://host:port/path} of the simulator. */
    String plcUrl() {
        return plc.split(" ")[0];
    }

    /** Takes the gateway's connection to the simulator away. */
    void disconnect() {
        gateway.ask("off", "OFF", UPDATE_LIMIT_SECONDS);
    }

    /** Brings the connection back; returns when every pipeline is ready. */
    void connect() {
        gateway.ask("on", "ON", UPDATE_LIMIT_SECONDS);
    }

    /** Whether the gateway's cloud connection compresses what it sends; as shipped it does. */
    void compress(boolean compress) {
        gateway.ask("gzip " + compress, "GZIP", ANSWER_LIMIT_SECONDS);
    }

    /** Sets attributes of a component's form. */
    void set(String pid, JsonObject form) {
        gateway.ask("set " + pid + " " + form, "SET", UPDATE_LIMIT_SECONDS);
    }

    /** Creates a component by its factory. */
    void create(String factory, String pid, JsonObject form) {
        gateway.ask("create " + factory + " " + pid + " " + form, "CREATED", UPDATE_LIMIT_SECONDS);
    }

    /** Takes a component away. */
    void delete(String pid) {
        gateway.ask("delete " + pid, "DELETED", UPDATE_LIMIT_SECONDS);
    }

    /**
     * Hands a deployment package to the gateway.
     *
     * @throws IllegalStateException where it is refused as a package; what becomes of a model in it is told by {@link #models}
     */
    void install(Path file) {
        String refusal = gateway.ask("install " + file, "INSTALLED ", UPDATE_LIMIT_SECONDS);
        if (!refusal.isEmpty()) {
            throw new IllegalStateException(file + ": " + refusal);
        }
    }

    /** A link to the live page that can be used once. */
    String login() {
        return gateway.ask("login", "LOGIN ", ANSWER_LIMIT_SECONDS);
    }

    /** Takes an installed package away. */
    void uninstall(String name) {
        gateway.ask("uninstall " + name, "UNINSTALLED", UPDATE_LIMIT_SECONDS);
    }

    /** What the inference engine says: its state, its text, and a line for each model bundle. */
    JsonObject models() {
        return Json.parse(gateway.ask("models", "MODELS ", ANSWER_LIMIT_SECONDS))
                .asObject();
    }

    /** The simulator's endpoint and thumbprint, {@code URL sha256=DIGITS}. */
    String plc() {
        return plc;
    }

    /** How long the connection's form took until the values were there, ms. */
    long connectionMillis() {
        return connectionMillis;
    }

    /** How long it took from the first form until every pipeline was ready, the connection's time included; ms. */
    long applyMillis() {
        return applyMillis;
    }

    /** Hands over each decision as the receiver's line of JSON, on a thread of this process. */
    void onDecision(Consumer<String> consumer) {
        receiver.onLine(consumer);
    }

    /**
     * Sets an attribute of every pipeline's form and waits until all are ready again. The gateway writes a snapshot of
     * everything after each, which a thousand forms make too slow.
     *
     * @throws IllegalStateException where that takes longer than 120 s
     */
    void update(String attribute, Object value) {
        JsonObject form = Json.object();
        GatewaySetup.put(form, attribute, value);
        gateway.ask("update " + form, "UPDATED ", UPDATE_LIMIT_SECONDS);
    }

    /** The sums of the pipelines' counters. */
    JsonObject counters() {
        return gateway.counters(ANSWER_LIMIT_SECONDS).get("pipelines").asObject();
    }

    /** The connection's counters. */
    JsonObject connectionCounters() {
        return gateway.counters(ANSWER_LIMIT_SECONDS).get("connection").asObject();
    }

    /** How many decisions the pipelines count as lost so far. */
    long dropped() {
        JsonObject counters = counters();
        return LOSSES.stream().mapToLong(name -> counters.getLong(name, 0)).sum();
    }

    /** How many values the server, the connection or the pipelines count as not used so far, whatever the cause. */
    long lostChanges() {
        JsonObject all = gateway.counters(ANSWER_LIMIT_SECONDS);
        JsonObject pipelines = all.get("pipelines").asObject();
        return all.get("connection").asObject().getLong("queue.overflows", 0)
                + pipelines.getLong("samples.dropped", 0)
                + pipelines.getLong("samples.late", 0)
                + pipelines.getLong("samples.unused", 0);
    }

    /** Ends the gateway, so that what follows has the machine and the simulator for itself. */
    void endGateway() {
        gateway.close();
    }

    private static List<Path> packages(Path folder, List<LineSetup.ModelSource> models)
            throws IOException, OrtException {
        List<Path> packages = new ArrayList<>(List.of(
                file("deployment-packages/millwright-onnxruntime/target", "millwright-onnxruntime_*.dp"),
                file("deployment-packages/millwright/target", "millwright_*.dp")));
        for (LineSetup.ModelSource model : models) {
            packages.add(model.write(folder));
        }
        return packages;
    }

    static String simulatorJar() throws IOException {
        return file("test-bundles/io.millwright.simulator/target", "io.millwright.simulator-*.jar")
                .toString();
    }

    static String ownClasses() {
        return Path.of("test-bundles/io.millwright.bench/target/classes").toString();
    }

    /** Where in its folder a line keeps the model. */
    static Path modelFolder(Path folder) {
        return folder.resolve("model");
    }

    private static String modulePath(String module) {
        Path target = Path.of("test-bundles", module, "target");
        return target.resolve("classes") + ":" + target.resolve("lib") + "/*";
    }

    private static String ownPath() {
        return modulePath("io.millwright.bench");
    }

    static Path file(String folder, String glob) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            var matcher = Path.of("").getFileSystem().getPathMatcher("glob:" + glob);
            List<Path> found =
                    files.filter(file -> matcher.matches(file.getFileName())).toList();
            if (found.size() != 1) {
                throw new IOException(folder + "/" + glob + ": " + found.size() + " files; run mvn package first");
            }
            return found.get(0).toAbsolutePath();
        }
    }

    @Override
    public void close() {
        gateway.close();
        receiver.close();
        simulator.close();
        broker.close();
    }
}
