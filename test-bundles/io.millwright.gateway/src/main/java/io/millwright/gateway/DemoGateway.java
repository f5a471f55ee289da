package io.millwright.gateway;

import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The demo's gateway, set up as an engineer does it: packages, then forms. */
final class DemoGateway implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A machine that is busy with something else may need more than one trial of a large model. */
    private static final Duration MODELS_LIMIT = Duration.ofSeconds(300);

    /** What the state of a model says whose trial was not over in time and is repeated. */
    private static final String REPEATED = "; tried again ";

    private static final String ACCOUNT = "millwright";
    private static final String TRANSPORT = "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport";
    private static final String DATA = "org.eclipse.kura.data.DataService";
    private static final String CLOUD_PUBLISHER = "org.eclipse.kura.cloud.publisher.CloudPublisher";
    private static final String FILESYSTEM_KEYSTORE = "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl";
    private static final String CONNECTION = "io.millwright.opcua.OpcUaConnection";
    private static final String PIPELINE = "io.millwright.pipeline.InferencePipeline";
    private static final String OPERATION = "io.millwright.operation.Operation";
    private static final String PLANNER = "io.millwright.decision.Planner";
    private static final String KEYSTORE = "OpcUaKeystore";
    /** Name of the connection. */
    static final String PLC = "plc";

    private static final String PUBLISHER = "decisions";
    private static final String MODELS = "(objectClass=io.millwright.model.Model)";
    private static final Set<String> TAKES_VALUES =
            Set.of("RUNNING", "NO_DECISION_YET", "INPUT_BAD", "INPUT_UNCERTAIN");

    private final Gateway gateway;

    private DemoGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    static DemoGateway start(Path folder) {
        return new DemoGateway(Gateway.in(folder).start());
    }

    /** The MQTT topics that this process' gateway publishes under. */
    static String topics() {
        return ACCOUNT + "/" + clientId() + "/#";
    }

    /** Options of {@code ./millwright} that ask this gateway. */
    static String asked(String brokerUrl) {
        return "--broker " + brokerUrl + " --account " + ACCOUNT + " --gateway " + clientId();
    }

    private static String clientId() {
        return "demo-" + ProcessHandle.current().pid();
    }

    Path logFile() {
        return gateway.logFile();
    }

    Installation install(Path file) {
        Installation installation = gateway.installPackage(file);
        if (!installation.isActive()) {
            throw new GatewayException("Package " + file.getFileName() + " is installed, but not every bundle runs: "
                    + installation.bundles());
        }
        return installation;
    }

    /** A link to the live page that can be used once. */
    String page() {
        return gateway.login("admin", "kura.admin");
    }

    void connect(String brokerUrl, boolean rateLimit) {
        gateway.update(
                TRANSPORT,
                Map.of("broker-url", brokerUrl, "topic.context.account-name", ACCOUNT, "client-id", clientId()));
        gateway.update(
                DATA,
                Map.of("connect.auto-on-startup", true, "connect.retry-interval", 2, "enable.rate.limit", rateLimit));
        gateway.createFactory(CLOUD_PUBLISHER, PUBLISHER, Map.of("app.topic", "A1/$assetName", "qos", 1));
        gateway.await("the broker", LIMIT, () -> gateway.cloudCounters().get("connected") == 1);
    }

    void keystore() {
        byte[] password = new byte[16];
        new SecureRandom().nextBytes(password);
        gateway.createFactory(
                FILESYSTEM_KEYSTORE,
                KEYSTORE,
                Map.of(
                        "keystore.path",
                        "opcua.ks",
                        "keystore.password",
                        HexFormat.of().formatHex(password)));
    }

    /**
     * Creates the connection.
     *
     * @param sha256 thumbprint of the server's certificate; null: no security
     * @param settings further fields of the form
     */
    void connection(String url, String sha256, String tags, Map<String, ?> settings) {
        Map<String, Object> values = new HashMap<>(settings);
        values.put("KeystoreService.target", target(KEYSTORE));
        values.put("security.policy", sha256 == null ? "None" : "Basic256Sha256");
        values.put("security.mode", sha256 == null ? "None" : "SignAndEncrypt");
        if (sha256 != null) {
            values.put("server.certificate.sha256", sha256);
        }
        values.put("endpoint.url", url);
        values.put("tags", tags);
        gateway.createFactory(CONNECTION, PLC, values);
    }

    /** Names of the models that serve, when all that were installed do; a refused one ends the waiting with its reason. */
    Set<String> models() {
        long packaged = gateway.packages().keySet().stream()
                .filter(name -> name.startsWith("millwright-model-"))
                .count();
        gateway.await("every model", MODELS_LIMIT, () -> {
            refuseRefused();
            return serving().size() >= packaged;
        });
        return serving();
    }

    private void refuseRefused() {
        for (Map<String, Object> service : gateway.services("(millwright.state=MODEL_REFUSED)")) {
            String refused = String.join("; ", (String[]) service.getOrDefault("millwright.bundles", new String[0]));
            if (!refused.contains(REPEATED)) {
                throw new GatewayException("The gateway refuses the model: " + refused);
            }
        }
    }

    private Set<String> serving() {
        Set<String> names = new TreeSet<>();
        gateway.services(MODELS).forEach(service -> names.add((String) service.get("kura.service.pid")));
        return names;
    }

    /** Creates a pipeline and returns its name. */
    String pipeline(String model, Map<String, ?> settings) {
        Map<String, Object> values = new HashMap<>(settings);
        values.put("TagSource.target", target(PLC));
        values.put("Model.target", target(model));
        values.put("CloudPublisher.target", target(PUBLISHER));
        gateway.createFactory(PIPELINE, model + "-pipeline", values);
        return model + "-pipeline";
    }

    /** Lets requests over the broker act, as the operator's switch does. */
    void letOperate() {
        gateway.update(OPERATION, Map.of("cloud.operate", true));
    }

    /** Creates a planner. */
    void planner(String factory, String name, Map<String, ?> settings) {
        gateway.createFactory(factory, name, new HashMap<>(settings));
        String service = "(&(objectClass=" + PLANNER + ")(millwright.planner=" + name + "))";
        gateway.await(name, LIMIT, () -> !gateway.services(service).isEmpty());
    }

    /** Asks this gateway over the broker. */
    static Requester requester(String brokerUrl) throws IOException {
        return Requester.connect(brokerUrl, ACCOUNT, clientId(), "MILLWRIGHT-V1");
    }

    private static String target(String pid) {
        return "(kura.service.pid=" + pid + ")";
    }

    /** Gives a planner an input, as a program on the gateway does: by the service, whose class is the framework's. */
    void give(String name, String input, String csv) {
        try {
            BundleContext context = gateway.context();
            ServiceReference<?> planner =
                    context.getAllServiceReferences(PLANNER, "(millwright.planner=" + name + ")")[0];
            Object service = context.getService(planner);
            service.getClass().getMethod("accept", String.class, String.class).invoke(service, input, csv);
            context.ungetService(planner);
        } catch (InvalidSyntaxException | ReflectiveOperationException e) {
            throw new GatewayException(name + " does not take " + input + ": " + e.getCause(), e);
        }
    }

    /** Waits until a pipeline takes values; what keeps it from that ends the waiting with its own words. */
    void awaitValues(String pipeline) {
        gateway.await(pipeline + " to take values", LIMIT, () -> {
            Map<String, Object> service = state(pipeline);
            String code = String.valueOf(service.get("millwright.state"));
            if (code.endsWith("_ERROR") || code.endsWith("_MISMATCH") || code.equals("MODEL_UNUSABLE")) {
                throw new GatewayException(pipeline + ": " + code + " " + service.get("millwright.state.text"));
            }
            return TAKES_VALUES.contains(code);
        });
    }

    private Map<String, Object> state(String pid) {
        return gateway.services("(&(millwright.state=*)(kura.service.pid=" + pid + "))").stream()
                .findFirst()
                .orElse(Map.of());
    }

    /** What every component says of itself, and the log's warnings. */
    List<String> troubles() {
        List<String> lines = new ArrayList<>(gateway.services("(millwright.state=*)").stream()
                .map(service -> service.getOrDefault("kura.service.pid", "models") + ": "
                        + service.get("millwright.state") + " "
                        + service.getOrDefault("millwright.state.text", ""))
                .distinct()
                .sorted()
                .toList());
        gateway.log(LogLine.Level.WARN).forEach(line -> lines.add(line.toString()));
        return lines;
    }

    void fault(Fault fault, boolean on) {
        gateway.fault(fault, on);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
