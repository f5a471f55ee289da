package io.millwright.opcua.table;

import io.millwright.opcua.table.CsvReader.CsvRecord;
import io.millwright.opcua.table.TagTable.TableError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;

/** Reads the tag table: the header decides separator and column order; a bad line is an error, the others work. */
public final class TagTableParser {
    /** More lines than any gateway of this class serves; the rest is an error, not a memory problem. */
    static final int MAX_ROWS = 100_000;

    static final int MAX_MILLIS = 86_400_000;
    static final int MAX_QUEUE = 100_000;
    private static final char[] SEPARATORS = {',', ';', '\t'};

    private enum Column {
        NAME("name"),
        NODE_ID("nodeId"),
        SAMPLING("samplingMs"),
        QUEUE("queue"),
        DEADBAND("deadband"),
        SCALE("scale"),
        OFFSET("offset"),
        UNIT("unit");

        private final String header;

        Column(String header) {
            this.header = header;
        }

        private static Column of(String text) {
            for (Column column : values()) {
                if (column.header.equalsIgnoreCase(text.trim())) {
                    return column;
                }
            }
            return null;
        }
    }

    private final List<TagRow> rows = new ArrayList<>();
    private final List<TableError> errors = new ArrayList<>();
    private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
    private final Map<String, Integer> lineOfName = new HashMap<>();
    private int columnCount;

    private TagTableParser() {}

    /** Returns the table in {@code text}; never throws for bad text. */
    public static TagTable parse(String text) {
        if (text == null || text.isBlank()) {
            return TagTable.EMPTY;
        }
        return new TagTableParser().read(text);
    }

    private TagTable read(String text) {
        CsvReader reader = new CsvReader(text, separatorOf(text));
        CsvRecord header = nextNonBlank(reader);
        if (header == null) {
            return TagTable.EMPTY;
        }
        if (!readHeader(header)) {
            return new TagTable(List.of(), errors);
        }
        for (CsvRecord row = nextNonBlank(reader); row != null; row = nextNonBlank(reader)) {
            if (rows.size() >= MAX_ROWS) {
                errors.add(new TableError(row.line(), "more than " + MAX_ROWS + " tags; split the table"));
                break;
            }
            readRow(row);
        }
        return new TagTable(rows, errors);
    }

    private static CsvRecord nextNonBlank(CsvReader reader) {
        CsvRecord row = reader.next();
        while (row != null && row.blank()) {
            row = reader.next();
        }
        return row;
    }

    private static char separatorOf(String text) {
        char best = ',';
        int most = -1;
        for (char separator : SEPARATORS) {
            CsvRecord header = nextNonBlank(new CsvReader(text, separator));
            int known = 0;
            for (String field : header == null ? List.<String>of() : header.fields()) {
                known += Column.of(field) == null ? 0 : 1;
            }
            if (known > most) {
                most = known;
                best = separator;
            }
        }
        return best;
    }

    private boolean readHeader(CsvRecord header) {
        columnCount = header.fields().size();
        for (int i = 0; i < columnCount; i++) {
            String field = header.fields().get(i);
            Column column = Column.of(field);
            if (column == null) {
                errors.add(new TableError(
                        header.line(),
                        "unknown column '" + field.trim()
                                + "'; known are name, nodeId, samplingMs, queue, deadband, scale, offset, unit"));
            } else if (columns.putIfAbsent(column, i) != null) {
                errors.add(new TableError(header.line(), "column '" + column.header + "' occurs twice; remove one"));
            }
        }
        if (!columns.containsKey(Column.NAME) || !columns.containsKey(Column.NODE_ID)) {
            errors.add(new TableError(
                    header.line(),
                    "the first line must name the columns, name and nodeId among them, for example"
                            + " name,nodeId,samplingMs,queue,deadband,scale,offset,unit"));
            return false;
        }
        return true;
    }

    private void readRow(CsvRecord row) {
        try {
            if (row.error() != null) {
                throw new BadLine(row.error());
            }
            if (row.fields().size() > columnCount) {
                throw new BadLine(row.fields().size() + " fields, but the header has " + columnCount
                        + "; put a field that contains the separator in double quotes");
            }
            TagRow tag = tag(row);
            Integer earlier = lineOfName.putIfAbsent(tag.name(), row.line());
            if (earlier != null) {
                throw new BadLine("name '" + tag.name() + "' is already used in line " + earlier + "; rename one");
            }
            rows.add(tag);
        } catch (BadLine e) {
            errors.add(new TableError(row.line(), e.getMessage()));
        }
    }

    private TagRow tag(CsvRecord row) throws BadLine {
        String name = field(row, Column.NAME);
        if (name.isEmpty()) {
            throw new BadLine("name is empty; give the tag a name");
        }
        String nodeText = field(row, Column.NODE_ID);
        String deadband = field(row, Column.DEADBAND);
        boolean percent = deadband.endsWith("%");
        double band = number(
                Column.DEADBAND,
                percent ? deadband.substring(0, deadband.length() - 1).trim() : deadband,
                0.0);
        if (band < 0 || percent && band > 100) {
            throw new BadLine("deadband '" + deadband + "' must be 0 or more, in percent at most 100%");
        }
        double scale = number(Column.SCALE, field(row, Column.SCALE), 1.0);
        if (scale == 0.0) {
            throw new BadLine("scale 0 would make every value the same; enter a factor, or leave it empty for 1");
        }
        return new TagRow(
                row.line(),
                name,
                nodeText,
                nodeId(nodeText),
                whole(row, Column.SAMPLING, -1, 0, MAX_MILLIS),
                whole(row, Column.QUEUE, 0, 1, MAX_QUEUE),
                band,
                percent,
                scale,
                number(Column.OFFSET, field(row, Column.OFFSET), 0.0),
                field(row, Column.UNIT));
    }

    private static ExpandedNodeId nodeId(String text) throws BadLine {
        String remedy = "; write it as ns=2;s=Name, ns=2;i=1001 or nsu=http://vendor/namespace;s=Name";
        if (text.isEmpty()) {
            throw new BadLine("nodeId is empty" + remedy);
        }
        try {
            ExpandedNodeId id = ExpandedNodeId.parse(text);
            if (!id.isLocal()) {
                throw new BadLine("nodeId '" + text + "' points to another server (svr=)" + remedy);
            }
            return id;
        } catch (UaRuntimeException | IllegalArgumentException e) {
            throw new BadLine("nodeId '" + text + "' is no NodeId" + remedy);
        }
    }

    private String field(CsvRecord row, Column column) {
        Integer at = columns.get(column);
        return at == null || at >= row.fields().size()
                ? ""
                : row.fields().get(at).trim();
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
        throw new BadLine(column.header + " '" + text + "' must be a whole number from " + min + " to " + max
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
        throw new BadLine(column.header + " '" + text + "' must be a number"
                + (text.indexOf(',') >= 0 ? ", written with a point: " + text.replace(',', '.') : "")
                + ", or empty for the default " + String.format(Locale.ROOT, "%.0f", absent));
    }

    private static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        BadLine(String message) {
            super(message);
        }
    }
}
