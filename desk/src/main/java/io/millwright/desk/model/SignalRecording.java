package io.millwright.desk.model;

import io.millwright.csv.CsvTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A recording: a CSV with a column {@code time} ({@code datetime}, {@code timestamp}, {@code date}) and one column per signal. An empty
 * cell is no sample; a column {@code load.quality} says good, uncertain or bad, and what is not good is not used.
 */
final class SignalRecording {
    static final String TIME = "time";

    /** What the column of times may be called; the first one that is there is taken. */
    static final List<String> TIMES = List.of(TIME, "datetime", "timestamp", "date");

    private static final String QUALITY = ".quality";
    private static final Set<String> QUALITIES = Set.of("", "good", "uncertain", "bad");
    private static final BigDecimal GREATEST_SECONDS = new BigDecimal("1e11");
    private static final int MICROS = 1_000_000;
    private static final int SHOWN = 40;

    private final String file;
    private final Map<String, List<Sample>> signals = new LinkedHashMap<>();
    private long beginMicros;
    private long endMicros;

    /**
     * One sample.
     *
     * @param good whether it may be used
     * @param line of the file
     */
    record Sample(long micros, String text, boolean good, int line) {}

    private SignalRecording(String file) {
        this.file = file;
    }

    static SignalRecording read(Path file) throws Refusal {
        CsvTable table;
        try {
            table = CsvTable.read(file);
        } catch (IOException e) {
            throw new Refusal(e.getMessage(), "give a CSV with a column time and one column per signal");
        }
        SignalRecording recording = new SignalRecording(file.toString());
        recording.take(table);
        return recording;
    }

    private void take(CsvTable table) throws Refusal {
        List<String> head = table.header();
        String timeColumn = timeColumn(head);
        int time = head.indexOf(timeColumn);
        if (time < 0 || head.stream().distinct().count() != head.size()) {
            throw new Refusal(
                    file + ", line 1: " + head + " has no column time, or one twice",
                    "name time, and each signal once");
        }
        for (String name : head) {
            if (!name.equals(timeColumn) && !isQuality(name, head)) {
                signals.put(name, new ArrayList<>());
            }
        }
        for (int row = 0; row < table.rows().size(); row++) {
            String where = file + ", line " + table.lines().get(row);
            long micros = micros(table.rows().get(row).get(time).strip(), where, timeColumn);
            if (row > 0 && micros < endMicros) {
                throw new Refusal(where + ": the time goes back", "sort the recording by time");
            }
            beginMicros = row == 0 ? micros : beginMicros;
            endMicros = micros;
            take(head, table.rows().get(row), micros, table.lines().get(row));
        }
    }

    /** Returns what the column of times is called. */
    static String timeColumn(List<String> head) {
        return TIMES.stream().filter(head::contains).findFirst().orElse(TIME);
    }

    /** Whether a column says the quality of another one. */
    static boolean isQuality(String name, List<String> head) {
        return name.endsWith(QUALITY) && head.contains(name.substring(0, name.length() - QUALITY.length()));
    }

    /** Returns what a column is called that says the quality of this one. */
    static String qualityOf(String name) {
        return name + QUALITY;
    }

    private void take(List<String> head, List<String> cells, long micros, int line) throws Refusal {
        for (Map.Entry<String, List<Sample>> signal : signals.entrySet()) {
            int column = head.indexOf(qualityOf(signal.getKey()));
            String quality = column < 0 ? "" : cells.get(column).strip().toLowerCase(Locale.ROOT);
            if (!QUALITIES.contains(quality)) {
                throw new Refusal(
                        file + ", line " + line + ", column " + signal.getKey() + QUALITY + ": '" + quality
                                + "' is no quality",
                        "write good, uncertain or bad");
            }
            boolean good = quality.isEmpty() || quality.equals("good");
            String text = cells.get(head.indexOf(signal.getKey())).strip();
            if (!text.isEmpty() || !good) {
                signal.getValue().add(new Sample(micros, text, good, line));
            }
        }
    }

    /** Returns microseconds since 1970. */
    static long micros(String text, String where, String column) throws Refusal {
        try {
            BigDecimal seconds = new BigDecimal(text);
            if (seconds.abs().compareTo(GREATEST_SECONDS) <= 0) {
                return seconds.movePointRight(6)
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .longValueExact();
            }
        } catch (NumberFormatException notSeconds) {
            try {
                return ofIso(text.replace(' ', 'T'));
            } catch (DateTimeException notIso) {
                // Said below.
            }
        }
        throw new Refusal(
                where + ", column " + column + ": '" + text.substring(0, Math.min(SHOWN, text.length()))
                        + "' is no time",
                "write seconds since 1970, or ISO 8601 such as 2026-05-01T06:00:00Z");
    }

    private static long ofIso(String text) {
        boolean offset = text.matches(".*T.*([zZ]|[+-]\\d\\d:?\\d\\d)");
        Instant instant = offset
                ? OffsetDateTime.parse(text.replace('z', 'Z')).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), MICROS), instant.getNano() / 1_000);
    }

    /** Returns the samples of a signal. */
    List<Sample> samples(String signal) throws Refusal {
        List<Sample> samples = signals.get(signal);
        if (samples == null) {
            throw new Refusal(file + ", line 1: no column '" + signal + "'", "use one of " + signals.keySet());
        }
        return samples;
    }

    boolean has(String signal) {
        return signals.containsKey(signal);
    }

    Set<String> names() {
        return signals.keySet();
    }

    String file() {
        return file;
    }

    long beginMicros() {
        return beginMicros;
    }

    long endMicros() {
        return endMicros;
    }
}
