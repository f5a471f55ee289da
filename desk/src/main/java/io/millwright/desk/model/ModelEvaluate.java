package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges a model by rows whose truth is known, beside the simplest policy. */
@Command(
        name = "evaluate",
        description = {
            "Runs a model folder over rows or pictures as a gateway does and tells what it is worth on them, beside the simplest policy:"
                    + " always the most frequent label, or the median."
        })
final class ModelEvaluate implements Callable<Integer> {
    private static final int MOST_HOURS = 87_600;

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder.")
    private Path folder;

    @ArgGroup(multiplicity = "1")
    private Cases cases;

    /** What it is judged by: one of them. */
    private static final class Cases {
        @Option(
                names = "--data",
                paramLabel = "CSV",
                required = true,
                description = "Rows: the features, the truth, and perhaps time and asset.")
        private Path data;

        @Option(
                names = "--pictures",
                paramLabel = "DIR",
                required = true,
                description = "One folder per class: DIR/ok, DIR/scratch. References as for finetune.")
        private Path pictures;
    }

    @Option(
            names = "--ok",
            paramLabel = "CLASS",
            description = "The class of pictures without a defect. Otherwise ok, good, normal or free.")
    private String ok = "";

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "What is true of the first reading, otherwise label. Of a further one it is label.NAME.")
    private String label = Judging.LABEL;

    @Option(
            names = "--maintenance",
            paramLabel = "CSV",
            description = "When it really happened: a column time, and asset where there are several.")
    private Path maintenance;

    @Option(
            names = "--horizon-hours",
            paramLabel = "N",
            description = "How long before an event an alarm counts as found, 1 to 87,600; otherwise 168.")
    private int horizonHours = 168;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    private Findings findings;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        findings = new Findings();
        report.set("folder", folder.toString());
        return Ending.of(report, findings, () -> evaluate(report));
    }

    private int evaluate(Report report) throws IOException, Refusal {
        if (horizonHours < 1 || horizonHours > MOST_HOURS) {
            throw new Refusal("--horizon-hours is " + horizonHours, "give 1 to 87,600");
        }
        ModelCheck.requireFolder(folder);
        DataTable table = cases.data == null ? null : DataTable.read(cases.data);
        if (table == null && maintenance != null) {
            throw new Refusal("--maintenance goes with --data", "pictures have no time: leave it out");
        }
        Map<String, List<Long>> events = maintenance == null ? null : AlarmTimes.events(DataTable.read(maintenance));
        Judging judging;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "opening " + folder)) {
            progress.step("running " + (table == null ? "pictures" : table.rows() + " rows"));
            judging = table == null ? Judging.of(folder, cases.pictures, ok) : Judging.of(folder, table, label);
        }
        report.set("model", judging.model());
        if (cases.data != null && TrainedOn.file(folder, cases.data)) {
            note(
                    "the model was trained on these very rows: the figures say how well it remembers",
                    "judge it by others");
        }
        if (judging.leftOut() > 0) {
            note(Report.count(judging.leftOut()) + " rows lack a value that the model needs, and were left out", "");
        }
        JsonArray readings = new JsonArray();
        for (Judged judged : judging.readings()) {
            readings.add(tell(report, judging.model(), judged, judging.data(), events));
        }
        report.set("readings", readings);
        report.findings(findings);
        return report.end(ExitCode.DONE);
    }

    private void note(String what, String remedy) {
        findings.note(0, "", "", what, remedy);
    }

    private JsonObject tell(Report report, String model, Judged judged, DataTable table, Map<String, List<Long>> events)
            throws Refusal {
        int[] rows = judged.rows();
        JsonObject result =
                Json.object().add("reading", judged.reading().name()).add("rows", rows.length);
        if (rows.length == 0) {
            note("reading '" + judged.reading().name() + "': no row has both a result and a truth", "");
            return result;
        }
        line(
                report,
                model + ", reading '" + judged.reading().name() + "', " + Report.count(rows.length)
                        + " rows whose truth is known:");
        JsonObject figures = Json.object();
        JsonObject policy = Json.object();
        TextTable text = new TextTable().line("", "model", policyName(judged, rows));
        Figures.all(judged, rows).forEach((name, values) -> {
            text.line(name, TextTable.figure(values[0]), TextTable.figure(values[1]));
            figures.add(name, number(values[0]));
            policy.add(name, number(values[1]));
        });
        print(report, text);
        result.add("figures", figures).add("simplestPolicy", policy);
        if (judged.ofLabels()) {
            result.add("confusion", confusion(report, judged, rows));
        }
        if (judged.alarm() >= 0 && table.column("time") != null) {
            times(report, judged, table, events, result);
        }
        return result;
    }

    private static String policyName(Judged judged, int[] rows) {
        return judged.ofLabels()
                ? "always '" + judged.labels().get(Figures.usual(Figures.confusion(judged, rows))) + "'"
                : "always the median";
    }

    private JsonObject confusion(Report report, Judged judged, int[] rows) {
        long[][] table = Figures.confusion(judged, rows);
        List<String> head = new ArrayList<>(List.of("true \\ said"));
        head.addAll(judged.labels());
        TextTable text = new TextTable().line(head);
        JsonObject object = Json.object();
        for (int truth = 0; truth < table.length; truth++) {
            List<String> line = new ArrayList<>(List.of(judged.labels().get(truth)));
            JsonObject said = Json.object();
            for (int other = 0; other < table.length; other++) {
                line.add(String.format(java.util.Locale.ROOT, "%,d", table[truth][other]));
                said.add(judged.labels().get(other), table[truth][other]);
            }
            text.line(line);
            object.add(judged.labels().get(truth), said);
        }
        print(report, text);
        return object;
    }

    private void times(Report report, Judged judged, DataTable table, Map<String, List<Long>> events, JsonObject result)
            throws Refusal {
        if (table.column("kept") != null) {
            note(
                    "these rows were chosen around alarms and doubt, so alarms per day and precision are not those of the line",
                    "judge these by a whole recording");
            return;
        }
        AlarmTimes times = AlarmTimes.of(judged, table, events, TimeUnit.HOURS.toMicros(horizonHours));
        TextTable text = new TextTable()
                .line("days of all assets", TextTable.figure(times.days()))
                .line("alarms per day", TextTable.figure(times.onsetsPerDay()));
        result.add("days", number(times.days())).add("alarmsPerDay", number(times.onsetsPerDay()));
        if (events != null) {
            text.line("events", Integer.toString(times.events()))
                    .line("missed events", Integer.toString(times.missedEvents()))
                    .line("median lead (hours)", TextTable.figure(times.medianLeadHours()))
                    .line("false alarms per day", TextTable.figure(times.falsePerDay()));
            result.add("events", times.events())
                    .add("missedEvents", times.missedEvents())
                    .add("medianLeadHours", number(times.medianLeadHours()))
                    .add("falseAlarmsPerDay", number(times.falsePerDay()));
        }
        print(report, text);
    }

    private void line(Report report, String line) {
        if (!json) {
            report.line(line);
        }
    }

    private void print(Report report, TextTable table) {
        if (!json) {
            table.print(report);
        }
    }

    static JsonValue number(double value) {
        return Double.isFinite(value) ? Json.value(value) : Json.NULL;
    }
}
