package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands around recommendations. */
@Command(
        name = "recommendations",
        description = "Shows the advice that waits as list does, and answers it. Nothing is ever written to a machine.",
        subcommands = {Advice.Listed.class, Advice.Approve.class, Advice.Reject.class})
public final class Advice extends AdviceList {
    /** What waits. */
    @Command(name = "list", description = "Shows the advice that waits for an answer, the oldest first.")
    static final class Listed extends AdviceList {}

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
