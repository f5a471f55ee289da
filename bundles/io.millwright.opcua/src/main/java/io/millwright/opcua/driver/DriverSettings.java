package io.millwright.opcua.driver;

import static io.millwright.opcua.settings.Fields.raw;
import static io.millwright.opcua.settings.Fields.text;

import io.millwright.opcua.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of one driver, under the names of the gateway's stock driver where that has the field.
 *
 * @param connection of the session; holds every problem
 * @param itemsPerRequest greatest number of nodes of one Read or Write request
 * @param writes whether anything may be written
 * @param writesPerSecond greatest number of values written in a second, by all assets together
 */
public record DriverSettings(Settings connection, int itemsPerRequest, boolean writes, int writesPerSecond) {
    private static final List<String> POLICIES = List.of(
            "None", "Basic128Rsa15", "Basic256", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss");
    private static final List<String> DEPRECATED = List.of("Basic128Rsa15", "Basic256");
    private static final String STANDARD_POLICY = "3";
    private static final int MOST_ITEMS = 10_000;
    private static final int MOST_WRITES = 1_000;
    private static final int LONGEST_SECONDS = 3_600;
    private static final int MILLIS = 1_000;
    private static final int MAX_PORT = 65_535;

    /** Reads a component's properties; never throws for bad values. */
    public static DriverSettings of(Map<String, Object> properties) {
        List<String> problems = new ArrayList<>();
        Map<String, Object> connection = new HashMap<>(properties);
        // Fields of a connection that the driver does not have: an asset brings the tags.
        List.of("tags", "tags.file", "assets", "access.mode", "time.source").forEach(connection::remove);
        connection.put("endpoint.url", endpoint(properties, problems));
        String policy = policy(properties, problems);
        connection.put("security.policy", policy);
        connection.put(
                "security.mode", policy.equals("None") ? "None" : text(properties, "security.mode", "SignAndEncrypt"));
        connection.put("user.name", raw(properties, "username"));
        connection.put("user.password", raw(properties, "password"));
        connection.put("keystore.alias", text(properties, "keystore.client.alias", "millwright-opcua"));
        connection.put(
                "request.timeoutMs",
                MILLIS * whole(properties, "request.timeout", "Request timeout", 5, 1, 120, problems));
        connection.put(
                "session.timeoutMs",
                MILLIS * whole(properties, "session.timeout", "Session timeout", 60, 5, LONGEST_SECONDS, problems));
        connection.put(
                "publishing.intervalMs",
                whole(
                        properties,
                        "subscription.publish.interval",
                        "Subscription publish interval",
                        1_000,
                        10,
                        LONGEST_SECONDS * MILLIS,
                        problems));
        int items = whole(properties, "max.request.items", "Max request items", 200, 1, MOST_ITEMS, problems);
        int writes = whole(properties, "write.maxPerSecond", "Values written per second", 10, 1, MOST_WRITES, problems);
        return new DriverSettings(
                Settings.of(connection).withProblems(problems),
                items,
                Boolean.parseBoolean(text(properties, "write.enabled", "false")),
                writes);
    }

    private static String endpoint(Map<String, Object> properties, List<String> problems) {
        String host = text(properties, "endpoint.ip", "127.0.0.1");
        int port = whole(properties, "endpoint.port", "Endpoint port", 4_840, 1, MAX_PORT, problems);
        String path = text(properties, "server.name", "");
        boolean ipv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        return "opc.tcp://" + (ipv6 ? "[" + host + "]" : host) + ":" + port
                + (path.isEmpty() || path.startsWith("/") ? path : "/" + path);
    }

    /** By its number, as the stock driver has it and further ones behind, or by its name. */
    private static String policy(Map<String, Object> properties, List<String> problems) {
        String given = text(properties, "security.policy", STANDARD_POLICY);
        String policy = given;
        if (given.matches("\\d")) {
            int number = given.charAt(0) - '0';
            policy = number < POLICIES.size() ? POLICIES.get(number) : given;
        }
        if (DEPRECATED.contains(policy)) {
            problems.add("Security policy '" + given + "' (" + policy
                    + ") is broken and not offered; choose Basic256Sha256 or one of the Aes policies");
            return "Basic256Sha256";
        }
        return policy;
    }

    private static int whole(
            Map<String, Object> properties,
            String id,
            String label,
            int absent,
            int min,
            int max,
            List<String> problems) {
        String given = text(properties, id, "");
        if (given.isEmpty()) {
            return absent;
        }
        try {
            double number = Double.parseDouble(given);
            if (number >= min && number <= max && number == Math.rint(number)) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // told below, with value and remedy
        }
        problems.add(label + " '" + given + "' is out of range; enter a whole number from " + min + " to " + max);
        return absent;
    }
}
