package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.health.HealthModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The model folder around what was learned of a healthy machine. */
final class HealthFolder {
    private static final double DAY_MILLIS = 86_400_000;
    private static final double HOUR_MILLIS = 3_600_000;
    private static final int GOLDEN_ROWS = 256;
    private static final int MOST_GOLDEN_CELLS = 400_000;
    private static final String WHERE = "parts of the recording that were held out in turn";

    private final HealthRecording healthy;
    private final HealthModel model;
    private final double wantedDays;
    private final Path recording;

    HealthFolder(HealthRecording healthy, HealthModel model, double wantedDays, Path recording) {
        this.healthy = healthy;
        this.model = model;
        this.wantedDays = wantedDays;
        this.recording = recording;
    }

    List<String> signals() {
        return healthy.signals().stream().map(HealthRecording.Signal::name).toList();
    }

    int windows() {
        return model.learned();
    }

    double intervalDays() {
        return model.intervalRows() * healthy.periodMillis() / DAY_MILLIS;
    }

    double falseAlarmsPerDay() {
        return digits(1 / intervalDays());
    }

    /** Four of them: more would say more than is known. */
    private static double digits(double value) {
        return new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }

    /** Whether the recording is too short for the interval that was asked for. */
    boolean shortened() {
        return intervalDays() < wantedDays * 0.999;
    }

    String learnedFrom() {
        return String.format(
                Locale.ROOT,
                "learned from %,d windows of %d rows, %s of recording",
                model.learned(),
                window(),
                time(healthy.known() * (double) healthy.periodMillis()));
    }

    String limitText() {
        return String.format(
                Locale.ROOT,
                "limit: one false alarm in %s; a limit at the 95th percentile would give one in %s",
                time(intervalDays() * DAY_MILLIS),
                time(model.percentileRows() * healthy.periodMillis()));
    }

    String shortenedText() {
        return String.format(
                Locale.ROOT,
                "one false alarm in %s was asked for, but %s of recording tell nothing beyond %d times as long: record %s",
                time(wantedDays * DAY_MILLIS),
                time(healthy.known() * (double) healthy.periodMillis()),
                HealthModel.MOST_RECORDINGS,
                time(wantedDays * DAY_MILLIS / HealthModel.MOST_RECORDINGS));
    }

    static String time(double millis) {
        double value = millis < 2 * HOUR_MILLIS
                ? millis / 60_000
                : millis < 2 * DAY_MILLIS ? millis / HOUR_MILLIS : millis / DAY_MILLIS;
        String unit = millis < 2 * HOUR_MILLIS ? "min" : millis < 2 * DAY_MILLIS ? "h" : "days";
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, unit);
    }

    private int window() {
        return model.windowRows();
    }

    /** Writes model.onnx, golden.csv and model.json. */
    void write(ModelFiles files, String name, String version, List<String> call) throws IOException, Refusal {
        String description = "How unusual the machine is, learned from "
                + time(healthy.known() * (double) healthy.periodMillis()) + " in which it was well.";
        Files.write(files.file(ModelFiles.ONNX), model.onnx(description));
        files.write(ModelFiles.GOLDEN, golden());
        JsonObject head = new JsonObject()
                .add("name", name)
                .add("version", version)
                .add("description", description)
                .add("row_period_ms", healthy.periodMillis());
        JsonObject json = files.describe(head, List.of(input()), outputs(), readings());
        json.add("training", training(call)).add("metrics", metrics()).add("use", use());
        files.write(ModelFiles.DESCRIPTION, json.toString(WriterConfig.PRETTY_PRINT) + "\n");
        Card.write(files.draft());
    }

    private InputSketch input() {
        List<FeatureSketch> features = new ArrayList<>();
        for (HealthRecording.Signal signal : healthy.signals()) {
            JsonObject feature = new JsonObject().add("name", signal.name());
            if (!signal.unit().isEmpty()) {
                feature.add("unit", signal.unit());
            }
            features.add(new FeatureSketch(feature, null));
        }
        long[] shape = {-1, window(), features.size()};
        return new InputSketch(HealthModel.INPUT, "FLOAT32", shape, features, null, "", true);
    }

    private List<OutputSketch> outputs() {
        return List.of(
                new OutputSketch(HealthModel.UNUSUAL, "FLOAT32", new long[] {-1, 1}, true),
                new OutputSketch(HealthModel.SHARES, "FLOAT32", new long[] {-1, 2}, true),
                new OutputSketch(
                        HealthModel.NAMED,
                        "FLOAT32",
                        new long[] {-1, 1 + signals().size()},
                        true));
    }

    private JsonArray readings() {
        JsonObject chosen = new JsonObject()
                .add("by", "false_alarm_interval")
                .add("on", WHERE)
                .add("false_alarms_per_day", falseAlarmsPerDay())
                .add(
                        "note",
                        "greatest values of blocks, extrapolated by the distribution of extreme values; no percentile"
                                + (shortened() ? "; " + shortenedText() : ""));
        JsonArray labels = new JsonArray().add("none");
        signals().forEach(labels::add);
        return new JsonArray()
                .add(reading("unusual", "anomaly", HealthModel.UNUSUAL)
                        .add("thresholds", new JsonArray().add(1))
                        .add("labels", new JsonArray().add("normal").add("unusual"))
                        .add("chosen", chosen))
                .add(reading("signal", "classes", HealthModel.NAMED).add("labels", labels))
                .add(reading("t2", "value", HealthModel.SHARES).add("index", 0))
                .add(reading("spe", "value", HealthModel.SHARES).add("index", 1));
    }

    private static JsonObject reading(String name, String task, String output) {
        return new JsonObject().add("name", name).add("task", task).add("output", output);
    }

    private JsonObject training(List<String> call) throws IOException {
        JsonObject data = new JsonObject()
                .add("name", String.valueOf(recording.getFileName()))
                .add("sha256", ModelFiles.sha256(recording))
                .add("rows", healthy.known());
        return new JsonObject()
                .add("script", "./millwright " + String.join(" ", call))
                .add("data", new JsonArray().add(data));
    }

    private JsonArray metrics() {
        double percentile = DAY_MILLIS / (model.percentileRows() * healthy.periodMillis());
        return new JsonArray()
                .add(new JsonObject()
                        .add("name", "False alarms per day, expected")
                        .add("value", Json.value(falseAlarmsPerDay()))
                        .add("baseline", Json.value(digits(percentile)))
                        .add("baseline_name", "limit at the 95th percentile of T²")
                        .add("split", WHERE)
                        .add("better", "lower"));
    }

    private static JsonObject use() {
        return new JsonObject()
                .add(
                        "intended",
                        new JsonArray()
                                .add(
                                        "A first word that a machine differs from how it was when it was well, where nobody has labels."))
                .add(
                        "forbidden",
                        new JsonArray()
                                .add("Stopping a machine, or anything that protects people: it is no safety function.")
                                .add(
                                        "Another machine, or the same one after an overhaul or at another product: learn anew.")
                                .add(
                                        "Saying what is broken: the signal that it names contributed most to the number, no more."))
                .add(
                        "human_decides",
                        new JsonArray()
                                .add("Whether the machine was really well while it was recorded.")
                                .add(
                                        "What an alarm means; lead time and missed failures are known once maintenance is written down."));
    }

    /** Windows of the recording, and the same with one signal moved, doubled or standing still. */
    private String golden() {
        int signals = signals().size();
        int cells = window() * signals;
        int rows = Math.max(8, Math.min(GOLDEN_ROWS, MOST_GOLDEN_CELLS / cells));
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < window(); row++) {
            for (HealthRecording.Signal signal : healthy.signals()) {
                text.append(quoted(signal.name() + "@" + row)).append(',');
            }
        }
        text.append("=unusual,=shares[0],=shares[1]");
        for (int i = 0; i <= signals; i++) {
            text.append(",=named[").append(i).append(']');
        }
        text.append('\n');
        int number = 0;
        for (float[] window : model.examples(healthy.rows(), rows)) {
            changed(window, number, signals);
            number++;
            for (float value : window) {
                text.append(value).append(',');
            }
            HealthModel.Answer answer = model.answer(window);
            text.append(answer.unusual())
                    .append(',')
                    .append(answer.shares()[0])
                    .append(',')
                    .append(answer.shares()[1]);
            for (double named : answer.named()) {
                text.append(',').append(named);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String quoted(String head) {
        return head.contains(";") || head.contains("\t") ? '"' + head + '"' : head;
    }

    /** Every second window stays as it is. */
    private void changed(float[] window, int number, int signals) {
        int signal = number / 8 % signals;
        int kind = number % 8;
        for (int at = signal; at < window.length; at += signals) {
            switch (kind) {
                case 1 -> window[at] = window[signal];
                case 3 -> window[at] = 2 * window[at] - window[signal];
                case 5 -> window[at] += 0.05f * Math.abs(window[signal]) + 0.01f;
                case 7 -> window[at] *= 1.5f;
                default -> {
                    // As it was recorded.
                }
            }
        }
    }
}
