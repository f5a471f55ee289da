package io.millwright.operation.setup;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.view.Configurations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where decisions can go: publishers that are there, and cloud connections for which one can be made. */
final class Clouds {
    private static final String PUBLISHER = "org.eclipse.kura.cloudconnection.publisher.CloudPublisher";
    private static final String[] CONNECTIONS = {
        "org.eclipse.kura.cloudconnection.CloudEndpoint",
        "org.eclipse.kura.cloudconnection.request.RequestHandlerRegistry"
    };

    private final Reach reach;
    private final Configurations configurations;
    private final Components components;

    /** How a publisher of a kind of cloud connection is made. */
    private record Made(String connection, String factory, Map<String, Object> values) {}

    /** Each with QoS 1, and the asset's name in its topic. */
    private static final List<Made> KINDS = List.of(
            new Made(
                    "org.eclipse.kura.cloud.CloudService",
                    "org.eclipse.kura.cloud.publisher.CloudPublisher",
                    Map.of("qos", 1, "appId", "W1", "app.topic", "A1/$assetName")),
            new Made(
                    "org.eclipse.kura.cloudconnection.raw.mqtt",
                    "org.eclipse.kura.cloudconnection.raw.mqtt.publisher.RawMqttPublisher",
                    Map.of("qos", 1, "topic", "millwright/$assetName")));

    Clouds(Reach reach, Configurations configurations, Components components) {
        this.reach = reach;
        this.configurations = configurations;
        this.components = components;
    }

    List<String> publishers() {
        return reach.pids(PUBLISHER);
    }

    List<String> connections() {
        return reach.pids(CONNECTIONS);
    }

    boolean canPublish(String connection) {
        return made(connection).isPresent();
    }

    private Optional<Made> made(String connection) {
        String factory = configurations
                .of(connection)
                .map(each -> Configurations.text(each, "service.factoryPid"))
                .orElse("");
        return KINDS.stream()
                .filter(each -> factory.startsWith(each.connection()) || connection.startsWith(each.connection()))
                .filter(each -> components.canMake(each.factory()))
                .findFirst();
    }

    /** Makes a publisher of a cloud connection. */
    void make(String connection, String pid) throws Stuck {
        Made made = made(connection)
                .orElseThrow(() -> new Stuck(
                        "no publisher can be made here for " + connection,
                        "make one in the web admin, and choose it here"));
        Map<String, Object> values = new HashMap<>(made.values());
        values.put("cloud.endpoint.service.pid", connection);
        components.create(made.factory(), pid, values);
    }

    JsonObject document() {
        JsonArray connections = new JsonArray();
        connections()
                .forEach(pid -> connections.add(new JsonObject().add("pid", pid).add("usable", canPublish(pid))));
        JsonArray publishers = new JsonArray();
        publishers()
                .forEach(pid -> publishers.add(new JsonObject()
                        .add("pid", pid)
                        .add(
                                "qos",
                                configurations
                                        .of(pid)
                                        .map(each -> Configurations.text(each, "qos"))
                                        .orElse(""))));
        return new JsonObject().add("connections", connections).add("publishers", publishers);
    }
}
