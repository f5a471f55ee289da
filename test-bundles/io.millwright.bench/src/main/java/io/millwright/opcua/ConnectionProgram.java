package io.millwright.opcua;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.table.TagTableFile;
import io.millwright.tag.Interest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One connection of the add-on as a program of its own, without a gateway: {@code FOLDER PIPELINES TAGS PERIOD_MICROS
 * ATTRIBUTE=VALUE...}; the table is {@code tags.csv} in the folder, its tags {@code P0.t0} and so on. Says {@code READY millis}
 * when every tag has had a Good value: so long after the form came.
 *
 * <p>Commands on standard input: {@code count} prints {@code COUNT samples lost twice notGood notifications}; {@code mark} says
 * {@code MARKED}, and {@code FRESH micros} when every tag has had a Good value afterwards, by the clock; {@code counters} prints
 * {@code COUNTERS} with the connection's; {@code state} prints {@code STATE code text}. The end of the input ends the program.
 */
public final class ConnectionProgram {
    private static final int FIXED = 4;

    private final Connection connection;
    private final ReceivedChanges received;

    private ConnectionProgram(Connection connection, ReceivedChanges received) {
        this.connection = connection;
        this.received = received;
    }

    public static void main(String[] arguments) throws Exception {
        int pipelines = Integer.parseInt(arguments[1]);
        int tags = Integer.parseInt(arguments[2]);
        List<String> names = new ArrayList<>();
        for (int p = 0; p < pipelines; p++) {
            for (int t = 0; t < tags; t++) {
                names.add("P" + p + ".t" + t);
            }
        }
        ReceivedChanges received = new ReceivedChanges(names.size(), Long.parseLong(arguments[3]));
        Connection connection = new Connection(
                "plc", new TagTableFile(() -> arguments[0]), settings -> new char[0], () -> null, () -> {}, () -> {});
        connection.keystore(MemoryKeystore.empty());
        connection.subscribe(Interest.in(names), received);
        long start = System.nanoTime();
        connection.configure(settings(arguments));
        received.awaitFresh();
        System.out.println("READY " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        new ConnectionProgram(connection, received).serve();
        connection.close();
        System.exit(0);
    }

    private static Settings settings(String[] arguments) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("kura.service.pid", "plc");
        properties.put("KeystoreService.target", "(kura.service.pid=OpcUaKeystore)");
        properties.put("tags.file", "tags.csv");
        for (int i = FIXED; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            properties.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        return Settings.of(properties);
    }

    private void serve() throws Exception {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                switch (command) {
                    case "count" -> System.out.println("COUNT " + received.counts());
                    case "counters" -> System.out.println("COUNTERS " + counters());
                    case "state" -> System.out.println(
                            "STATE " + connection.state().now().code() + " "
                                    + connection.state().now().text());
                    case "mark" -> {
                        received.mark();
                        System.out.println("MARKED");
                        System.out.println("FRESH " + received.awaitFresh());
                    }
                    default -> System.err.println("unknown command " + command);
                }
            }
        }
    }

    private JsonObject counters() {
        JsonObject all = Json.object();
        connection.counters().all().forEach(all::add);
        return all;
    }
}
