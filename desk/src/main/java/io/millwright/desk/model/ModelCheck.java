package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.inference.ModelContract;
import io.millwright.inference.ModelDraft;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a gateway would say about a model folder. */
@Command(
        name = "check",
        description = "Checks a model folder as a gateway does: files, contract with the graph, golden rows.")
final class ModelCheck implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder.")
    private Path folder;

    @Option(
            names = "--backbone",
            paramLabel = "FOLDER",
            description = "The folder of the model whose embedding a head takes.")
    private Path backbone;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("folder", folder.toString());
        return Ending.of(report, findings, () -> check(report, findings));
    }

    private int check(Report report, Findings findings) throws IOException, Refusal {
        requireFolder(folder);
        GatewayVerdict verdict;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading")) {
            verdict = GatewayVerdict.of(folder, backbone, progress);
        }
        note(findings);
        report.findings(findings);
        report.set("model", verdict.model());
        report.set("greatestDeviation", Json.value(verdict.deviation()));
        report.say(verdict.text(), "goldenRows", Json.value(verdict.rows()));
        return report.end(ExitCode.DONE);
    }

    /** What a gateway does not mind, and a person should. */
    private void note(Findings findings) throws IOException, Refusal {
        ModelContract contract = ModelDraft.contract(Files.readAllBytes(folder.resolve(ModelFiles.DESCRIPTION)));
        for (Reading reading : contract.readings()) {
            if (reading.chosen() != null && reading.chosen().by() == Way.PERCENTILE) {
                findings.note(
                        0,
                        "",
                        "",
                        "reading " + reading.name() + ": its limit is a percentile of healthy data: "
                                + ThresholdChoice.construction(reading.chosen(), contract.rowPeriodMillis()),
                        "choose it by what a false alarm costs, or by how many a day may come");
            }
        }
        String card = Card.trouble(folder);
        if (!card.isEmpty()) {
            findings.note(0, "", "", card, "./millwright model card " + folder);
        }
    }

    static void requireFolder(Path folder) throws Refusal {
        if (!Files.isDirectory(folder)) {
            throw new Refusal(
                    folder + " is no folder",
                    "give a model folder; ./millwright model describe writes one around an ONNX file");
        }
    }
}
