package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the card of a model folder. */
@Command(
        name = "card",
        description = {
            "Writes MODEL_CARD.md from model.json: use, figures beside a simple policy, inputs, limits, training.",
            "What train/card.md and train/figures.md of the folder say stands in its section Notes."
        })
final class ModelCard implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder.")
    private Path folder;

    @Option(names = "--check", description = "Writes nothing; fails where the card is not what would be written.")
    private boolean check;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("folder", folder.toString());
        return Ending.of(report, findings, () -> card(report));
    }

    private int card(Report report) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        String trouble = Card.trouble(folder);
        if (check && !trouble.isEmpty()) {
            throw new Refusal(folder + ": " + trouble, "./millwright model card " + folder);
        }
        if (!check && Card.written(folder)) {
            throw new Refusal(
                    folder.resolve(ModelFiles.CARD) + " was written by a person",
                    "move what it says beyond model.json to " + Card.TEXTS.get(0) + ", as ## sections, and delete it");
        }
        if (!trouble.isEmpty()) {
            Card.write(folder);
        }
        report.say(
                trouble.isEmpty()
                        ? folder.resolve(ModelFiles.CARD) + " is what model.json says"
                        : "written: " + folder.resolve(ModelFiles.CARD),
                "written",
                Json.value(!trouble.isEmpty()));
        return report.end(ExitCode.DONE);
    }
}
