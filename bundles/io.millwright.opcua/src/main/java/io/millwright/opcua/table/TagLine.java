package io.millwright.opcua.table;

import io.millwright.csv.CsvReader.CsvRecord;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;

/** Reads the fields of one line of the tag table, by the columns that the header names. */
final class TagLine {
    static final int MAX_MILLIS = 86_400_000;
    static final int MAX_QUEUE = 100_000;
    private static final int LONGEST_VALUE = 200;
    private static final int LEAST_SPIKE = 5;
    private static final int MOST_SPIKE = 101;

    private final Map<Column, Integer> columns = new EnumMap<>(Column.class);

    /** Returns whether the column is a new one. */
    boolean column(Column column, int at) {
        return columns.putIfAbsent(column, at) == null;
    }

    boolean has(Column column) {
        return columns.containsKey(column);
    }

    static String cut(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }

    String field(CsvRecord row, Column column) {
        Integer at = columns.get(column);
        return at == null || at >= row.fields().size()
                ? ""
                : row.fields().get(at).trim();
    }

    /** A blank at the end of a NodeId belongs to it where the field is in quotes. */
    String nodeText(CsvRecord row) {
        Integer at = columns.get(Column.NODE_ID);
        String text = field(row, Column.NODE_ID);
        return text.isEmpty() || !row.quoted().get(at)
                ? text
                : row.fields().get(at).stripLeading();
    }

    /**
     * Returns the row.
     *
     * @param nodeId of the variable, by {@link #nodeText}
     */
    TagRow row(CsvRecord row, ExpandedNodeId nodeId) throws BadLine {
        String deadband = field(row, Column.DEADBAND);
        boolean percent = deadband.endsWith("%");
        double band = number(
                Column.DEADBAND,
                percent ? deadband.substring(0, deadband.length() - 1).trim() : deadband,
                0.0);
        if (band < 0 || percent && band > 100) {
            throw new BadLine("deadband '" + cut(deadband) + "' must be 0 or more, in percent at most 100%");
        }
        double scale = number(Column.SCALE, field(row, Column.SCALE), 1.0);
        if (scale == 0.0) {
            throw new BadLine("scale 0 would make every value the same; enter a factor, or leave it empty for 1");
        }
        return new TagRow(
                row.line(),
                name(row),
                nodeText(row),
                nodeId,
                indexRange(row),
                field(row, Column.FIELD),
                whole(row, Column.SAMPLING, -1, 0, MAX_MILLIS),
                whole(row, Column.QUEUE, 0, 1, MAX_QUEUE),
                band,
                percent,
                scale,
                number(Column.OFFSET, field(row, Column.OFFSET), 0.0),
                field(row, Column.UNIT),
                plausibility(row));
    }

    private Plausibility plausibility(CsvRecord row) throws BadLine {
        String range = field(row, Column.RANGE);
        boolean none = range.equalsIgnoreCase("none");
        String condition = field(row, Column.STUCK_WHILE);
        int stuck = whole(row, Column.STUCK, 0, 1, MAX_MILLIS);
        if (stuck == 0 && !condition.isEmpty()) {
            throw new BadLine(
                    "stuckWhile '" + cut(condition) + "' needs stuckMs; enter after how many ms the tag is stuck");
        }
        double rate = number(Column.MAX_RATE, field(row, Column.MAX_RATE), 0.0);
        if (rate < 0) {
            throw new BadLine("maxRate '" + rate + "' must be more than 0 per second, or empty for any");
        }
        return new Plausibility(
                !none,
                range.isEmpty() || none ? Limits.UNKNOWN : range(range),
                whole(row, Column.STALE, 0, 1, MAX_MILLIS),
                stuck,
                condition.isEmpty() ? null : Comparison.parse(condition),
                rate,
                whole(row, Column.SPIKE, 0, LEAST_SPIKE, MOST_SPIKE));
    }

    private static Limits range(String text) throws BadLine {
        int at = text.indexOf("..", 1);
        if (at > 0) {
            Limits limits = new Limits(
                    number(Column.RANGE, text.substring(0, at).trim(), Double.NaN),
                    number(Column.RANGE, text.substring(at + 2).trim(), Double.NaN));
            if (limits.known()) {
                return limits;
            }
        }
        throw new BadLine(
                "range '" + cut(text)
                        + "' must be least..greatest, for example -10..150.5; none for no check, or empty for the server's EURange");
    }

    private String name(CsvRecord row) throws BadLine {
        String name = field(row, Column.NAME);
        if (name.isEmpty()) {
            throw new BadLine("name is empty; give the tag a name");
        }
        return name;
    }

    private IndexRange indexRange(CsvRecord row) throws BadLine {
        String text = field(row, Column.INDEX_RANGE);
        IndexRange range = IndexRange.parse(text);
        if (range == null) {
            throw new BadLine("indexRange '" + cut(text)
                    + "' must be an index from 0 or first:last, for a matrix one of them per dimension, for example 3, 0:9 or"
                    + " 0:9,3; or empty for the whole value");
        }
        return range;
    }

    static ExpandedNodeId nodeId(String text) throws BadLine {
        String remedy = "; write it as ns=2;s=Name, ns=2;i=1001 or nsu=http://vendor/namespace;s=Name";
        if (text.isEmpty()) {
            throw new BadLine("nodeId is empty" + remedy);
        }
        String shown = cut(text);
        try {
            ExpandedNodeId id = ExpandedNodeId.parse(text);
            if (!id.isLocal()) {
                throw new BadLine("nodeId '" + shown + "' points to another server (svr=)" + remedy);
            }
            return id;
        } catch (UaRuntimeException | IllegalArgumentException e) {
            throw new BadLine("nodeId '" + shown + "' is no NodeId" + remedy);
        }
    }

    private int whole(CsvRecord row, Column column, int absent, int min, int max) throws BadLine {
        String text = field(row, column);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with value and remedy
        }
        throw new BadLine(column.header() + " '" + cut(text) + "' must be a whole number from " + min + " to " + max
                + ", or empty for the default");
    }

    private static double number(Column column, String text, double absent) throws BadLine {
        if (text.isEmpty()) {
            return absent;
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with value and remedy
        }
        throw new BadLine(column.header() + " '" + cut(text) + "' must be a number"
                + (text.indexOf(',') >= 0 ? ", written with a point: " + cut(text.replace(',', '.')) : "")
                + (Double.isNaN(absent)
                        ? ""
                        : ", or empty for the default " + String.format(Locale.ROOT, "%.0f", absent)));
    }
}
