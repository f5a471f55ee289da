package io.millwright.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The whole line in processes of their own: simulator, broker, gateway, receiver; the first secured (Basic256Sha256, Sign
 * & Encrypt), QoS 1, rate limit of the data service off.
 */
final class Line implements AutoCloseable {
    private static final String GATEWAY_HEAP = "-Xmx192m";
    private static final long ANSWER_LIMIT_SECONDS = 10;
    private static final long DELAY_LIMIT_SECONDS = 120;

    private final ChildProgram broker;
    private final ChildProgram simulator;
    private final ChildProgram receiver;
    private final ChildProgram gateway;
    private final String brokerUrl;
    private final String plcUrl;

    /**
     * Starts everything and returns when every pipeline runs.
     *
     * @param rate changes of every tag per second; the row period is its inverse
     */
    Line(Path folder, int pipelines, int tags, double rate, int delayMillis) throws IOException, OrtException {
        this(folder, pipelines, tags, rate, delayMillis, false);
    }

    /**
     * The same.
     *
     * @param oneForm whether one form makes all pipelines, whose decisions share messages; else each has its own
     */
    Line(Path folder, int pipelines, int tags, double rate, int delayMillis, boolean oneForm)
            throws IOException, OrtException {
        System.out.printf("starting %d pipelines of %d tags, %.1f changes/s each%n", pipelines, tags, rate);
        String gatewayPath = modulePath("io.millwright.gateway");
        broker = ChildProgram.java(
                "broker", folder, "-Xmx256m", "-cp", ownPath(), BrokerProcess.class.getName(), folder.toString());
        brokerUrl = broker.ready();
        simulator = ChildProgram.java(
                "simulator",
                folder,
                "-Xmx512m",
                "-jar",
                jar("test-bundles/io.millwright.simulator/target", "io.millwright.simulator-*.jar")
                        .toString(),
                "--bulk",
                pipelines + "x" + tags,
                "--rate",
                Double.toString(rate),
                "--pki",
                folder.resolve("pki").toString(),
                "--exit-on-eof");
        String[] plc = simulator.ready().split(" sha256=");
        plcUrl = plc[0];
        receiver = ChildProgram.java(
                "receiver",
                folder,
                "-Xmx256m",
                "-cp",
                gatewayPath,
                "io.millwright.gateway.receiver.DecisionReceiver",
                brokerUrl,
                "--json");
        Properties settings = new Properties();
        settings.setProperty("work", folder.resolve("gateway").toString());
        settings.setProperty("packages", packages(folder, tags));
        settings.setProperty("broker", brokerUrl.replace("tcp://", "mqtt://"));
        settings.setProperty("plc", plcUrl);
        settings.setProperty("plc.sha256", plc[1]);
        settings.setProperty("pipelines", Integer.toString(pipelines));
        settings.setProperty("tags", Integer.toString(tags));
        settings.setProperty("period.ms", Long.toString(Math.round(1000 / rate)));
        settings.setProperty("delay.ms", Integer.toString(delayMillis));
        settings.setProperty("one.form", Boolean.toString(oneForm));
        settings.setProperty("rate.limit", "false");
        Path file = folder.resolve("gateway.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        gateway = ChildProgram.java(
                "gateway",
                folder,
                GATEWAY_HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                gatewayPath + ":" + Path.of("test-bundles/io.millwright.bench/target/classes"),
                GatewayProcess.class.getName(),
                file.toString());
        try {
            gateway.ready();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static String flags() {
        return GATEWAY_HEAP + " -XX:+UseSerialGC";
    }

    long gatewayPid() {
        return gateway.pid();
    }

    /** Hands over each decision as the receiver's line of JSON, on a thread of this process. */
    void onDecision(Consumer<String> consumer) {
        receiver.onLine(consumer);
    }

    /** {@code tcp://host:port} of the broker. */
    String brokerUrl() {
        return brokerUrl;
    }

    /** {@code opc.tcp://host:port/path} of the simulator. */
    String plcUrl() {
        return plcUrl;
    }

    /**
     * Sets publish.maxDelayMs of every pipeline and waits until all run again. The gateway writes a snapshot of everything
     * after each, which a thousand make too slow.
     *
     * @throws IllegalStateException where that takes longer than 120 s
     */
    void delay(int millis) {
        try {
            gateway.ask("delay " + millis, "DELAYED", DELAY_LIMIT_SECONDS);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "The pipelines are not reconfigured within " + DELAY_LIMIT_SECONDS
                            + " s; leave the second measurement out with --no-fast, or make it a run of its own with --delay-ms 100",
                    e);
        }
    }

    /** Takes the gateway's connection to the simulator away. */
    void disconnect() {
        gateway.ask("off", "OFF", DELAY_LIMIT_SECONDS);
    }

    /** Brings the connection back; returns when every pipeline runs. */
    void connect() {
        gateway.ask("on", "ON", DELAY_LIMIT_SECONDS);
    }

    /** Asks the gateway how many decisions its pipelines count as lost so far; -1 without an answer within 10 s. */
    long dropped() {
        try {
            return Long.parseLong(gateway.ask("dropped", "DROPPED ", ANSWER_LIMIT_SECONDS));
        } catch (IllegalStateException noAnswer) {
            return -1;
        }
    }

    private static String packages(Path folder, int tags) throws IOException, OrtException {
        return String.join(
                ",",
                jar("deployment-packages/millwright-onnxruntime/target", "millwright-onnxruntime_*.dp")
                        .toString(),
                jar("deployment-packages/millwright/target", "millwright_*.dp").toString(),
                LoadModel.write(modelFolder(folder), tags).toString());
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

    private static Path jar(String folder, String glob) throws IOException {
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
