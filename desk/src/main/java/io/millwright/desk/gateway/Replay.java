package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What a version says of what was seen. */
@Command(
        name = "replay",
        description = {
            "Runs a version of a pipeline's model again on what was seen of its last decisions, on the gateway, and shows what was said then",
            "and what is said now. Nothing is decided and nothing published. Ends with 1 if a label differs."
        })
public final class Replay extends GatewayCommand {
    @Parameters(paramLabel = "PIPELINE", description = "The pipeline's pid.")
    private String pipeline;

    @Option(
            names = "--model-version",
            paramLabel = "VERSION",
            description = "The version, one that serves or is on trial (model trial). Otherwise the one that serves.")
    private String version = "";

    @Option(names = "--asset", paramLabel = "NAME", description = "Only decisions about this asset.")
    private String asset = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only decisions from then on, as 2026-05-31T14:00 in the desk's time zone.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Only decisions before that time.")
    private String to = "";

    @Option(names = "--size", paramLabel = "N", description = "How many of the last: 1 to 500. Otherwise 100.")
    private int size = 100;

    private final JsonObject body = Json.object();

    @Override
    void check() {
        if (size < 1 || size > 500) {
            throw new ParameterException(command().commandLine(), "--size takes 1 to 500");
        }
        body.set("pipeline", pipeline).set("size", size);
        add("version", version);
        add("asset", asset);
        time("--from", "fromMicros", from);
        time("--to", "toMicros", to);
    }

    private void add(String name, String value) {
        if (!value.isEmpty()) {
            body.set(name, value);
        }
    }

    private void time(String option, String name, String text) {
        if (text.isEmpty()) {
            return;
        }
        try {
            var instant = LocalDateTime.parse(text.replace(' ', 'T'))
                    .atZone(ZoneId.systemDefault())
                    .toInstant();
            body.set(name, ChronoUnit.MICROS.between(Instant.EPOCH, instant));
        } catch (DateTimeException e) {
            throw new ParameterException(
                    command().commandLine(), option + " is '" + text + "'; write it as 2026-05-31T14:00", e);
        }
    }

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        JsonObject answer = road.run("replay", body);
        told.set("replay", answer);
        Table table = new Table("TIME", "ASSET", "NUMBER", "VERSION THEN", "DIFFERS", "THEN", "NOW");
        for (JsonObject each : Documents.items(answer, "items")) {
            List<String> then = new ArrayList<>();
            List<String> now = new ArrayList<>();
            for (JsonObject value : Documents.items(each, "values")) {
                then.add(said(value, "then", "thenLabel"));
                now.add(said(value, "now", "nowLabel"));
            }
            table.line(
                    Documents.time(each, "windowEndMicros"),
                    Documents.text(each, "asset"),
                    Documents.text(each, "run") + "/" + Documents.text(each, "sequence"),
                    Documents.text(each, "thenVersion"),
                    each.getBoolean("differs", false) ? "yes" : "",
                    String.join(", ", then),
                    String.join(", ", now));
        }
        told.table(table, "nothing was run again");
        long differing = Documents.whole(answer, "differing", 0);
        long unsaid = Documents.whole(answer, "unsaid", 0);
        told.line(Documents.text(answer, "model") + " " + Documents.text(answer, "modelVersion")
                + " says another label of "
                + differing + " of " + Documents.text(answer, "windows") + " decisions"
                + (unsaid == 0 ? "" : "; of " + unsaid + " nothing was said then")
                + (answer.getBoolean("complete", true) ? "" : "; the time was over before the last of them"));
        return differing == 0 ? ExitCode.DONE : ExitCode.FOUND;
    }

    private static String said(JsonObject value, String number, String label) {
        String text = Documents.text(value, label);
        return Documents.text(value, "name") + " " + (text.isEmpty() ? "" : text + " ") + "("
                + Documents.number(value, number) + ")";
    }
}
