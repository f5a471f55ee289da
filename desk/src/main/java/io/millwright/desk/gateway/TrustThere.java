package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The group of commands around certificates of PLC and gateway. */
@Command(
        name = "trust",
        description =
                "Shows the certificates of a connection's server and of the gateway as list does, and trusts one that you have compared.",
        subcommands = {TrustThere.Listed.class, TrustThere.Approve.class})
public final class TrustThere extends TrustList {
    private static final int HEX_DIGITS = 64;

    /** What both sides show. */
    @Command(
            name = "list",
            description = {
                "Shows which certificates the server of a connection shows now, whether they are trusted, and the gateway's own, which the",
                "server has to trust. Ends with 1 if one of the server's is not trusted."
            })
    static final class Listed extends TrustList {}

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
