package io.millwright.gateway.recording;

import io.millwright.csv.CsvTable;
import io.millwright.gateway.recording.ModelFolder.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CSV file that holds what a model needs: a column per signal, a row per sample. Checked whole before anything starts;
 * errors name file, line, column, value and remedy. Immutable.
 */
public final class Recording {
    /** What a recording's column with times is called, also by ./millwright model features. */
    static final String TIME = "time";

    private static final Pattern UNIT_IN_HEADER = Pattern.compile("(.*?)\\s*\\[([^\\]]*)\\]");
    private static final Set<String> TRUTH = Set.of("true", "false");

    private final String source;
    private final List<Column> columns;
    private final List<Long> micros;
    private final List<String> notes;

    /**
     * One signal.
     *
     * @param type OPC UA data type of its tag
     * @param unit as the header has it, else ""
     * @param cells one per row, "" where there is no value
     */
    record Column(String signal, String type, String unit, List<String> cells) {}

    private Recording(String source, List<Column> columns, List<Long> micros, List<String> notes) {
        this.source = source;
        this.columns = List.copyOf(columns);
        this.micros = List.copyOf(micros);
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads a CSV file. A unit may stand in a column's head: {@code torque [N·m]}.
     *
     * @param timeColumn column with seconds or ISO 8601 times; null: {@code time} where there is one and the model has a row
     *     period; "": none, rows follow one another by the row period
     */
    public static Recording read(Path csv, ModelFolder model, String timeColumn) throws IOException {
        if (!Files.isRegularFile(csv)) {
            throw new IllegalArgumentException("--csv " + csv + ": there is no such file");
        }
        CsvTable table = CsvTable.read(csv);
        List<String> names = new ArrayList<>();
        List<String> units = new ArrayList<>();
        for (String head : table.header()) {
            Matcher unit = UNIT_IN_HEADER.matcher(head);
            boolean has = unit.matches();
            names.add(has ? unit.group(1).trim() : head);
            units.add(has ? unit.group(2).trim() : "");
        }
        List<Column> columns = new ArrayList<>();
        Set<Integer> used = new TreeSet<>();
        for (Signal signal : model.signals()) {
            int at = place(csv, table.header(), names, signal, model);
            used.add(at);
            List<String> cells =
                    table.rows().stream().map(row -> row.get(at).trim()).toList();
            String type = type(signal, cells);
            if (type.equals("Double")) {
                checkNumbers(csv, table, at);
            }
            columns.add(new Column(signal.name(), type, units.get(at), cells));
        }
        int time = time(csv, names, used, model, timeColumn);
        used.add(time);
        List<String> unneeded = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            if (!used.contains(c)) {
                unneeded.add(table.header().get(c));
            }
        }
        List<String> notes = unneeded.isEmpty()
                ? List.of()
                : List.of("columns that the model does not need: " + String.join(", ", unneeded));
        return new Recording(csv.toString(), columns, time < 0 ? List.of() : times(csv, table, time), notes);
    }

    /**
     * The model's golden rows as a recording: they lie in every model folder. A category stands there as its index.
     *
     * @throws IllegalArgumentException where they are no recording, because they hold computed features or windows
     */
    public static Recording golden(ModelFolder model) throws IOException {
        CsvTable table = CsvTable.read(model.golden());
        List<Column> columns = new ArrayList<>();
        for (Signal signal : model.signals()) {
            int at = table.header().indexOf(signal.name());
            if (model.computes() || model.rows() > 1 || at < 0) {
                throw new IllegalArgumentException(model.golden() + " holds "
                        + (model.rows() > 1 ? "windows of " + model.rows() + " rows" : "computed features")
                        + " and no signals: give a recording, --csv FILE with the columns "
                        + String.join(", ", signals(model)));
            }
            List<String> cells = new ArrayList<>();
            for (List<String> row : table.rows()) {
                cells.add(
                        signal.categories().isEmpty()
                                ? row.get(at)
                                : signal.categories().get((int) Double.parseDouble(row.get(at))));
            }
            columns.add(new Column(
                    signal.name(), signal.categories().isEmpty() ? "Double" : "String", signal.unit(), cells));
        }
        return new Recording(model.golden().toString(), columns, List.of(), List.of());
    }

    private static List<String> signals(ModelFolder model) {
        return model.signals().stream().map(Signal::name).toList();
    }

    private static int place(Path csv, List<String> header, List<String> names, Signal signal, ModelFolder model) {
        int exact = header.indexOf(signal.name());
        int at = exact >= 0 ? exact : names.indexOf(signal.name());
        if (at < 0) {
            throw new IllegalArgumentException(csv + ": there is no column \"" + signal.name() + "\", which model "
                    + model.name() + " needs; the header has " + String.join(", ", header)
                    + ". Remedy: call the columns as in training: " + String.join(", ", signals(model)) + ".");
        }
        if (exact < 0 && names.lastIndexOf(signal.name()) != at) {
            throw new IllegalArgumentException(csv + ": the column \"" + signal.name()
                    + "\" is there twice, with different units: remove one of them");
        }
        return at;
    }

    /** Texts of categories are Strings; numbers that stand for them, and all others, are numbers. */
    private static String type(Signal signal, List<String> cells) {
        if (cells.stream().allMatch(cell -> cell.isEmpty() || TRUTH.contains(cell.toLowerCase(Locale.ROOT)))
                && cells.stream().anyMatch(cell -> !cell.isEmpty())
                && signal.categories().isEmpty()) {
            return "Boolean";
        }
        boolean texts = !signal.categories().isEmpty()
                && !(cells.stream().allMatch(cell -> cell.isEmpty() || isNumber(cell))
                        && (signal.codes() || cells.stream().noneMatch(signal.categories()::contains)));
        return texts ? "String" : "Double";
    }

    private static boolean isNumber(String cell) {
        try {
            Double.parseDouble(cell);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void checkNumbers(Path csv, CsvTable table, int column) {
        for (int r = 0; r < table.rows().size(); r++) {
            String cell = table.rows().get(r).get(column).trim();
            if (!cell.isEmpty() && !isNumber(cell)) {
                throw new IllegalArgumentException(csv + ", line "
                        + table.lines().get(r) + ", column \""
                        + table.header().get(column) + "\": " + cell + " is no number. Remedy: "
                        + (cell.contains(",") ? "write a decimal point." : "correct the cell, or leave it empty."));
            }
        }
    }

    private static int time(Path csv, List<String> names, Set<Integer> used, ModelFolder model, String wanted) {
        String name = wanted == null ? TIME : wanted;
        int at = name.isEmpty() || (wanted == null && model.rowPeriodMillis() == 0) ? -1 : names.indexOf(name);
        if (at < 0 && wanted != null && !wanted.isEmpty()) {
            throw new IllegalArgumentException(csv + ": there is no column \"" + wanted + "\" for --time; it has "
                    + String.join(", ", names) + ".");
        }
        return wanted == null && used.contains(at) ? -1 : at;
    }

    private static List<Long> times(Path csv, CsvTable table, int column) {
        List<Long> times = new ArrayList<>();
        for (int r = 0; r < table.rows().size(); r++) {
            String cell = table.rows().get(r).get(column).trim();
            String where = csv + ", line " + table.lines().get(r) + ", column \""
                    + table.header().get(column) + "\": " + cell;
            Long micros = micros(cell);
            if (micros == null) {
                throw new IllegalArgumentException(where + " is no time. Remedy: seconds, or 2026-05-31T14:00:00Z.");
            }
            if (r > 0 && micros < times.get(r - 1)) {
                throw new IllegalArgumentException(
                        where + " is before the line above. Remedy: sort the lines by time.");
            }
            times.add(micros);
        }
        return times;
    }

    /** Microseconds of seconds since any moment or of an ISO 8601 time, UTC where no zone is said; null: neither. */
    private static Long micros(String cell) {
        if (isNumber(cell)) {
            return Math.round(Double.parseDouble(cell) * 1e6);
        }
        String iso = cell.replace(' ', 'T');
        try {
            OffsetDateTime time;
            try {
                time = OffsetDateTime.parse(iso);
            } catch (DateTimeParseException withoutZone) {
                time = LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC);
            }
            return time.toEpochSecond() * 1_000_000 + time.getNano() / 1_000;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Where it comes from. */
    public String source() {
        return source;
    }

    /** What a person should know of it, one sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** Rows of the file. */
    public int rows() {
        return columns.get(0).cells().size();
    }

    List<Column> columns() {
        return columns;
    }

    /** Whether a column says when each row was recorded. */
    boolean isTimed() {
        return !micros.isEmpty();
    }

    /** Time of a row, microseconds; of a timed recording only. */
    long micros(int row) {
        return micros.get(row);
    }
}
