package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the model folder around an ONNX file. */
@Command(
        name = "describe",
        description = {
            "Writes a model folder around an ONNX file of any framework.",
            "Derives or asks what its inputs and outputs mean, shows what three rows would decide, and refuses what could be read"
                    + " in two ways. With --yes it writes."
        })
final class ModelDescribe implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FILE", description = "The ONNX file.")
    private Path file;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "The model folder to write.")
    private Path out;

    @Mixin
    private DescribeOptions options;

    @Option(names = "--yes", description = "Writes; the rows that are shown are right.")
    private boolean yes;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("file", file.toString());
        report.set("folder", out.toString());
        return Ending.of(report, findings, () -> describe(report, findings));
    }

    private int describe(Report report, Findings findings) throws IOException, Refusal {
        if (options.name.isEmpty()) {
            String folder = String.valueOf(out.toAbsolutePath().normalize().getFileName());
            options.name = folder.replaceAll("[^A-Za-z0-9._-]", "-");
        }
        options.readLabels();
        boolean terminal = System.console() != null && !json && !yes;
        Answers answers = new Answers(
                terminal ? new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())) : null,
                command.commandLine().getOut());
        try (ModelFiles files = new ModelFiles(out)) {
            Describer describer = new Describer(options, answers, note -> findings.note(0, "", "", note, ""), files);
            // At a terminal a person is asked, who needs no other lines.
            Progress progress = new Progress(command.commandLine().getErr(), !json && !terminal, "opening the file");
            GatewayVerdict verdict;
            try (progress) {
                describer.describe(file, progress);
                verdict = GatewayVerdict.of(described(files, describer), progress);
            }
            describer
                    .leaks()
                    .forEach(leak -> findings.note(0, "", "", "warning: " + leak, "leave it out of the training"));
            tell(report, findings, describer, verdict);
            if (!yes && !(terminal && answers.yes("Are these rows right?"))) {
                report.say(
                        terminal ? "Nothing was written." : "Nothing was written; --yes writes.",
                        "written",
                        Json.value(false));
                return report.end(terminal ? ExitCode.REFUSED : ExitCode.DONE);
            }
            files.keep();
        }
        card(report);
        report.say("written: " + out, "written", Json.value(true));
        return report.end(ExitCode.DONE);
    }

    /** Returns the folder, to which nothing but the verdict is missing. */
    private Path described(ModelFiles files, Describer describer) throws IOException {
        files.write(Card.TEXTS.get(1), DescribedText.of(String.valueOf(file.getFileName()), describer));
        return files.draft();
    }

    private void card(Report report) throws IOException, Refusal {
        if (Card.written(out)) {
            report.line(out.resolve(ModelFiles.CARD)
                    + " was written by a person and stays; to have one generated, move what it says" + " to "
                    + Card.TEXTS.get(0) + " and delete it");
        } else {
            Card.write(out);
        }
    }

    private void tell(Report report, Findings findings, Describer describer, GatewayVerdict verdict) {
        report.findings(findings);
        JsonArray rows = new JsonArray();
        describer.examples().forEach(rows::add);
        report.say(
                "reading: " + describer.reading().first(),
                "reading",
                describer.reading().first());
        report.set("examples", rows);
        if (!json) {
            report.line("What three rows would decide"
                    + (describer.ownResults() && !describer.fromData() ? ", made up; --data shows real ones:" : ":"));
            describer.examples().forEach(line -> report.line("  " + line));
        }
        report.say(verdict.text(), "goldenRows", Json.value(verdict.rows()));
    }
}
