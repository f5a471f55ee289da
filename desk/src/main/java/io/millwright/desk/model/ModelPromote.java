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

/** Says how a version that runs beside the serving one takes over, and how it is left again. */
@Command(
        name = "promote",
        description = "Says how a version that is on trial on a gateway takes over, and how one goes back.")
final class ModelPromote implements Callable<Integer> {
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
        NextSteps of = NextSteps.of(folder);
        return of.tell(
                report,
                json,
                List.of(
                        "by itself: it takes over when the limits \"Promote ...\" of \"Model " + of.name() + "\" ("
                                + of.pid() + ") hold, as long as \"Promote by itself\" (promote.self) is true",
                        "first on some machines: fill \"Canary assets\" (canary.assets) or \"Canary share\" (canary.sharePercent)",
                        "now: ./millwright model activate " + of.name() + " --model-version " + of.version()
                                + " --gateway https://...; or set \"Pinned version\" (pin.version) to " + of.version()
                                + ", and save; it decides from the next window on",
                        "back: ./millwright model rollback " + of.name()
                                + " --gateway https://...; or set \"Go back from version\" (leave.version) to "
                                + of.version() + ", and save"));
    }
}
