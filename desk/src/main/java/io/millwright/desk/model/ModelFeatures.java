package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.model.RecordedRows.Row;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.model.TensorSpec.Feature;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes feature rows from a recording, by the pipeline's own code. */
@Command(
        name = "features",
        description = "Computes from a recording the feature rows that a gateway would compute: train on these.")
final class ModelFeatures implements Callable<Integer> {
    private static final int MICROS = 1_000_000;

    /** Where the features stand. */
    static final class Source {
        @Option(names = "--model", paramLabel = "FOLDER", description = "The model folder whose features are computed.")
        private Path model;

        @Option(
                names = "--features",
                paramLabel = "CSV",
                description = "The features file, where there is no model yet.")
        private Path features;
    }

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--recording",
            paramLabel = "CSV",
            required = true,
            description = "A column time (seconds or ISO 8601), one per signal, and SIGNAL.quality where wanted.")
    private Path recording;

    @Option(names = "--period", paramLabel = "MS", description = "The row period. Otherwise the model's.")
    private long periodMillis;

    @Option(names = "--parts", paramLabel = "CONDITION", description = "One row per part, such as 'weld_active = 1'.")
    private String parts = "";

    @Option(names = "--complete", description = "Leaves out rows in which a feature has no value.")
    private boolean complete;

    @Option(names = "--out", paramLabel = "CSV", required = true, description = "The file to write.")
    private Path out;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    private int written;
    private int lacking;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("recording", recording.toString());
        return Ending.of(report, findings, () -> compute(report, findings));
    }

    private int compute(Report report, Findings findings) throws IOException, Refusal {
        List<Feature> features = features();
        SignalRecording recorded = SignalRecording.read(recording);
        List<FeatureSeries> series = new ArrayList<>();
        for (Feature feature : features) {
            series.add(new FeatureSeries(feature, recorded));
        }
        List<Row> rows =
                parts.isEmpty() ? RecordedRows.ofPeriod(recorded, periodMillis) : RecordedRows.ofParts(recorded, parts);
        write(series, rows);
        if (lacking > 0) {
            findings.note(
                    0,
                    "",
                    "",
                    lacking + " rows have a feature without a value, "
                            + (complete ? "left out" : "written with empty cells")
                            + ": a gateway does not decide there",
                    "");
        }
        report.findings(findings);
        report.set("lacking", lacking);
        report.say(out + ": " + Report.count(written) + " rows", "rows", Json.value(written));
        return report.end(ExitCode.DONE);
    }

    private List<Feature> features() throws IOException, Refusal {
        if (source.model != null) {
            Path file = source.model.resolve(ModelFiles.DESCRIPTION);
            byte[] description = Files.readAllBytes(file);
            List<Feature> features = FeatureList.ofModel(description);
            JsonObject model =
                    Json.parse(new String(description, StandardCharsets.UTF_8)).asObject();
            ofModel(model.getLong("row_period_ms", 0));
            if (features.isEmpty()) {
                throw new Refusal("--model " + source.model + " has no features", "give a model of rows");
            }
            return features;
        }
        requirePeriod();
        return FeatureList.of(FeatureNames.read(source.features), periodMillis);
    }

    private void ofModel(long period) throws Refusal {
        if (period > 0 && periodMillis > 0 && periodMillis != period) {
            throw new Refusal("--period " + periodMillis + ": the model has row_period_ms = " + period, "leave it out");
        }
        periodMillis = periodMillis > 0 ? periodMillis : period;
        requirePeriod();
    }

    private void requirePeriod() throws Refusal {
        if (parts.isEmpty() && periodMillis <= 0) {
            throw new Refusal("there is no row period", "--period with milliseconds, or --parts");
        }
    }

    private void write(List<FeatureSeries> series, List<Row> rows) throws IOException {
        try (BufferedWriter to = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
            List<String> cells = new ArrayList<>(parts.isEmpty() ? List.of("time") : List.of("part_start", "time"));
            series.forEach(each -> cells.add(head(each.feature())));
            to.write(String.join(",", cells) + "\n");
            for (Row row : rows) {
                boolean lacks = cells(series, row, cells);
                lacking += lacks ? 1 : 0;
                if (!lacks || !complete) {
                    to.write(String.join(",", cells) + "\n");
                    written++;
                }
            }
        }
    }

    /** Fills the cells of a row; returns whether a feature that is not optional has no value. */
    private boolean cells(List<FeatureSeries> series, Row row, List<String> cells) {
        cells.clear();
        if (!parts.isEmpty()) {
            cells.add(seconds(row.beginMicros()));
        }
        cells.add(seconds(row.endMicros()));
        boolean lacks = false;
        for (FeatureSeries each : series) {
            double value = each.value(row.beginMicros(), row.endMicros());
            boolean none = Double.isNaN(value);
            lacks |= none && !each.feature().optional();
            List<String> categories = each.feature().categories();
            cells.add(none ? "" : categories.isEmpty() ? Double.toString(value) : quoted(categories.get((int) value)));
        }
        return lacks;
    }

    private static String head(Feature feature) {
        return quoted(feature.unit().isEmpty() ? feature.name() : feature.name() + " [" + feature.unit() + "]");
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\\r\\n;\\t]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String seconds(long micros) {
        long size = Math.abs(micros);
        return String.format(Locale.ROOT, "%s%d.%06d", micros < 0 ? "-" : "", size / MICROS, size % MICROS);
    }
}
