package io.millwright.gateway.recording;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * When a simulated PLC shows each row of a recording, and which decisions must follow. Times are counted from the row of
 * the pipeline's grid at or before the first sample, in milliseconds of the run.
 */
public final class Schedule {
    private static final long ANY_PERIOD_MILLIS = 1_000;
    private static final long LEAST_MILLIS = 10;
    private static final long PUBLISHING_MILLIS = 500;
    private static final long LEAST_PUBLISHING_MILLIS = 100;
    private static final long NOTIFICATIONS_KEPT = 4;

    /** No signal may be called so. */
    private static final String TIME_COLUMN = "@time";

    private final Recording recording;
    private final long periodMillis;
    private final long stepMillis;
    private final long[] offsetMillis;
    private final long firstDecision;
    private final long decisions;

    /**
     * Makes the time table.
     *
     * @param speed how many times faster than recorded, 1 to 100
     * @throws IllegalArgumentException where the row period is then too short, or the recording is too short for one window
     */
    public Schedule(Recording recording, ModelFolder model, int speed) {
        this.recording = recording;
        long trained = model.rowPeriodMillis() == 0 ? ANY_PERIOD_MILLIS : model.rowPeriodMillis();
        periodMillis = trained / speed;
        if (trained % speed != 0 || periodMillis < LEAST_MILLIS) {
            throw new IllegalArgumentException("--speed " + speed + ": rows of " + trained
                    + " ms can run as many times faster as leaves whole milliseconds, " + LEAST_MILLIS + " at least");
        }
        offsetMillis = new long[recording.rows()];
        long base = recording.isTimed() ? Math.floorDiv(recording.micros(0), trained * 1_000) * trained * 1_000 : 0;
        long common = periodMillis;
        for (int r = 0; r < offsetMillis.length; r++) {
            offsetMillis[r] = recording.isTimed()
                    ? Math.floorDiv(recording.micros(r) - base + speed * 1_000L - 1, speed * 1_000L)
                    : r * periodMillis;
            common = divisor(common, offsetMillis[r]);
        }
        stepMillis = Math.max(common, divisor(periodMillis, LEAST_MILLIS));
        long firstRow = Math.floorDiv(offsetMillis[0] + periodMillis - 1, periodMillis);
        long lastRow = offsetMillis[offsetMillis.length - 1] / periodMillis;
        firstDecision = firstRow + model.rows() - 1;
        decisions = lastRow - firstDecision + 1;
        if (decisions < 1) {
            throw new IllegalArgumentException(recording.source() + ": " + recording.rows() + " rows make no window of "
                    + model.rows() + " rows of " + trained + " ms: give a longer recording");
        }
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Distance of two rows of the pipeline, milliseconds. */
    public long periodMillis() {
        return periodMillis;
    }

    /** Decisions that must come. */
    public long decisions() {
        return decisions;
    }

    /** From the first row to the last one, milliseconds. */
    public long lengthMillis() {
        return offsetMillis[offsetMillis.length - 1];
    }

    /** How often the connection asks for news, milliseconds. */
    public long publishingMillis() {
        return Math.min(PUBLISHING_MILLIS, Math.max(LEAST_PUBLISHING_MILLIS, periodMillis));
    }

    /**
     * Which of the decisions this is, from 0; a negative number or one of {@link #decisions()} or more is none of them.
     *
     * @param beganMicros source time at which the replay began
     */
    public long indexOf(long windowEndMicros, long beganMicros) {
        long afterMicros = windowEndMicros - beganMicros;
        return afterMicros < 0 ? -1 : afterMicros / (periodMillis * 1_000) - firstDecision;
    }

    /** Writes what the simulator replays, and returns the options that make it do so. */
    public List<String> prepare(Path folder) throws IOException {
        Path csv = folder.resolve("recording.csv");
        try (Writer out = Files.newBufferedWriter(csv, StandardCharsets.UTF_8)) {
            List<String> head = new ArrayList<>(List.of(TIME_COLUMN));
            recording.columns().forEach(column -> head.add(column.signal()));
            line(out, head);
            if (offsetMillis[0] > 0) {
                // Nothing happens before the first sample; the replay begins on the grid all the same.
                List<String> nothing = new ArrayList<>(List.of("0"));
                recording.columns().forEach(column -> nothing.add(""));
                line(out, nothing);
            }
            for (int r = 0; r < offsetMillis.length; r++) {
                List<String> row = new ArrayList<>(List.of(Double.toString(offsetMillis[r] / 1e3)));
                for (Recording.Column column : recording.columns()) {
                    row.add(column.cells().get(r));
                }
                line(out, row);
            }
        }
        List<String> options = new ArrayList<>(List.of(
                "--machines",
                "0",
                "--replay",
                csv.toString(),
                "--replay-time",
                TIME_COLUMN,
                "--replay-once",
                "--replay-wait",
                Long.toString(periodMillis),
                "--period-ms",
                Long.toString(stepMillis)));
        if (recording.isTimed()) {
            options.add("--replay-skip-empty");
        }
        for (Recording.Column column : recording.columns()) {
            options.add("--replay-map");
            options.add(column.signal() + "=" + column.signal() + ":" + column.type());
        }
        return options;
    }

    private static void line(Writer out, List<String> cells) throws IOException {
        for (int c = 0; c < cells.size(); c++) {
            out.write(c == 0 ? "" : ",");
            out.write('"' + cells.get(c).replace("\"", "\"\"") + '"');
        }
        out.write('\n');
    }

    /** The connection's tag table: one tag per signal, of its name. */
    public String tagTable() {
        long queue = NOTIFICATIONS_KEPT * Math.floorDiv(publishingMillis() + stepMillis - 1, stepMillis)
                + NOTIFICATIONS_KEPT;
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue,unit\n");
        for (Recording.Column column : recording.columns()) {
            table.append(column.signal())
                    .append(",\"nsu=urn:millwright:simulator;s=")
                    .append(column.signal())
                    .append("\",0,")
                    .append(queue)
                    .append(",\"")
                    .append(column.unit().replace("\"", "\"\""))
                    .append("\"\n");
        }
        return table.toString();
    }
}
