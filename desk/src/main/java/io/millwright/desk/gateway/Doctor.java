package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What will lose data or block. */
@Command(
        name = "doctor",
        description = {
            "Says what of the gateway's settings will lose data or block, the worst first, each with cause, proof and remedy.",
            "Ends with 1 if there is something worse than a note."
        })
public final class Doctor extends GatewayCommand {
    @Option(names = "--fix", description = "Sets what is safe to set, after it was shown and you have said yes.")
    private boolean fix;

    @Option(names = "--yes", description = "With --fix: does not ask.")
    private boolean yes;

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        if (fix && !fixed(road, told)) {
            return ExitCode.FOUND;
        }
        List<JsonObject> found = Documents.all(road, "doctor", Map.of());
        told.set("findings", Documents.array(found));
        boolean well = true;
        for (JsonObject each : found) {
            String severity = Documents.text(each, "severity");
            well &= severity.equals("NOTE");
            String where = Documents.text(each, "pid");
            String field = Documents.text(each, "field");
            String value = Documents.text(each, "value");
            told.line(severity + "  " + Documents.text(each, "code")
                    + (where.isEmpty() ? "" : "  " + where)
                    + (field.isEmpty() ? "" : "  " + field + " = " + value));
            if (field.isEmpty() && !value.isEmpty()) {
                told.line("  found:  " + value);
            }
            told.line("  cause:  " + Documents.text(each, "cause"));
            told.line("  proof:  " + Documents.text(each, "proof"));
            told.line("  remedy: " + Documents.text(each, "remedy")
                    + (each.getBoolean("fixable", false) ? " (or: doctor --fix)" : ""));
        }
        told.line(found.isEmpty() ? "nothing found" : found.size() + " found");
        return well ? ExitCode.DONE : ExitCode.FOUND;
    }

    /** Returns false if a person said no. */
    private boolean fixed(Road road, Told told) throws GatewayTrouble {
        JsonObject would = road.run("doctor/fix", Json.object().add("try", true));
        List<JsonObject> items = Documents.items(would, "items");
        if (items.isEmpty()) {
            told.say("there is nothing that can be set safely", "fixed", Json.array());
            return true;
        }
        Table table = new Table("COMPONENT", "FIELD", "BEFORE", "AFTER");
        items.forEach(each -> table.line(
                Documents.text(each, "pid"),
                Documents.text(each, "field"),
                Documents.text(each, "before"),
                Documents.text(each, "after")));
        told.table(table, "");
        if (!Consent.given(yes, "Set these on " + road.gateway() + "?")) {
            told.say("nothing is set; add --yes to set it", "fixed", Json.array());
            return false;
        }
        JsonObject done = road.run("doctor/fix", Json.object());
        told.say(
                Documents.items(done, "items").size() + " set",
                "fixed",
                Documents.array(Documents.items(done, "items")));
        return true;
    }
}
