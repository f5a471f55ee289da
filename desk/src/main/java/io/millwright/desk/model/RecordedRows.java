package io.millwright.desk.model;

import io.millwright.model.Condition;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.grid.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of a recording: those of a period, or one for each part. */
final class RecordedRows {
    private static final int MOST_ROWS = 10_000_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final Pattern PARTS =
            Pattern.compile("(?<signal>.+?) *(?<condition>(>=|<=|!=|>|<|=).*|[-+]?\\d\\S* *\\.\\..*)");

    private RecordedRows() {}

    /** From when to when, in microseconds since 1970. */
    record Row(long beginMicros, long endMicros) {}

    /** Returns rows whose ends are the multiples of the period since 1970, as on the gateway. */
    static List<Row> ofPeriod(SignalRecording recording, long periodMillis) throws Refusal {
        long period = periodMillis * MICROS_PER_MILLI;
        long first = -Math.floorDiv(-recording.beginMicros(), period) * period;
        long count = Math.floorDiv(recording.endMicros() - first, period) + 1;
        if (count > MOST_ROWS) {
            throw new Refusal(
                    "--period " + periodMillis + " makes " + count + " rows, and " + MOST_ROWS + " is the most",
                    "use a longer period, or a part of the recording");
        }
        List<Row> rows = new ArrayList<>();
        for (long end = first; end <= recording.endMicros(); end += period) {
            rows.add(new Row(end - period, end));
        }
        return rows;
    }

    /** Returns the parts during which a condition on a signal holds; while the signal is unknown a part neither opens nor closes. */
    static List<Row> ofParts(SignalRecording recording, String text) throws Refusal {
        Matcher parts = PARTS.matcher(text.strip());
        if (!parts.matches() || !recording.has(parts.group("signal"))) {
            throw new Refusal(
                    "--parts '" + text + "' is no condition on a signal of the recording",
                    "write a signal and a condition, such as 'weld_active = 1'; signals are " + recording.names());
        }
        Feature feature = FeatureList.share(parts.group("signal"), parts.group("condition"));
        Condition condition = feature.condition();
        List<Row> rows = new ArrayList<>();
        boolean open = false;
        long begin = 0;
        for (SignalRecording.Sample sample : recording.samples(parts.group("signal"))) {
            double value = number(sample);
            if (Double.isFinite(value)) {
                boolean holds = Statistic.holds(condition, value);
                if (open && !holds && sample.micros() > begin) {
                    rows.add(new Row(begin, sample.micros()));
                }
                begin = holds && !open ? sample.micros() : begin;
                open = holds;
            }
        }
        return rows;
    }

    private static double number(SignalRecording.Sample sample) throws Refusal {
        try {
            return sample.good() ? Double.parseDouble(sample.text()) : Double.NaN;
        } catch (NumberFormatException e) {
            throw new Refusal(
                    "line " + sample.line() + " of the recording: '" + sample.text() + "' is no number",
                    "correct the cell, or empty it");
        }
    }
}
