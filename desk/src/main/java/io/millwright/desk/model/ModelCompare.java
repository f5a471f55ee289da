package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.model.PairedBootstrap.Verdict;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether a new model is better than the serving one on rows of one's own. */
@Command(
        name = "compare",
        description = {
            "Runs two model folders over the same rows and says whether the second one is better, worse, or whether these rows cannot tell:"
                    + " 95 %% of the differences on samples of the rows, drawn with replacement.",
            "Ends with 0 only where it is better, with 5 where it is worse, with 6 where nobody can tell."
        })
final class ModelCompare implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "SERVING", description = "The folder of the model that serves.")
    private Path serving;

    @Parameters(index = "1", paramLabel = "NEW", description = "The folder of the one that shall take over.")
    private Path other;

    @Option(
            names = "--data",
            paramLabel = "CSV",
            required = true,
            description = "Rows that neither was trained on: the features, and the truth.")
    private Path data;

    @Option(names = "--label", paramLabel = "COLUMN", description = "What is true, otherwise label.")
    private String label = Judging.LABEL;

    @Option(
            names = "--reading",
            paramLabel = "NAME",
            description = "What is compared, otherwise the first reading whose truth is known.")
    private String reading = "";

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("serving", serving.toString());
        report.set("new", other.toString());
        return Ending.of(report, findings, () -> compare(report));
    }

    private int compare(Report report) throws IOException, Refusal {
        for (Path folder : new Path[] {serving, other}) {
            ModelCheck.requireFolder(folder);
            if (TrainedOn.file(folder, data)) {
                throw new Refusal(
                        folder + " was trained on these very rows, which it would win by memory",
                        "compare by rows that were held back: ./millwright model capture --held, or a later recording");
            }
        }
        DataTable table = DataTable.read(data);
        Judging first;
        Judging second;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "running " + serving)) {
            first = Judging.of(serving, table, label);
            progress.step("running " + other);
            second = Judging.of(other, table, label);
        }
        Judged ofServing = chosen(first, serving);
        Judged ofOther = chosen(second, other);
        if (!ofServing.labels().equals(ofOther.labels())
                || ofServing.ofLabels() != ofOther.ofLabels()
                || ofServing.alarm() != ofOther.alarm()) {
            throw new Refusal(
                    "reading '" + ofServing.reading().name() + "' has the labels " + ofServing.labels() + ", and '"
                            + ofOther.reading().name() + "' of the new one " + ofOther.labels(),
                    "choose readings that say the same with --reading");
        }
        return tell(report, first.model(), second.model(), ofServing, ofOther, table);
    }

    private Judged chosen(Judging judging, Path folder) throws Refusal {
        return judging.readings().stream()
                .filter(each -> reading.isEmpty() || each.reading().name().equals(reading))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        folder + " has no reading '" + reading + "' whose truth is known",
                        "known are "
                                + judging.readings().stream()
                                        .map(each -> each.reading().name())
                                        .toList()));
    }

    private int tell(
            Report report, String servingName, String otherName, Judged serves, Judged comes, DataTable table) {
        int[] rows = IntStream.range(0, table.rows())
                .filter(row -> serves.counts(row) && comes.counts(row))
                .toArray();
        String few = tooFew(serves, rows);
        if (!few.isEmpty()) {
            report.say("cannot tell: " + few, "verdict", Json.value(Verdict.CANNOT_TELL.name()));
            return report.end(ExitCode.CANNOT_TELL);
        }
        PairedBootstrap result = PairedBootstrap.of(serves, comes, table);
        int sign = serves.ofLabels() ? 1 : -1;
        if (!json) {
            TextTable text = new TextTable().line("", "serving", "new");
            text.line("", servingName, otherName);
            Map<String, double[]> of = Figures.all(comes, rows);
            Figures.all(serves, rows)
                    .forEach((name, values) ->
                            text.line(name, TextTable.figure(values[0]), TextTable.figure(of.get(name)[0])));
            text.print(report);
        }
        String name = Figures.firstName(serves);
        double low = sign > 0 ? result.low() : -result.high();
        double high = sign > 0 ? result.high() : -result.low();
        report.set("rows", rows.length);
        report.set("measure", name);
        report.set("servingFigure", ModelEvaluate.number(sign * result.first()));
        report.set("newFigure", ModelEvaluate.number(sign * result.second()));
        report.set("differenceLow", ModelEvaluate.number(low));
        report.set("differenceHigh", ModelEvaluate.number(high));
        report.say(
                String.format(
                        Locale.ROOT,
                        "%s: %s on your data: %s changes by %.4f, with 95 %% from %.4f to %.4f (%s rows in %s groups)",
                        otherName,
                        words(result.verdict()),
                        name,
                        sign * (result.second() - result.first()),
                        low,
                        high,
                        Report.count(rows.length),
                        Report.count(result.groups())),
                "verdict",
                Json.value(result.verdict().name()));
        return report.end(
                switch (result.verdict()) {
                    case BETTER -> ExitCode.DONE;
                    case WORSE -> ExitCode.WORSE;
                    case CANNOT_TELL -> ExitCode.CANNOT_TELL;
                });
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> "better than the serving model";
            case WORSE -> "worse than the serving model";
            case CANNOT_TELL -> "cannot tell from the serving model";
        };
    }

    private static String tooFew(Judged judged, int[] rows) {
        if (rows.length < PairedBootstrap.LEAST_ROWS) {
            return rows.length + " rows have a truth and a result of both, and " + PairedBootstrap.LEAST_ROWS
                    + " are needed";
        }
        if (judged.ofLabels() && judged.labels().size() == 2) {
            for (int each = 0; each < 2; each++) {
                int label = each;
                long count = IntStream.of(rows)
                        .filter(row -> judged.truth()[row] == label)
                        .count();
                if (count < PairedBootstrap.LEAST_OF_A_LABEL) {
                    return count + " rows are '" + judged.labels().get(label) + "' in truth, and "
                            + PairedBootstrap.LEAST_OF_A_LABEL + " are needed";
                }
            }
        }
        return "";
    }
}
