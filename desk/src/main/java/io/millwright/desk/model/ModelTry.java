package io.millwright.desk.model;

import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a model folder on a recording through the whole line, on an embedded gateway. */
@Command(
        name = "try",
        description = {
            "Checks a model folder, then runs it on a recording through the whole line: simulated PLC, OPC UA, pipeline, broker.",
            "It is ./demo --model FOLDER."
        })
final class ModelTry implements Callable<Integer> {
    /** System property with the folder that this program was built in; {@code ./millwright} sets it. */
    static final String ROOT = "millwright.root";

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder.")
    private Path folder;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "The recording: columns named as in the training. Otherwise the golden rows.")
    private Path csv;

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "When each row was recorded, in seconds or ISO 8601; none: one row per row period.")
    private String time = "";

    @Option(names = "--speed", paramLabel = "N", description = "So many times faster, 1 to 100.")
    private int speed = 1;

    @Option(names = "--json", description = "One JSON object per decision.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, false);
        return Ending.of(report, new Findings(), this::run);
    }

    private int run() throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading")) {
            command.commandLine()
                    .getErr()
                    .println(GatewayVerdict.of(folder, progress).text());
        }
        Path demo = Path.of(System.getProperty(ROOT, "")).resolve("demo").toAbsolutePath();
        if (!Files.isExecutable(demo)) {
            throw new Refusal("there is no " + demo, "call ./millwright of the repository");
        }
        List<String> call = new ArrayList<>(List.of(demo.toString(), "--model", absolute(folder)));
        if (csv != null) {
            call.addAll(List.of("--csv", absolute(csv)));
        }
        if (!time.isEmpty()) {
            call.addAll(List.of("--time", time));
        }
        call.addAll(List.of("--speed", Integer.toString(speed)));
        if (json) {
            call.add("--json");
        }
        try {
            // Ctrl-C reaches both; the demo closes what it has open, and its end is waited for.
            int status = new ProcessBuilder(call).inheritIO().start().waitFor();
            return status == 0 ? ExitCode.DONE : ExitCode.REFUSED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.REFUSED;
        }
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
