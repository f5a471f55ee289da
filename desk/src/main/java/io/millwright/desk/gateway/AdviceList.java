package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The advice that waits: the group alone, and its {@code list}. */
abstract class AdviceList extends GatewayCommand {
    @Option(names = "--all", description = "Shows what was answered or has passed, too.")
    private boolean all;

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        List<JsonObject> found = Documents.all(road, "recommendations", all ? Map.of() : Map.of("status", "open"));
        told.set("recommendations", Documents.array(found));
        Table table = new Table("ID", "SINCE", "UNTIL", "PIPELINE", "ASSET", "STATUS", "SETTINGS", "GAIN", "WHY");
        for (JsonObject each : found) {
            table.line(
                    Documents.text(each, "id"),
                    Documents.time(each, "createdMicros"),
                    Documents.time(each, "expiresMicros"),
                    Documents.text(each, "pipeline"),
                    Documents.text(each, "asset"),
                    Documents.text(each, "status"),
                    settings(each),
                    gain(Documents.object(each, "gain")),
                    Documents.text(each, "why"));
        }
        told.table(table, all ? "there is no advice" : "no advice waits");
        return ExitCode.DONE;
    }

    private static String settings(JsonObject advice) {
        List<String> said = new ArrayList<>();
        for (JsonObject setting : Documents.items(advice, "settings")) {
            String unit = Documents.text(setting, "unit");
            said.add(Documents.text(setting, "name") + " " + Documents.number(setting, "present") + " -> "
                    + Documents.number(setting, "proposed") + " (" + Documents.number(setting, "low") + " to "
                    + Documents.number(setting, "high") + ")" + (unit.isEmpty() ? "" : " " + unit));
        }
        return String.join(", ", said);
    }

    private static String gain(JsonObject gain) {
        return gain.isEmpty()
                ? ""
                : (Documents.text(gain, "reading") + " " + Documents.number(gain, "before") + " -> "
                                + Documents.number(gain, "after") + " " + Documents.text(gain, "unit"))
                        .strip();
    }
}
