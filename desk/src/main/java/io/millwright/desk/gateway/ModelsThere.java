package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands {@code model …} about models on gateways. */
public final class ModelsThere {
    private ModelsThere() {}

    /** What serves. */
    @Command(
            name = "list",
            description = "Shows a gateway's models with their versions: what serves, what is on trial, what is kept.")
    public static final class Listed extends ModelList {}

    /** What the commands below have in common. */
    abstract static class Change extends GatewayCommand {
        @Parameters(index = "0", paramLabel = "MODEL", description = "The model's name.")
        private String model;

        final int change(Road road, Told told, String action, JsonObject fields) throws GatewayTrouble {
            JsonObject body = Json.object().add("model", model);
            List<String> said = new ArrayList<>();
            for (JsonObject.Member field : fields) {
                if (!field.getValue().asString().isEmpty()) {
                    body.add(field.getName(), field.getValue());
                    said.add(field.getValue().asString());
                }
            }
            JsonObject answer = road.run("model/" + action, body);
            told.say(
                    model + ": " + action + (said.isEmpty() ? "" : " " + String.join(", ", said))
                            + " is begun; model list shows what serves",
                    "answer",
                    answer);
            return ExitCode.DONE;
        }
    }

    /** A version runs beside. */
    @Command(
            name = "trial",
            description = {
                "Has a version run beside the one that serves, and be compared with it; it decides nothing. It has to be installed, and a",
                "trial that runs gives way. model list tells how far both agree."
            })
    public static final class Trial extends Change {
        @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
        private String version;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return change(road, told, "shadow", Json.object().add("version", version));
        }
    }

    /** A version decides some machines. */
    @Command(
            name = "canary",
            description =
                    "Has the version on trial decide the assets that Canary assets or Canary share in the model's form choose.")
    public static final class Canary extends Change {
        @Option(names = "--model-version", paramLabel = "VERSION", description = "Only if it is this one.")
        private String version = "";

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return change(road, told, "canary", Json.object().add("version", version));
        }
    }

    /** The version on trial serves. */
    @Command(name = "activate", description = "Has the version on trial serve.")
    public static final class Activate extends Change {
        @Option(names = "--model-version", paramLabel = "VERSION", description = "Only if it is this one.")
        private String version = "";

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return change(road, told, "activate", Json.object().add("version", version));
        }
    }

    /** The version before serves. */
    @Command(name = "rollback", description = "Has the version before serve again.")
    public static final class Rollback extends Change {
        @Option(names = "--why", paramLabel = "TEXT", description = "The reason, kept with the version.")
        private String why = "";

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return change(road, told, "rollback", Json.object().add("why", why));
        }
    }

    /** One version serves. */
    @Command(name = "pin", description = "Has one version serve, whatever is installed later.")
    public static final class Pin extends Change {
        @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
        private String version;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return change(road, told, "pin", Json.object().add("version", version));
        }
    }

    /** Newer versions come again. */
    @Command(name = "unpin", description = "Has newer versions come again.")
    public static final class Unpin extends Change {
        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return change(road, told, "unpin", Json.object());
        }
    }

    /** A trial ends. */
    @Command(name = "reject", description = "Ends the trial of a version.")
    public static final class Reject extends Change {
        @Option(names = "--why", paramLabel = "TEXT", description = "The reason, kept with the version.")
        private String why = "";

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return change(road, told, "reject", Json.object().add("why", why));
        }
    }
}
