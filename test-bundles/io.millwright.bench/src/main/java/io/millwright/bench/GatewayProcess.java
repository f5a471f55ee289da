package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.BalanceWatch;
import io.millwright.gateway.Fault;
import io.millwright.gateway.Gateway;
import io.millwright.gateway.GatewayException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The gateway of a benchmark in a JVM of its own: the emulator with the .dp files and forms that a {@link GatewaySetup} names.
 * Says {@code READY connectionMillis applyMillis}: from the connection's form to its values, and to the last pipeline's
 * being ready. Commands on standard input: {@code update {FORM}} sets attributes of every pipeline and says
 * {@code UPDATED millis} when all are ready again; {@code counters} prints {@code COUNTERS {JSON}}, those of the
 * connection and the sums over the pipelines; {@code off} and {@code on} take the connection away and bring it back;
 * {@code gzip true} or {@code false} lets the cloud connection compress or not; {@code set PID {FORM}} sets attributes of
 * any component and says {@code SET}; {@code create FACTORY PID {FORM}} and {@code delete PID} say {@code CREATED} and {@code DELETED}; {@code fault NAME on} or {@code off} switches a fault of the cloud connection and says
 * {@code FAULT}; {@code ledger} prints {@code LEDGER {JSON}}; {@code balances} prints {@code BALANCES {JSON}}, the equations that did not hold; {@code install FILE} hands a deployment package over and says {@code INSTALLED} and
 * why it was refused; {@code models} prints {@code MODELS {JSON}}, what the inference engine says of itself and of each
 * model bundle; {@code login} says {@code LOGIN} and a link to the page; the end of standard input ends it.
 */
public final class GatewayProcess {
    private static final String CONNECTION_FACTORY = "io.millwright.opcua.OpcUaConnection";
    private static final String PIPELINE_FACTORY = "io.millwright.pipeline.InferencePipeline";
    private static final String CONNECTION = "plc";
    private static final String PUBLISHER = "decisions";
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String STATE = "millwright.state";

    private final JsonObject setup;
    private final JsonObject pipelines;
    private final Set<String> ready = new HashSet<>();
    private BalanceWatch balances;

    private GatewayProcess(JsonObject setup) {
        this.setup = setup;
        pipelines = setup.get("pipelines").asObject();
        setup.get("ready").asArray().forEach(state -> ready.add(state.asString()));
    }

    /** {@code FILE}, as {@link GatewaySetup} writes it. */
    public static void main(String[] arguments) throws IOException {
        String text = Files.readString(Path.of(arguments[0]), StandardCharsets.UTF_8);
        new GatewayProcess(Json.parse(text).asObject()).run();
        System.exit(0);
    }

    private void run() throws IOException {
        try (Gateway gateway = Gateway.in(Path.of(setup.getString("work", ""))).start();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            balances = new BalanceWatch(gateway);
            if (setup.getBoolean("again", false)) {
                awaitPipelines(gateway);
                System.out.println("READY 0 0");
            } else {
                configure(gateway);
            }
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                execute(gateway, command);
            }
        }
    }

    private void configure(Gateway gateway) {
        for (JsonValue file : setup.get("packages").asArray()) {
            gateway.installPackage(Path.of(file.asString()));
        }
        cloud(gateway);
        long start = System.nanoTime();
        connection(gateway);
        long connected = System.nanoTime();
        for (JsonObject.Member pipeline : pipelines) {
            gateway.createFactoryWithoutSnapshot(PIPELINE_FACTORY, pipeline.getName(), form(pipeline));
        }
        awaitPipelines(gateway);
        long applied = System.nanoTime();
        gateway.snapshot();
        System.out.println("READY " + millis(connected - start) + " " + millis(applied - start));
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private void awaitPipelines(Gateway gateway) {
        gateway.await("all pipelines " + ready, LIMIT, () -> pipelines.names().stream()
                .allMatch(pid -> ready.contains(state(gateway, pid))));
    }

    private static String state(Gateway gateway, String pid) {
        return gateway.services("(&(kura.service.pid=" + pid + ")(" + STATE + "=*))").stream()
                .map(service -> service.get(STATE).toString())
                .findFirst()
                .orElse("");
    }

    private void execute(Gateway gateway, String command) {
        if (command.startsWith("update ")) {
            long start = System.nanoTime();
            Map<String, Object> changed =
                    values(Json.parse(command.substring("update ".length())).asObject());
            pipelines.names().forEach(pid -> gateway.update(pid, changed));
            awaitPipelines(gateway);
            System.out.println("UPDATED " + millis(System.nanoTime() - start));
        } else if (command.equals("off")) {
            gateway.delete(CONNECTION);
            gateway.await("no pipeline is ready", LIMIT, () -> pipelines.names().stream()
                    .noneMatch(pid -> ready.contains(state(gateway, pid))));
            System.out.println("OFF");
        } else if (command.equals("on")) {
            plc(gateway);
            awaitPipelines(gateway);
            System.out.println("ON");
        } else if (command.startsWith("gzip ")) {
            boolean compress = Boolean.parseBoolean(command.substring("gzip ".length()));
            gateway.update("org.eclipse.kura.cloud.CloudService", Map.of("encode.gzip", compress));
            System.out.println("GZIP");
        } else if (command.startsWith("fault ")) {
            String[] words = command.split(" ");
            gateway.fault(Fault.valueOf(words[1]), words[2].equals("on"));
            System.out.println("FAULT");
        } else if (command.equals("ledger")) {
            System.out.println("LEDGER " + GatewayLedger.of(gateway));
        } else if (command.equals("balances")) {
            System.out.println("BALANCES " + broken());
        } else if (command.startsWith("set ")) {
            String[] words = command.split(" ", 3);
            gateway.update(words[1], values(Json.parse(words[2]).asObject()));
            System.out.println("SET");
        } else if (command.startsWith("create ")) {
            String[] words = command.split(" ", 4);
            gateway.createFactory(
                    words[1], words[2], values(Json.parse(words[3]).asObject()));
            System.out.println("CREATED");
        } else if (command.startsWith("delete ")) {
            gateway.delete(command.substring("delete ".length()));
            System.out.println("DELETED");
        } else if (command.startsWith("install ")) {
            System.out.println("INSTALLED " + install(gateway, Path.of(command.substring("install ".length()))));
        } else if (command.startsWith("uninstall ")) {
            gateway.uninstallPackage(command.substring("uninstall ".length()));
            System.out.println("UNINSTALLED");
        } else if (command.equals("models")) {
            System.out.println("MODELS " + models(gateway));
        } else if (command.equals("login")) {
            System.out.println("LOGIN " + gateway.login("admin", "kura.admin"));
        } else if (command.equals("counters")) {
            System.out.println("COUNTERS " + counters(gateway));
        }
    }

    /** Returns how many equations there were, and those that did not hold. */
    private JsonObject broken() {
        try {
            JsonArray broken = Json.array().asArray();
            balances.settle().forEach(broken::add);
            return Json.object().add("equations", balances.equations()).add("broken", broken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonObject counters(Gateway gateway) {
        JsonObject connection = Json.object();
        SupervisedCounters.of(gateway, CONNECTION).forEach(connection::set);
        Map<String, Long> sums = new HashMap<>();
        pipelines.names().forEach(pid -> SupervisedCounters.of(gateway, pid)
                .forEach((name, value) -> sums.merge(name, value, Long::sum)));
        JsonObject all = Json.object();
        sums.forEach(all::set);
        return Json.object().add("connection", connection).add("pipelines", all);
    }

    /** Returns why the package was refused, "" where it was not; what becomes of its model is told later. */
    private static String install(Gateway gateway, Path file) {
        try {
            gateway.installPackage(file);
            return "";
        } catch (GatewayException e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElse("refused");
        }
    }

    private static JsonObject models(Gateway gateway) {
        JsonObject models = Json.object();
        for (Map<String, Object> engine : gateway.services("(millwright.bundles=*)")) {
            models.set("state", String.valueOf(engine.get(STATE)))
                    .set("text", String.valueOf(engine.get(STATE + ".text")))
                    .set("bundles", Json.array((String[]) engine.get("millwright.bundles")));
        }
        return models;
    }

    private void cloud(Gateway gateway) {
        Map<String, Object> data = new HashMap<>();
        data.put("enable.rate.limit", false);
        // The store counts what is already confirmed until the housekeeper comes, every 900 s as shipped.
        data.put("store.capacity", 100_000);
        data.put("connect.auto-on-startup", true);
        data.put("connect.retry-interval", 1);
        gateway.update(
                "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport",
                Map.of(
                        "broker-url", setup.getString("broker", ""),
                        "topic.context.account-name", "bench",
                        "client-id", "gateway"));
        gateway.update("org.eclipse.kura.data.DataService", data);
        gateway.createFactory("org.eclipse.kura.cloud.publisher.CloudPublisher", PUBLISHER, Map.of("qos", 1));
    }

    private void connection(Gateway gateway) {
        gateway.createFactory(
                "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl",
                "OpcUaKeystore",
                Map.of("keystore.path", "opcua.p12", "keystore.password", "bench-only"));
        plc(gateway);
    }

    private void plc(Gateway gateway) {
        Map<String, Object> form = values(setup.get("connection").asObject());
        form.put("KeystoreService.target", "(kura.service.pid=OpcUaKeystore)");
        gateway.createFactory(CONNECTION_FACTORY, CONNECTION, form);
        gateway.await("the connection delivers", LIMIT, () -> state(gateway, CONNECTION)
                .equals("CONNECTED"));
    }

    private static Map<String, Object> form(JsonObject.Member pipeline) {
        Map<String, Object> form = values(pipeline.getValue().asObject());
        form.put("TagSource.target", "(kura.service.pid=" + CONNECTION + ")");
        form.put("CloudPublisher.target", "(kura.service.pid=" + PUBLISHER + ")");
        form.computeIfPresent("Model.target", (attribute, name) -> "(kura.service.pid=" + name + ")");
        return form;
    }

    private static Map<String, Object> values(JsonObject form) {
        Map<String, Object> values = new HashMap<>();
        for (JsonObject.Member one : form) {
            JsonValue value = one.getValue();
            values.put(
                    one.getName(),
                    value.isBoolean() ? value.asBoolean() : value.isNumber() ? value.asLong() : value.asString());
        }
        return values;
    }
}
