package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands around pipelines. */
@Command(
        name = "pipeline",
        description = "Shows pipelines from the PLC to the cloud as list does, pauses them and has them go on.",
        subcommands = {Pipelines.Listed.class, Pipelines.Pause.class, Pipelines.Resume.class})
public final class Pipelines extends PipelineList {
    /** Each pipeline with its stations. */
    @Command(
            name = "list",
            description = "Shows each pipeline with its stations, and where it is stuck. Ends with 1 if one is.")
    static final class Listed extends PipelineList {}

    /** Pauses. */
    @Command(name = "pause", description = "Has pipelines decide nothing, over restarts, until they are resumed.")
    static final class Pause extends GatewayCommand {
        @Parameters(paramLabel = "PIPELINE", arity = "1..*", description = "The pipelines' pids.")
        private List<String> pipelines = new ArrayList<>();

        @Option(names = "--why", paramLabel = "TEXT", description = "The reason, shown with the state.")
        private String why = "";

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return each(road, told, "pipeline/pause", pipelines, why);
        }
    }

    /** Goes on. */
    @Command(name = "resume", description = "Has paused pipelines go on.")
    static final class Resume extends GatewayCommand {
        @Parameters(paramLabel = "PIPELINE", arity = "1..*", description = "The pipelines' pids.")
        private List<String> pipelines = new ArrayList<>();

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            return each(road, told, "pipeline/resume", pipelines, "");
        }
    }

    private static int each(Road road, Told told, String action, List<String> pipelines, String why)
            throws GatewayTrouble {
        var answers = Json.array();
        for (String pipeline : pipelines) {
            JsonObject body = Json.object().add("pipeline", pipeline);
            if (!why.isEmpty()) {
                body.add("why", why);
            }
            JsonObject answer = road.run(action, body);
            answers.add(answer);
            told.set("pipelines", answers);
            told.line(pipeline + " is " + (answer.getBoolean("paused", false) ? "paused" : "running")
                    + (answer.getBoolean("changed", true) ? "" : ", as it was before"));
        }
        return ExitCode.DONE;
    }
}
