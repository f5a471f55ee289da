package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a {@link GatewayProcess} is started with: a file of JSON. Not thread safe. */
final class GatewaySetup {
    private final JsonObject connection = Json.object();
    private final JsonObject pipelines = Json.object();
    private JsonArray ready = states("RUNNING");

    /** Sets an attribute of the connection's form. */
    GatewaySetup connection(String attribute, Object value) {
        put(connection, attribute, value);
        return this;
    }

    /** Adds a pipeline; its connection, model and publisher are set by the gateway's process. */
    GatewaySetup pipeline(String pid, JsonObject form) {
        pipelines.add(pid, form);
        return this;
    }

    /** The states in which the pipelines are ready; by default RUNNING. */
    GatewaySetup ready(String... states) {
        ready = states(states);
        return this;
    }

    int pipelines() {
        return pipelines.size();
    }

    /**
     * Writes the file.
     *
     * @param packages the deployment packages to install, in this order
     * @param broker {@code mqtt://host:port}
     * @param plc endpoint's URL
     * @param sha256 thumbprint of its certificate
     */
    Path write(Path folder, List<Path> packages, String broker, String plc, String sha256) throws IOException {
        JsonArray files = new JsonArray();
        packages.forEach(file -> files.add(file.toString()));
        connection("endpoint.url", plc).connection("server.certificate.sha256", sha256);
        JsonObject all = Json.object()
                .add("work", folder.resolve("gateway").toString())
                .add("packages", files)
                .add("broker", broker)
                .add("connection", connection)
                .add("pipelines", pipelines)
                .add("ready", ready);
        return Files.writeString(folder.resolve("gateway.json"), all.toString(), StandardCharsets.UTF_8);
    }

    /** Sets a form's attribute: a text, a whole number or a switch. */
    static void put(JsonObject form, String attribute, Object value) {
        if (value instanceof Boolean flag) {
            form.set(attribute, flag);
        } else if (value instanceof Number number) {
            form.set(attribute, number.longValue());
        } else {
            form.set(attribute, value.toString());
        }
    }

    private static JsonArray states(String... states) {
        return Json.array(states).asArray();
    }
}
