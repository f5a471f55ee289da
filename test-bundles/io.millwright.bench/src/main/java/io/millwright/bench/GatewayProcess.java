package io.millwright.bench;

import io.millwright.gateway.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The gateway of a benchmark in a JVM of its own: the emulator with the .dp files and configurations that a properties file
 * names. Commands on standard input: {@code delay MS} sets every pipeline's publish.maxDelayMs; {@code dropped} prints how many
 * decisions the pipelines counted as lost; {@code off} and {@code on} take the connection to the PLC away and bring it back; the
 * end of standard input ends it.
 */
public final class GatewayProcess {
    static final String CONNECTION = "io.millwright.opcua.OpcUaConnection";
    static final String PIPELINE = "io.millwright.pipeline.InferencePipeline";

    /** Sampling and publishing interval. */
    static final int PUBLISHING_MILLIS = 100;

    /** publish.maxDelayMs where nobody sets it. */
    static final int DEFAULT_DELAY_MILLIS = 1000;

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String STATE = "millwright.state";
    private static final List<String> LOSSES =
            List.of("decisions.unpublished", "windows.skipped", "windows.blocked", "windows.lost", "outbox.dropped");

    private final Properties settings;
    private final int pipelines;
    private final int tags;

    /** Whether one form makes all pipelines, whose decisions share messages. */
    private final boolean oneForm;

    private final int forms;

    private GatewayProcess(Properties settings) {
        this.settings = settings;
        pipelines = Integer.parseInt(settings.getProperty("pipelines"));
        tags = Integer.parseInt(settings.getProperty("tags"));
        oneForm = Boolean.parseBoolean(settings.getProperty("one.form"));
        forms = oneForm ? 1 : pipelines;
    }

    public static void main(String[] arguments) throws IOException {
        Properties settings = new Properties();
        try (var in = Files.newBufferedReader(Path.of(arguments[0]))) {
            settings.load(in);
        }
        new GatewayProcess(settings).run();
        System.exit(0);
    }

    private void run() throws IOException {
        try (Gateway gateway = Gateway.in(Path.of(settings.getProperty("work"))).start();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String file : settings.getProperty("packages").split(",")) {
                gateway.installPackage(Path.of(file));
            }
            cloud(gateway);
            connection(gateway);
            for (int p = 0; p < forms; p++) {
                gateway.createFactoryWithoutSnapshot(PIPELINE, "pipeline" + p, pipeline(p));
            }
            gateway.snapshot();
            gateway.await("all pipelines run", LIMIT, () -> count(gateway, "RUNNING") == forms);
            System.out.println("READY");
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                execute(gateway, command);
            }
        }
    }

    private static long count(Gateway gateway, String state) {
        return gateway.services("(&(kura.service.pid=pipeline*)(" + STATE + "=" + state + "))")
                .size();
    }

    /** Decisions that never left and windows that were never decided, as the pipelines' own counters say. */
    private static long dropped(Gateway gateway) {
        long sum = 0;
        for (var service : gateway.services("(&(kura.service.pid=pipeline*)(" + STATE + "=*))")) {
            for (String counter : LOSSES) {
                sum += (Long) service.getOrDefault("millwright.counter." + counter, 0L);
            }
        }
        return sum;
    }

    private void execute(Gateway gateway, String command) {
        if (command.startsWith("delay ")) {
            for (int p = 0; p < forms; p++) {
                gateway.update("pipeline" + p, Map.of("publish.maxDelayMs", Integer.parseInt(command.substring(6))));
            }
            gateway.await("all pipelines run", LIMIT, () -> count(gateway, "RUNNING") == forms);
            System.out.println("DELAYED");
        } else if (command.equals("dropped")) {
            System.out.println("DROPPED " + dropped(gateway));
        } else if (command.equals("off")) {
            gateway.delete("plc");
            gateway.await("no pipeline runs", LIMIT, () -> count(gateway, "RUNNING") == 0);
            System.out.println("OFF");
        } else if (command.equals("on")) {
            plc(gateway);
            gateway.await("all pipelines run", LIMIT, () -> count(gateway, "RUNNING") == forms);
            System.out.println("ON");
        }
    }

    private void cloud(Gateway gateway) {
        Map<String, Object> data = new HashMap<>();
        data.put("enable.rate.limit", Boolean.parseBoolean(settings.getProperty("rate.limit")));
        // The store counts what is already confirmed until the housekeeper comes, every 900 s as shipped.
        data.put("store.capacity", 100_000);
        data.put("connect.auto-on-startup", true);
        data.put("connect.retry-interval", 1);
        gateway.update(
                "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport",
                Map.of(
                        "broker-url", settings.getProperty("broker"),
                        "topic.context.account-name", "bench",
                        "client-id", "gateway"));
        gateway.update("org.eclipse.kura.data.DataService", data);
        gateway.createFactory("org.eclipse.kura.cloud.publisher.CloudPublisher", "decisions", Map.of("qos", 1));
    }

    private void connection(Gateway gateway) {
        gateway.createFactory(
                "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl",
                "OpcUaKeystore",
                Map.of("keystore.path", "opcua.p12", "keystore.password", "bench-only"));
        plc(gateway);
    }

    private void plc(Gateway gateway) {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        for (int p = 0; p < pipelines; p++) {
            for (int t = 0; t < tags; t++) {
                String tag = "P" + p + ".t" + t;
                table.append(tag)
                        .append(",nsu=urn:millwright:simulator;s=")
                        .append(tag)
                        .append('\n');
            }
        }
        gateway.createFactory(
                CONNECTION,
                "plc",
                Map.of(
                        "endpoint.url", settings.getProperty("plc"),
                        "server.certificate.sha256", settings.getProperty("plc.sha256"),
                        "KeystoreService.target", "(kura.service.pid=OpcUaKeystore)",
                        "publishing.intervalMs", PUBLISHING_MILLIS,
                        "tags", table.toString()));
    }

    private Map<String, Object> pipeline(int p) {
        StringBuilder mapping = new StringBuilder();
        for (int t = 0; t < tags; t++) {
            mapping.append('f')
                    .append(t)
                    .append(oneForm ? "={asset}" : "=P" + p)
                    .append(".t")
                    .append(t)
                    .append('\n');
        }
        Map<String, Object> values = new HashMap<>();
        values.put("TagSource.target", "(kura.service.pid=plc)");
        values.put("Model.target", "(kura.service.pid=" + LoadModel.NAME + ")");
        values.put("CloudPublisher.target", "(kura.service.pid=decisions)");
        if (oneForm) {
            values.put("assets", "P[0.." + (pipelines - 1) + "]");
            values.put("publish.manyAssets", true);
        } else {
            values.put("asset.name", "P" + p);
        }
        values.put("mapping", mapping.toString());
        values.put("window.periodMs", Long.parseLong(settings.getProperty("period.ms")));
        values.put("publish.maxDelayMs", Integer.parseInt(settings.getProperty("delay.ms")));
        return values;
    }
}
