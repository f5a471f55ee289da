package io.millwright.simulator;

import io.millwright.csv.CsvTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A recording as tags: one row per period, from the first row again after the last unless it runs once. A column is a tag
 * of its name or of the name that the mapping gives it, of the type that all of its values have (Double, Boolean, else
 * String) or that the mapping says ({@code column=tag:Int32}). An empty field is written as Bad_NoDataAvailable, or not at
 * all where that is wanted.
 *
 * <p>With a time column a row is due when its time, less that of the first row, has passed; the recorded steps are rounded
 * up to periods. Source times are those of the replay, not of the recording, because clients take old times for a wrong
 * clock.
 */
final class Replay implements Signal {
    private final long periodMicros;
    private final boolean once;
    private final List<Tag> tags;
    private final Object[][] values;
    private final long[] periodOfRow;
    private final long periodsPerRound;
    private long periods;
    private int next;
    private boolean skipsEmpty;
    private boolean waits;
    private boolean asked = true;
    private long alignMicros = 1;
    private Consumer<String> events = event -> {};

    /** @param timeColumn column with seconds since any moment, or ISO 8601 times; empty: one row per period */
    Replay(CsvTable table, Map<String, String> mapping, String timeColumn, long periodMicros, boolean once) {
        this.periodMicros = periodMicros;
        this.once = once;
        mapping.keySet().forEach(column -> column(table, column));
        int time = timeColumn.isEmpty() ? -1 : column(table, timeColumn);
        List<Tag> columns = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        for (int c = 0; c < table.header().size(); c++) {
            if (c != time) {
                columns.add(tag(
                        table, c, Optional.ofNullable(mapping.get(table.header().get(c)))));
                indexes.add(c);
            }
        }
        tags = List.copyOf(columns);
        values = new Object[table.rows().size()][];
        periodOfRow = new long[values.length];
        double firstSeconds = time < 0 ? 0 : seconds(table, 0, time);
        for (int r = 0; r < values.length; r++) {
            values[r] = new Object[tags.size()];
            for (int t = 0; t < tags.size(); t++) {
                values[r][t] = value(table, r, indexes.get(t), tags.get(t).type());
            }
            periodOfRow[r] = time < 0
                    ? r
                    : (long) Math.ceil((seconds(table, r, time) - firstSeconds) * 1e6 / periodMicros - 1e-9);
            if (r > 0 && periodOfRow[r] < periodOfRow[r - 1]) {
                throw new IllegalArgumentException("Row " + (r + 1) + ": the time goes back.");
            }
        }
        periodsPerRound = periodOfRow[values.length - 1] + 1;
    }

    /** Empty fields are no new values. */
    Replay skippingEmpty() {
        skipsEmpty = true;
        return this;
    }

    /**
     * The first row waits for {@link #start} and then for a source time that is a multiple of so many microseconds. Events
     * tell {@code REPLAY begins MICROS}, the source time of the first row, and {@code REPLAY ends} after the last one.
     */
    Replay waiting(long multipleMicros, Consumer<String> listener) {
        waits = true;
        asked = false;
        alignMicros = multipleMicros;
        events = listener;
        return this;
    }

    /** Ends the waiting; where none was asked for, nothing happens. */
    synchronized void start() {
        asked = true;
    }

    private static int column(CsvTable table, String name) {
        int index = table.header().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "Column \"" + name + "\" is not in the file; it has " + String.join(", ", table.header()) + ".");
        }
        return index;
    }

    private Tag tag(CsvTable table, int column, Optional<String> mapped) {
        String name = mapped.orElse(table.header().get(column));
        TagType type = null;
        int colon = mapped.isPresent() ? name.lastIndexOf(':') : -1;
        if (colon >= 0) {
            type = TagType.parse(name.substring(colon + 1));
            name = name.substring(0, colon);
        }
        return new Tag(name, type == null ? guess(table, column) : type).every(periodMicros);
    }

    private static TagType guess(CsvTable table, int column) {
        TagType guess = null;
        for (List<String> row : table.rows()) {
            String text = row.get(column).trim();
            if (!text.isEmpty()) {
                TagType type = typeOf(text);
                guess = guess == null || guess == type ? type : TagType.STRING;
            }
        }
        return guess == null ? TagType.DOUBLE : guess;
    }

    private static TagType typeOf(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return TagType.BOOLEAN;
        }
        try {
            Double.parseDouble(text);
            return TagType.DOUBLE;
        } catch (NumberFormatException e) {
            return TagType.STRING;
        }
    }

    private static Object value(CsvTable table, int row, int column, TagType type) {
        String text = table.rows().get(row).get(column);
        try {
            return text.isBlank() ? null : type.value(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Row " + (row + 1) + ", column \"" + table.header().get(column) + "\": " + e.getMessage(), e);
        }
    }

    private static double seconds(CsvTable table, int row, int column) {
        String text = table.rows().get(row).get(column).trim();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notSeconds) {
            try {
                return Times.parse(text) / 1e6;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Row " + (row + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public List<Tag> tags() {
        return tags;
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        if (waits) {
            if (!asked || scheduledMicros % alignMicros != 0) {
                return;
            }
            waits = false;
            events.accept("REPLAY begins " + scheduledMicros);
        }
        boolean ended = finished();
        while (next < values.length && periodOfRow[next] <= periods) {
            Object[] row = values[next++];
            for (int t = 0; t < row.length; t++) {
                if (row[t] != null || !skipsEmpty) {
                    tags.get(t).write(row[t], row[t] == null ? Statuses.NO_DATA : Statuses.GOOD, scheduledMicros);
                }
            }
        }
        periods++;
        if (!ended && finished()) {
            events.accept("REPLAY ends");
        }
        if (!once && periods == periodsPerRound) {
            periods = 0;
            next = 0;
        }
    }

    /** Rows of the recording. */
    int rows() {
        return values.length;
    }

    /** True when a replay that runs once has written its last row. */
    synchronized boolean finished() {
        return once && next == values.length;
    }

    /** Lines {@code column=tag} or {@code column=tag:Type} as a map from column to the rest. */
    static Map<String, String> mapping(List<String> lines) {
        Map<String, String> mapping = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 1 || equals == line.length() - 1) {
                throw new IllegalArgumentException("Mapping \"" + line + "\": write column=tag or column=tag:Type.");
            }
            mapping.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return mapping;
    }
}
