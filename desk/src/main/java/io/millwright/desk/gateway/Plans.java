package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
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

/** The group of commands around plans. They are answered by {@code recommendations approve} and {@code reject}, as all advice is. */
@Command(
        name = "plans",
        description =
                "Shows plans of orders, jobs and energy as list does, gives planners what they plan from, and has them plan.",
        subcommands = {Plans.Listed.class, Plans.Show.class, Plans.Give.class, Plans.Make.class})
public final class Plans extends PlanList {
    /** Every planner. */
    @Command(
            name = "list",
            description = "Shows each planner, the plan that waits for an answer and the one that is in force.")
    static final class Listed extends PlanList {}

    /** All of one planner's plans. */
    @Command(
            name = "show",
            description = {
                "Shows what a planner plans from, the plan that waits and the one that is in force: what each is worth, why, and its",
                "orders, steps or hours. With --json all that the gateway has."
            })
    static final class Show extends GatewayCommand {
        @Parameters(paramLabel = "PLANNER", description = "The planner's pid.")
        private String planner;

        @Option(
                names = "--all",
                description = "Shows every row of each table. Otherwise the first " + ShownPlan.ROWS + ".")
        private boolean all;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            List<JsonObject> found = Documents.items(road.get("plans", Map.of("planner", planner)), "items");
            if (found.isEmpty()) {
                told.line("there is no planner " + planner);
                return ExitCode.FOUND;
            }
            told.set("planner", found.get(0));
            ShownPlan.planner(found.get(0), all ? Integer.MAX_VALUE : ShownPlan.ROWS, told);
            return ExitCode.DONE;
        }
    }

    /** Gives an input. */
    @Command(
            name = "give",
            description = {
                "Gives a planner one of its inputs in place of the former one, whole or not at all; it plans anew then.",
                "Over a broker 64 KiB at most."
            })
    static final class Give extends GatewayCommand {
        @Parameters(index = "0", paramLabel = "PLANNER", description = "The planner's pid.")
        private String planner;

        @Parameters(index = "1", paramLabel = "INPUT", description = "Name of the input; plans show names them.")
        private String input;

        @Parameters(index = "2", paramLabel = "FILE", description = "CSV with the header that plans show names.")
        private Path file;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            JsonObject answer = road.run(
                    "planner/give",
                    Json.object().add("planner", planner).add("input", input).add("csv", read()));
            told.set("answer", answer);
            int lines = answer.getInt("lines", 0);
            told.line(planner + " has " + lines + (lines == 1 ? " line of " : " lines of ") + input);
            return ExitCode.DONE;
        }

        private String read() {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new ParameterException(command().commandLine(), file + " cannot be read: " + e, e);
            }
        }
    }

    /** Plans now. */
    @Command(name = "make", description = "Has a planner plan anew as soon as it can.")
    static final class Make extends GatewayCommand {
        @Parameters(paramLabel = "PLANNER", description = "The planner's pid.")
        private String planner;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            told.set("answer", road.run("planner/plan", Json.object().add("planner", planner)));
            told.line(planner + " plans; look with plans list");
            return ExitCode.DONE;
        }
    }
}
