package io.millwright.desk.model;

import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how a new version comes to run beside the serving one. */
@Command(
        name = "shadow",
        description =
                "Checks a model folder and says step by step how it runs beside the serving version on a gateway, without deciding.")
final class ModelShadow implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The folder of the new version.")
    private Path folder;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        return Ending.of(report, new Findings(), () -> tell(report));
    }

    private int tell(Report report) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        GatewayVerdict verdict;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading")) {
            verdict = GatewayVerdict.of(folder, progress);
        }
        NextSteps of = NextSteps.of(verdict.model());
        return of.tell(
                report,
                json,
                List.of(
                        "./millwright model package " + folder,
                        "web admin, \"Model " + of.name() + "\" (" + of.pid()
                                + "): set \"A new version begins as\" (begin.as) to SHADOW, and save",
                        "web admin, Packages: install millwright-model-" + of.name() + "_" + of.version() + ".dp",
                        "or, where it is installed already: ./millwright model trial " + of.name() + " " + of.version()
                                + " --gateway https://...",
                        "the head of that form, state ON_TRIAL, or ./millwright model list says how often both versions agree; counters"
                                + " trial.compared and trial.agreed have it as numbers",
                        "then: ./millwright model promote " + folder));
    }
}
