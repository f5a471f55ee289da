package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model anew by its own script, into another folder. */
@Command(
        name = "train",
        description = {
            "Runs a model folder's own train/train.py on other data, into a new folder, and has the result judged as on a gateway. The"
                    + " folder of the serving model stays as it is."
        })
final class ModelTrain implements Callable<Integer> {
    private static final String SCRIPT = "train/train.py";
    private static final Pattern MODULE = Pattern.compile("No module named '([^']+)'");

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder with train/train.py.")
    private Path folder;

    @Option(names = "--data", paramLabel = "CSV", required = true, description = "Rows to train on.")
    private Path data;

    @Option(names = "--label", paramLabel = "COLUMN", description = "The column with the truth, otherwise label.")
    private String label = Judging.LABEL;

    @Option(names = "--out", paramLabel = "FOLDER", description = "The folder to write, otherwise FOLDER-new.")
    private Path out;

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description = "The Python that runs the script, otherwise python3.")
    private String python = "python3";

    @Option(
            names = "--json",
            description = "Tells the result as one JSON object; what the script says goes to standard error.")
    private boolean json;

    /** What the script lacks, "" while nothing is known of it. */
    private String missing = "";

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("folder", folder.toString());
        return Ending.of(report, findings, () -> train(report, findings));
    }

    private int train(Report report, Findings findings) throws IOException, Refusal {
        Path script = script();
        Path target = target();
        truth(report, findings);
        int status = run(script, target);
        if (!missing.isEmpty()) {
            throw new Refusal(
                    "the script lacks the Python module '" + missing + "'",
                    "install it for " + python
                            + ", or name another Python: Debian's packages (apt-get install python3-torch"
                            + " python3-onnx python3-sklearn) are for --python /usr/bin/python3");
        }
        if (status != 0) {
            throw new Refusal(
                    script + " ended with status " + status + "; nothing was trained",
                    "see what it says above; its columns are listed by " + python + " " + script + " --help");
        }
        GatewayVerdict verdict;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading")) {
            verdict = GatewayVerdict.of(target, progress);
        }
        report.set("model", verdict.model());
        report.say(verdict.text(), "out", Json.value(target.toString()));
        String next = "./millwright model compare " + folder + " " + target + " --data HELD.csv";
        report.say("next, on rows that were held back: " + next, "next", Json.value(next));
        report.findings(findings);
        return report.end(ExitCode.DONE);
    }

    private Path script() throws Refusal {
        ModelCheck.requireFolder(folder);
        Path script = folder.resolve(SCRIPT);
        if (!Files.isRegularFile(script)) {
            throw new Refusal(
                    folder + " has no " + SCRIPT,
                    "train from the CSV with models/tools/model train --data " + data + " --name NAME --out NEW, or put"
                            + " there a script that takes --data and --out");
        }
        return script;
    }

    private Path target() throws IOException, Refusal {
        Path target = out != null
                ? out
                : folder.resolveSibling(folder.toAbsolutePath().getFileName() + "-new");
        if (Files.exists(target) && Files.isSameFile(target, folder)) {
            throw new Refusal(
                    "--out is the folder of the model itself", "give another one, so that both can be compared");
        }
        return target;
    }

    /** Says what the rows know; a script cannot learn what nobody said. */
    private void truth(Report report, Findings findings) throws Refusal {
        DataTable table = DataTable.read(data);
        DataTable.Column column = table.column(label);
        if (column == null) {
            findings.note(0, label, "", "--data has no column '" + label + "'; the script may need none", "");
            return;
        }
        Map<String, Integer> counts = new TreeMap<>();
        column.texts().forEach(text -> counts.merge(text, 1, Integer::sum));
        Integer unknown = counts.remove("");
        if (counts.isEmpty()) {
            throw new Refusal(
                    "no row of " + data + " has a " + label,
                    "have decisions confirmed or rejected first, or fill the column");
        }
        if (unknown != null) {
            findings.note(
                    0,
                    label,
                    "",
                    Report.count(unknown) + " rows have no " + label + ", which most scripts refuse",
                    "write them without: ./millwright model capture --labelled");
        }
        boolean classes = counts.size() <= 50;
        report.say(
                Report.count(table.rows()) + " rows" + (classes ? ", by " + label + " " + counts : ""),
                "rows",
                Json.value(table.rows()));
    }

    private int run(Path script, Path target) throws IOException, Refusal {
        Process process;
        try {
            process = new ProcessBuilder(
                            python,
                            script.toAbsolutePath().toString(),
                            "--data",
                            data.toAbsolutePath().toString(),
                            "--out",
                            target.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new Refusal(
                    python + " cannot be started: " + e.getMessage(), "install Python 3, or name it with --python");
        }
        process.getOutputStream().close();
        PrintWriter err = command.commandLine().getErr();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                Matcher module = MODULE.matcher(line);
                missing = module.find() ? module.group(1) : missing;
                err.println("  " + Finding.plain(line));
                err.flush();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", "");
        } finally {
            process.destroy();
        }
    }
}
