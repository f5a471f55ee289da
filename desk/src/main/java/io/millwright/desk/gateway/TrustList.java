package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What server and gateway show each other: the group alone, and its {@code list}. */
abstract class TrustList extends GatewayCommand {
    private static final String WAIT_MILLIS = "8000";

    @Option(names = "--connection", paramLabel = "PID", description = "The connection.")
    private String connection;

    @Override
    void check() {
        // Not required where approve follows.
        if (connection == null) {
            throw new ParameterException(command().commandLine(), "name the connection: --connection PID");
        }
    }

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        JsonObject document = road.get("trust", Map.of("connection", connection, "timeoutMillis", WAIT_MILLIS));
        told.set("trust", document);
        List<JsonObject> shown = Documents.items(document, "certificates");
        List<JsonObject> all = new ArrayList<>(shown);
        all.addAll(Documents.items(document, "own"));
        Table table = new Table("OF", "TRUSTED", "NUMBER", "SHA-256", "UNTIL", "SUBJECT");
        boolean trusted = true;
        for (int i = 0; i < all.size(); i++) {
            JsonObject each = all.get(i);
            boolean server = i < shown.size();
            trusted &= !server || each.getBoolean("trusted", false);
            table.line(
                    server ? "server" : "gateway",
                    server ? Documents.text(each, "trusted") : "by the server?",
                    Documents.text(each, "number"),
                    Documents.text(each, "sha256"),
                    Documents.time(each, "toMicros"),
                    Documents.text(each, "subject"));
        }
        told.table(table, "the server shows no certificate");
        for (JsonObject each : shown) {
            String text = Documents.text(each, "text");
            if (!text.isEmpty() && !each.getBoolean("trusted", false)) {
                String remedy = Documents.text(each, "remedy");
                told.line(text + (remedy.isEmpty() ? "" : ". Remedy: " + remedy));
            }
        }
        return trusted ? ExitCode.DONE : ExitCode.FOUND;
    }
}
