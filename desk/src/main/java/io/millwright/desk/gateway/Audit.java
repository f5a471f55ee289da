package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.ExitCode;
import io.millwright.desk.proof.AuditVerify;
import io.millwright.desk.table.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who did what. */
@Command(
        name = "audit",
        description = {
            "Shows the last lines of the audit, the oldest first: who did what, by which road, and what became of it.",
            "Ends with 1 if the gateway finds that lines were changed or are missing."
        },
        subcommands = AuditVerify.class)
public final class Audit extends GatewayCommand {
    @Option(names = "--size", paramLabel = "N", description = "How many of the last: 1 to 1000. Otherwise 50.")
    private int size = 50;

    @Override
    void check() {
        if (size < 1 || size > 1_000) {
            throw new ParameterException(command().commandLine(), "--size takes 1 to 1000");
        }
    }

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        JsonObject document = road.get("audit", Map.of("size", Integer.toString(size)));
        List<JsonObject> items = Documents.items(document, "items");
        Collections.reverse(items);
        told.set("audit", document);
        Table table = new Table("LINE", "TIME", "WHO", "ROAD", "ACTION", "OUTCOME", "FIELDS");
        items.forEach(each -> table.line(
                Documents.text(each, "sequence"),
                Documents.time(each, "timeMicros"),
                Documents.text(each, "who"),
                Documents.text(each, "road"),
                Documents.text(each, "action"),
                Documents.text(each, "outcome"),
                Finding.cut(Documents.text(each, "fields"))));
        told.table(table, "nothing was written yet");
        JsonValue looked = document.get("verified");
        if (looked == null || looked.isNull()) {
            told.say("the gateway has just started and still reads the audit; ask again", "verified", Json.NULL);
            return ExitCode.DONE;
        }
        boolean verified = looked.isTrue();
        String last = Documents.text(document, "lastSha256");
        told.say(
                verified
                        ? "every line follows from the one before it; keep the last hash elsewhere: " + last
                        : "the audit was changed: " + Documents.text(document, "fault"),
                "verified",
                Json.value(verified));
        return verified ? ExitCode.DONE : ExitCode.FOUND;
    }
}
