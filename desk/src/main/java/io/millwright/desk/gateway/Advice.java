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
import picocli.CommandLine.Parameters;

/** The group of commands around recommendations. */
@Command(
        name = "recommendations",
        description = "Shows advice and answers it. Nothing is ever written to a machine.",
        subcommands = {Advice.Listed.class, Advice.Approve.class, Advice.Reject.class})
public final class Advice {
    @Mixin
    private Help help;

    /** What waits. */
    @Command(name = "list", description = "Shows the advice that waits for an answer, the oldest first.")
    static final class Listed extends GatewayCommand {
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

    /** Somebody means to follow it. */
    @Command(name = "approve", description = "Says that somebody means to follow an advice.")
    static final class Approve extends GatewayCommand {
        @Parameters(paramLabel = "ID", description = "As recommendations list shows it.")
        private String id;

        @Option(names = "--comment", paramLabel = "TEXT", description = "Is kept with the answer.")
        private String comment = "";

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return answer(road, told, "approve", id, comment);
        }
    }

    /** Nobody follows it. */
    @Command(name = "reject", description = "Says that nobody follows an advice.")
    static final class Reject extends GatewayCommand {
        @Parameters(paramLabel = "ID", description = "As recommendations list shows it.")
        private String id;

        @Option(names = "--comment", paramLabel = "TEXT", description = "Is kept with the answer.")
        private String comment = "";

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return answer(road, told, "reject", id, comment);
        }
    }

    private static int answer(Road road, Told told, String verb, String id, String comment) throws GatewayTrouble {
        JsonObject body = Json.object().add("id", id);
        if (!comment.isEmpty()) {
            body.add("comment", comment);
        }
        JsonObject answer = road.run("recommendation/" + verb, body);
        told.say(id + ": " + verb + (verb.endsWith("e") ? "d" : "ed"), "answer", answer);
        return ExitCode.DONE;
    }
}
