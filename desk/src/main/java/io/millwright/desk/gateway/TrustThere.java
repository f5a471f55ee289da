package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The group of commands around certificates of PLC and gateway. */
@Command(
        name = "trust",
        description =
                "Shows the certificates of a connection's server and of the gateway, and trusts one that you have compared.",
        subcommands = {TrustThere.Listed.class, TrustThere.Approve.class})
public final class TrustThere {
    private static final String WAIT_MILLIS = "8000";
    private static final int HEX_DIGITS = 64;

    @Mixin
    private Help help;

    /** What both sides show. */
    @Command(
            name = "list",
            description = {
                "Shows which certificates the server of a connection shows now, whether they are trusted, and the gateway's own, which the",
                "server has to trust. Ends with 1 if one of the server's is not trusted."
            })
    static final class Listed extends GatewayCommand {
        @Option(names = "--connection", paramLabel = "PID", required = true, description = "The connection.")
        private String connection;

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

    /** Trusts one. */
    @Command(
            name = "approve",
            description = {
                "Has a connection trust the certificate that its server shows, after you have compared it with what the PLC itself shows.",
                "It takes its SHA-256, and only while the server shows that one."
            })
    static final class Approve extends GatewayCommand {
        @Option(names = "--connection", paramLabel = "PID", required = true, description = "The connection.")
        private String connection;

        @Parameters(paramLabel = "SHA256", description = "The SHA-256 that you have compared, 64 hex digits.")
        private String sha256;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            String digits = Trust.normal(sha256);
            if (digits.length() != HEX_DIGITS) {
                throw new ParameterException(
                        command().commandLine(), "SHA256 has " + digits.length() + " hex digits, give 64");
            }
            JsonObject answer = road.run(
                    "trust/approve", Json.object().add("connection", connection).add("sha256", digits));
            String text = Documents.text(answer, "text");
            told.say(text.isEmpty() ? connection + " trusts " + digits : text, "answer", answer);
            return ExitCode.DONE;
        }
    }
}
