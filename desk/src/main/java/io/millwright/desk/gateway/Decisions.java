package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What was decided. */
@Command(
        name = "decisions",
        description = {
            "Shows the last decisions, the oldest first, and with --follow each one that comes.",
            "With --follow and --json each decision is a line of its own, and lines with missed say how many were not seen."
        })
public final class Decisions extends GatewayCommand {
    @Option(names = "--follow", description = "Shows what comes, until Ctrl-C. Of one gateway.")
    private boolean follow;

    @Option(names = "--pipeline", paramLabel = "PID", description = "Only those of this pipeline.")
    private String pipeline = "";

    @Option(names = "--asset", paramLabel = "NAME", description = "Only those about this asset.")
    private String asset = "";

    @Option(names = "--all-roles", description = "Those of versions on trial, too, which decide nothing.")
    private boolean allRoles;

    @Option(names = "--size", paramLabel = "N", description = "How many of the last: 1 to 500. Otherwise 20.")
    private int size = 20;

    @Option(names = "--every-ms", paramLabel = "MS", description = "With --follow: between two looks. Otherwise 1000.")
    private int everyMillis = 1_000;

    @Option(
            names = "--times",
            paramLabel = "N",
            description = "With --follow: ends after so many looks. Otherwise it does not end.")
    private int times = Integer.MAX_VALUE;

    @Override
    void check() {
        if (size < 1 || size > 500 || everyMillis < 100) {
            throw new ParameterException(
                    command().commandLine(), "--size takes 1 to 500, --every-ms 100 milliseconds or more");
        }
    }

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        if (follow && several()) {
            throw new ParameterException(command().commandLine(), "--follow takes one gateway");
        }
        JsonObject document = road.get("decisions", parameters(-1));
        List<JsonObject> found = new ArrayList<>(Documents.items(document, "items"));
        Collections.reverse(found);
        if (!follow) {
            told.set("decisions", Documents.array(found));
            Table table = new Table("TIME", "PIPELINE", "ASSET", "NUMBER", "QUALITY", "VALUES");
            found.forEach(each -> table.line(cells(each)));
            told.table(table, "nothing was decided yet");
            return ExitCode.DONE;
        }
        found.forEach(each -> print(each, told));
        return follow(road, told, Documents.whole(document, "last", 0));
    }

    private int follow(Road road, Told told, long seen) throws GatewayTrouble {
        long last = seen;
        for (int look = 0; look < times && Watch.waited(everyMillis); look++) {
            JsonObject document = road.get("decisions", parameters(last));
            if (Documents.whole(document, "last", 0) < last) {
                told.flow(
                        "the gateway has started anew: what it decided meanwhile may not be shown", missed("restart"));
                last = 0;
                continue;
            }
            long missed = Documents.whole(document, "missed", 0);
            if (missed > 0) {
                told.flow(missed + " decisions were not seen: the gateway keeps the last ones only", missed(missed));
            }
            List<JsonObject> items = Documents.items(document, "items");
            items.forEach(each -> print(each, told));
            // A full page may have more behind it, which the filter hides from the last number.
            last = items.size() < 500
                    ? Documents.whole(document, "last", last)
                    : Documents.whole(items.get(items.size() - 1), "number", last);
        }
        return ExitCode.DONE;
    }

    private static String missed(Object how) {
        return Json.object().add("missed", how.toString()).toString(WriterConfig.MINIMAL);
    }

    private Map<String, String> parameters(long after) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("size", Integer.toString(after < 0 ? size : 500));
        if (after >= 0) {
            parameters.put("after", Long.toString(after));
        }
        if (!pipeline.isEmpty()) {
            parameters.put("pipeline", pipeline);
        }
        if (!asset.isEmpty()) {
            parameters.put("asset", asset);
        }
        if (allRoles) {
            parameters.put("role", "all");
        }
        return parameters;
    }

    private static void print(JsonObject decision, Told told) {
        told.flow(String.join("  ", cells(decision)), decision.toString(WriterConfig.MINIMAL));
    }

    private static String[] cells(JsonObject decision) {
        String reason = Documents.text(decision, "reason");
        return new String[] {
            Documents.time(decision, "windowEndMicros"),
            Documents.text(decision, "pipeline"),
            Documents.text(decision, "asset"),
            Documents.text(decision, "run") + "/" + Documents.text(decision, "sequence"),
            Documents.text(decision, "quality") + (reason.isEmpty() ? "" : " " + reason),
            values(decision)
        };
    }

    private static String values(JsonObject decision) {
        List<String> said = new ArrayList<>();
        for (JsonObject value : Documents.items(decision, "values")) {
            String label = Documents.text(value, "label");
            String severity = Documents.text(value, "severity");
            String number = Documents.number(value, "number");
            String unit = Documents.text(value, "unit");
            said.add(Documents.text(value, "name") + " "
                    + (label.isEmpty() ? number + (unit.isEmpty() ? "" : " " + unit) : label + " (" + number + ")")
                    + (severity.isEmpty() || severity.equals("OK") ? "" : " " + severity));
        }
        return String.join(", ", said);
    }
}
