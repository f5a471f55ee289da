package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.health.HealthModel;
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

/** Learns from a recording of a healthy machine what is usual, without labels. */
@Command(
        name = "learn-normal",
        description = {
            "Learns from a recording of a healthy machine what is usual, and writes a model folder that says how unusual it is now.",
            "An hour to a week, one column per signal. The limit follows from how seldom a false alarm may come."
        })
final class ModelLearnNormal implements Callable<Integer> {
    private static final double DAY_MILLIS = 86_400_000;

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "CSV",
            description =
                    "The recording: a column time, datetime, timestamp or date (seconds or ISO 8601), one per signal.")
    private Path recording;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "The model folder to write.")
    private Path out;

    @Option(
            names = "--interval-days",
            paramLabel = "DAYS",
            description = "One false alarm in so many days is accepted. Otherwise 30.")
    private double intervalDays = 30;

    @Option(names = "--name", paramLabel = "NAME", description = "The model's name. Otherwise that of the folder.")
    private String name = "";

    @Option(names = "--version", paramLabel = "VERSION", description = "Otherwise 1.0.0; raise it when you learn anew.")
    private String version = "1.0.0";

    @Option(names = "--time", paramLabel = "COLUMN", description = "The column that says when each line was recorded.")
    private String time = "";

    @Option(
            names = "--exclude",
            paramLabel = "COLUMNS",
            split = ",",
            description = "Columns that are no signals: labels, counters. What never moves is left out anyway.")
    private List<String> excluded = List.of();

    @Option(names = "--period", paramLabel = "MS", description = "The row period. Otherwise the distance of two lines.")
    private long periodMillis;

    @Option(names = "--window", paramLabel = "ROWS", description = "Rows of one window. Otherwise 30.")
    private int windowRows = 30;

    @Option(names = "--lines", paramLabel = "N", description = "Learns from the first lines alone.")
    private long lines;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("recording", recording.toString());
        report.set("folder", out.toString());
        return Ending.of(report, findings, () -> learn(report, findings));
    }

    private int learn(Report report, Findings findings) throws IOException, Refusal {
        requireOptions();
        GatewayVerdict verdict;
        HealthFolder folder;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading");
                ModelFiles files = new ModelFiles(out)) {
            HealthRecording healthy = HealthRecording.of(
                    NumberColumns.read(recording, time, lines, findings), excluded, periodMillis, findings);
            progress.step("learning");
            HealthModel model = learned(healthy);
            folder = new HealthFolder(healthy, model, intervalDays, recording);
            folder.write(
                    files, name, version, command.commandLine().getParseResult().originalArgs());
            verdict = GatewayVerdict.of(files.draft(), progress);
            files.keep();
        }
        report.findings(findings);
        tell(report, folder);
        report.set("model", verdict.model());
        report.say(verdict.text(), "goldenRows", Json.value(verdict.rows()));
        report.say("written: " + out, "written", Json.value(true));
        return report.end(ExitCode.DONE);
    }

    private void requireOptions() throws Refusal {
        if (!(intervalDays > 0 && intervalDays <= 36_500)) {
            throw new Refusal("--interval-days " + intervalDays + " is no interval", "give days above 0, such as 30");
        }
        if (windowRows < 5 || windowRows > 1_000 || periodMillis < 0 || periodMillis > DAY_MILLIS || lines < 0) {
            throw new Refusal(
                    "--window " + windowRows + ", --period " + periodMillis + ", --lines " + lines,
                    "give 5 to 1000 rows, a period up to a day, and lines above 0");
        }
        if (name.isEmpty()) {
            String last = String.valueOf(out.toAbsolutePath().normalize().getFileName());
            name = last.replaceAll("[^A-Za-z0-9._-]", "-");
        }
    }

    private HealthModel learned(HealthRecording healthy) throws Refusal {
        double rows = intervalDays * DAY_MILLIS / healthy.periodMillis();
        try {
            return HealthModel.learn(healthy.rows(), windowRows, rows);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    recording + " has " + healthy.known() + " rows of " + healthy.periodMillis()
                            + " ms with every signal, and " + HealthModel.leastRows(windowRows)
                            + " without a break are the least",
                    "record longer, or give a smaller --window or --period");
        }
    }

    private void tell(Report report, HealthFolder folder) {
        JsonArray signals = new JsonArray();
        folder.signals().forEach(signals::add);
        report.say("signals: " + String.join(", ", folder.signals()), "signals", signals);
        report.say(folder.learnedFrom(), "windows", Json.value(folder.windows()));
        report.say(folder.limitText(), "falseAlarmsPerDay", Json.value(folder.falseAlarmsPerDay()));
        report.set("intervalDays", Json.value(folder.intervalDays()));
        if (folder.shortened()) {
            report.say("note: " + folder.shortenedText(), "note", Json.value(folder.shortenedText()));
        }
        report.set("shortened", Json.value(folder.shortened()));
    }
}
