package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.desk.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Makes a gateway's configuration what a file says. */
@Command(
        name = "apply",
        description = {
            "Makes a gateway's configuration what a file says: shows the difference, has the gateway check it, asks, applies all or nothing.",
            "The gateway takes it back by itself when something that was well before is not within the time, or when the desk is cut off.",
            "Ends with 1 if it was taken back, or differs and was not applied."
        })
public final class Apply extends GatewayCommand {
    private static final int LARGEST_BYTES = 20 << 20;

    @Parameters(paramLabel = "FILE", description = "The configuration, as config get writes it.")
    private Path file;

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Option(names = "--try", description = "Shows the difference and what speaks against it, and applies nothing.")
    private boolean tryOnly;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description = "How long it has to prove itself: 5 to 3600. Otherwise 60.")
    private int withinSeconds = 60;

    @Option(
            names = "--no-wait",
            description = "Ends when it is applied; the gateway watches alone, and keeps it if all is well in the end.")
    private boolean noWait;

    @Override
    void check() {
        if (withinSeconds < 5 || withinSeconds > 3_600) {
            throw new ParameterException(command().commandLine(), "--within takes 5 to 3600 seconds");
        }
    }

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        return apply(road, told, wanted(), this::agreed, new Way(tryOnly, withinSeconds, noWait));
    }

    private boolean agreed(Road road) {
        return Consent.given(yes, "Apply this to " + road.gateway() + "?");
    }

    /** Who is asked before anything changes. */
    interface Agreement {
        boolean to(Road road);
    }

    /** How it is applied. */
    record Way(boolean tryOnly, int withinSeconds, boolean noWait) {}

    private JsonObject wanted() throws GatewayTrouble {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw GatewayTrouble.file(file + " has more than " + LARGEST_BYTES + " bytes", "apply less at once");
            }
            JsonObject document =
                    Json.parse(Files.readString(file, StandardCharsets.UTF_8)).asObject();
            JsonValue components = document.get(Configurations.COMPONENTS);
            if (components == null || !components.isObject() || document.size() != 1) {
                throw new ParameterException(
                        command().commandLine(),
                        file + " does not say {\"components\": {pid: {field: value}}}; config get writes such a file");
            }
            return resolved(components.asObject());
        } catch (ParseException | UnsupportedOperationException e) {
            throw new ParameterException(command().commandLine(), file + " is no JSON object: " + e.getMessage(), e);
        } catch (IOException e) {
            throw GatewayTrouble.file(file + " cannot be read: " + HttpsRoad.reason(e), "");
        }
    }

    /** Puts in what stands in the environment: a file that is kept somewhere has no passwords in it. */
    private JsonObject resolved(JsonObject components) {
        JsonObject all = Json.object();
        for (JsonObject.Member component : components) {
            if (!component.getValue().isObject()) {
                all.add(component.getName(), component.getValue());
                continue;
            }
            JsonObject fields = Json.object();
            for (JsonObject.Member field : component.getValue().asObject()) {
                fields.add(field.getName(), value(component.getName() + "." + field.getName(), field.getValue()));
            }
            all.add(component.getName(), fields);
        }
        return all;
    }

    private JsonValue value(String where, JsonValue given) {
        if (!given.isObject()) {
            return given;
        }
        String name = given.asObject().getString("env", "");
        String found = name.isEmpty() ? null : System.getenv(name);
        if (found == null) {
            throw new ParameterException(
                    command().commandLine(),
                    file + ", " + where + ": give a value, or {\"env\": \"NAME\"} of a variable that is set");
        }
        return Json.value(found);
    }

    /** Shows, has agreed, applies, and stays until it has proven itself. */
    static int apply(Road road, Told told, JsonObject configuration, Agreement agreement, Way way)
            throws GatewayTrouble {
        JsonObject look = road.run(
                "apply", Json.object().add("configuration", configuration).add("try", true));
        List<JsonObject> changes = Documents.items(look, "changes");
        List<JsonObject> problems = Documents.items(look, "problems");
        told.set("changes", Documents.array(changes));
        told.set("problems", Documents.array(problems));
        Table table = new Table("COMPONENT", "FIELD", "BEFORE", "AFTER");
        changes.forEach(each -> table.line(
                Documents.text(each, "pid"),
                Documents.text(each, "label"),
                Documents.text(each, "before"),
                Documents.text(each, "after")));
        told.table(table, "nothing differs");
        problems.forEach(each -> told.line("error: " + Documents.text(each, "pid") + ": " + Documents.text(each, "text")
                + ". Remedy: " + Documents.text(each, "remedy")));
        if (!problems.isEmpty()) {
            told.say("nothing is applied", "applied", Json.FALSE);
            return ExitCode.REFUSED;
        }
        if (changes.isEmpty()) {
            told.set("applied", Json.FALSE);
            return ExitCode.DONE;
        }
        if (way.tryOnly() || !agreement.to(road)) {
            told.say("nothing is applied yet; add --yes to apply it", "applied", Json.FALSE);
            return ExitCode.FOUND;
        }
        road.run(
                "apply",
                Json.object()
                        .add("configuration", configuration)
                        .add("expected", Documents.text(look, "sha256"))
                        .add("withinMillis", way.withinSeconds() * 1_000L)
                        .add("confirm", !way.noWait()));
        told.say("applied; it has to prove itself for " + way.withinSeconds() + " s", "applied", Json.TRUE);
        return way.noWait() ? ExitCode.DONE : watched(road, told, way);
    }

    /** Near the end it is confirmed: whoever cannot reach the gateway any more does not, and so it is taken back. */
    private static int watched(Road road, Told told, Way way) throws GatewayTrouble {
        long begun = System.nanoTime();
        long confirmMillis = way.withinSeconds() * 1_000L * 4 / 5;
        GatewayTrouble away = null;
        boolean confirmed = false;
        long endMillis = way.withinSeconds() * 1_000L + 30_000;
        for (long millis = 0; millis < endMillis && Watch.waited(1_000); millis = millisSince(begun)) {
            try {
                JsonObject now = road.get("apply", Map.of());
                away = null;
                String phase = Documents.text(now, "phase");
                String ill = Documents.text(now, "ill");
                told.meanwhile(begun, ill.matches("(\\[\\])?") ? "all is well" : "not well: " + ill);
                if (!phase.equals("WATCHING") && !phase.equals("REVERTING") && !phase.equals("APPLYING")) {
                    told.set("phase", Json.value(phase));
                    told.say(said(phase) + ": " + Documents.text(now, "reason"), "reason", now.get("reason"));
                    return phase.equals("KEPT") ? ExitCode.DONE : ExitCode.FOUND;
                }
                if (!confirmed
                        && millis >= confirmMillis
                        && phase.equals("WATCHING")
                        && now.get("ill") != null
                        && now.get("ill").asArray().isEmpty()) {
                    road.run("apply/confirm", Json.object());
                    confirmed = true;
                }
            } catch (GatewayTrouble e) {
                // The change may have cut the desk off for a while, or for good: the gateway knows what to do.
                away = e;
                told.meanwhile(begun, e.getMessage());
            }
        }
        if (away != null) {
            throw away;
        }
        told.say("the gateway does not say what became of it; call get apply", "phase", Json.value("UNKNOWN"));
        return ExitCode.FOUND;
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static String said(String phase) {
        return switch (phase) {
            case "KEPT" -> "kept";
            case "REVERTED" -> "taken back by the gateway";
            default -> "not taken back, a person has to look at the gateway";
        };
    }
}
