package io.millwright.desk.model;

import io.millwright.desk.table.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recording of a healthy machine as rows of one period: of each signal the value in force, as a gateway has it.
 *
 * @param signals that are learned from
 * @param rows one per period; null where a signal is unknown, or nothing came for long
 */
record HealthRecording(List<Signal> signals, double[][] rows, long periodMillis) {
    private static final Pattern UNIT = Pattern.compile("(?<name>.*?) *\\[(?<unit>[^\\]]*)\\]");
    private static final long MICROS_PER_MILLI = 1_000;
    private static final int MOST_SIGNALS = 200;
    private static final int MOST_CELLS = 10_000_000;

    /** Periods without any sample after which the machine, or the recorder, is taken to be off. */
    private static final int SILENT_ROWS = 10;

    /** Name and unit of one column. */
    record Signal(String name, String unit) {
        static Signal of(String head) {
            Matcher parts = UNIT.matcher(head);
            boolean unit = parts.matches();
            return new Signal(
                    FeatureSketch.plain(unit ? parts.group("name") : head),
                    unit ? parts.group("unit").strip() : "");
        }
    }

    /**
     * Takes every column of numbers that moves.
     *
     * @param excluded heads or names of columns that are no signals
     * @param periodMillis 0: the usual distance of two lines
     */
    static HealthRecording of(NumberColumns recording, List<String> excluded, long periodMillis, Findings findings)
            throws Refusal {
        long period = periodMillis > 0 ? periodMillis : usualMillis(recording);
        List<String> unknown = new ArrayList<>(excluded);
        List<NumberColumns.Column> kept = new ArrayList<>();
        List<Signal> signals = new ArrayList<>();
        for (NumberColumns.Column column : recording.columns()) {
            Signal signal = Signal.of(column.head());
            boolean out = unknown.remove(column.head()) | unknown.remove(signal.name());
            if (!out && !moves(column, recording.lines())) {
                findings.leftOut(0, column.head(), "", "never moves: the column is left out", "");
            } else if (!out) {
                kept.add(column);
                signals.add(signal);
            }
        }
        if (!unknown.isEmpty()) {
            throw new Refusal(
                    "--exclude " + unknown.get(0) + ": no such column of numbers",
                    "columns are "
                            + recording.columns().stream()
                                    .map(NumberColumns.Column::head)
                                    .toList());
        }
        if (signals.size() > MOST_SIGNALS) {
            throw new Refusal(
                    recording.file() + " has " + signals.size() + " signals, and " + MOST_SIGNALS + " is the most",
                    "--exclude some, or learn the parts of the machine one by one");
        }
        if (signals.isEmpty()) {
            throw new Refusal(recording.file() + " has no column of numbers that moves", "give a recording of signals");
        }
        return new HealthRecording(signals, rows(recording, kept, period), period);
    }

    private static long usualMillis(NumberColumns recording) throws Refusal {
        long[] steps = new long[recording.lines() - 1];
        int count = 0;
        for (int line = 1; line < recording.lines(); line++) {
            long step = recording.micros(line) - recording.micros(line - 1);
            if (step > 0) {
                steps[count++] = step;
            }
        }
        Arrays.sort(steps, 0, count);
        long millis = count == 0 ? 0 : Math.round(steps[count / 2] / (double) MICROS_PER_MILLI);
        if (millis < 1) {
            throw new Refusal(recording.file() + ": the distance of two lines is below 1 ms", "give --period");
        }
        return millis;
    }

    private static boolean moves(NumberColumns.Column column, int lines) {
        double first = Double.NaN;
        for (int line = 0; line < lines; line++) {
            double value = column.value(line);
            if (Double.isFinite(value)) {
                if (!Double.isNaN(first) && value != first) {
                    return true;
                }
                first = value;
            }
        }
        return false;
    }

    /** Returns rows whose ends are the multiples of the period since 1970, as on the gateway. */
    private static double[][] rows(NumberColumns recording, List<NumberColumns.Column> columns, long periodMillis)
            throws Refusal {
        long period = periodMillis * MICROS_PER_MILLI;
        long first = -Math.floorDiv(-recording.micros(0), period) * period;
        long count = Math.floorDiv(recording.micros(recording.lines() - 1) - first, period) + 1;
        if (count * columns.size() > MOST_CELLS) {
            throw new Refusal(
                    count + " rows of " + columns.size() + " signals are more than " + MOST_CELLS + " values",
                    "give a longer --period, or --exclude signals");
        }
        double[][] rows = new double[(int) Math.max(0, count)][];
        double[] inForce = new double[columns.size()];
        Arrays.fill(inForce, Double.NaN);
        int next = 0;
        for (int row = 0; row < rows.length; row++) {
            long end = first + row * period;
            for (; next < recording.lines() && recording.micros(next) <= end; next++) {
                for (int column = 0; column < inForce.length; column++) {
                    double value = columns.get(column).value(next);
                    inForce[column] = Double.isNaN(value) ? inForce[column] : value;
                }
            }
            boolean silent = next == 0 || end - recording.micros(next - 1) > SILENT_ROWS * period;
            boolean known = Arrays.stream(inForce).allMatch(Double::isFinite);
            rows[row] = silent || !known ? null : inForce.clone();
        }
        return rows;
    }

    /** Returns how many rows are known. */
    int known() {
        return (int) Arrays.stream(rows).filter(row -> row != null).count();
    }
}
