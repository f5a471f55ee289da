package io.millwright.opcua.table;

import io.millwright.asset.AssetNames;
import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.opcua.table.TagTable.TableError;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** More errors than anybody reads at once; the rest is counted. */
    static final int MAX_ERRORS = 100;

    /** What stands for the name of an asset, in name and nodeId. */
    private static final String ASSET = "{asset}";

    private static final int LONGEST_VALUE = 200;

    /** Far more than a tag table has. */
    private static final int MOST_FIELDS = 100;

    static final int MAX_MILLIS = 86_400_000;
    static final int MAX_QUEUE = 100_000;

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

        String header() {
            return header;
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
    private final AssetNames assets;
    private int columnCount;
    private int moreErrors;
    private int lines;
    private boolean expanded;
    private boolean full;

    private TagTableParser(AssetNames assets) {
        this.assets = assets;
    }

    /** Returns the headers of the columns in their usual order. */
    public static List<String> columns() {
        return Arrays.stream(Column.values()).map(Column::header).toList();
    }

    /** Returns the table in {@code text} without assets; never throws for bad text. */
    public static TagTable parse(String text) {
        return parse(text, "");
    }

    /**
     * Returns the table in {@code text}; never throws for bad text.
     *
     * @param assets the list of assets, for each of which a line with {asset} becomes one row
     */
    public static TagTable parse(String text, String assets) {
        AssetNames names = AssetNames.of("Assets", assets);
        TagTableParser parser = new TagTableParser(names);
        names.problems().forEach(problem -> parser.error(0, problem));
        TagTable table = text == null || text.isBlank() ? TagTable.EMPTY : parser.read(text);
        if (!names.names().isEmpty() && !parser.expanded) {
            parser.error(
                    0,
                    "Assets lists " + names.names().size() + " names, '"
                            + cut(names.names().get(0))
                            + "' first, but no line of the tag table contains {asset}; write {asset} in name and nodeId, or"
                            + " leave Assets empty");
        }
        return parser.table(table);
    }

    private TagTable table(TagTable read) {
        if (moreErrors > 0) {
            errors.add(new TableError(0, "and " + moreErrors + " more errors"));
        }
        return new TagTable(read.rows(), errors);
    }

    private void error(int line, String text) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(new TableError(line, text));
        } else {
            moreErrors++;
        }
    }

    private static String cut(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }

    private TagTable read(String text) {
        CsvReader reader = new CsvReader(text, separatorOf(text), MOST_FIELDS);
        CsvRecord header = reader.nextNotBlank();
        if (header == null) {
            return TagTable.EMPTY;
        }
        if (!readHeader(header)) {
            return TagTable.EMPTY;
        }
        for (CsvRecord row = reader.nextNotBlank(); row != null; row = reader.nextNotBlank()) {
            if (rows.size() >= MAX_ROWS || lines++ >= MAX_ROWS) {
                full(row);
            } else {
                readRow(row);
            }
            if (full) {
                break;
            }
        }
        return new TagTable(rows, List.of());
    }

    private void full(CsvRecord row) {
        full = true;
        errors.add(new TableError(
                row.line(), "more than " + MAX_ROWS + " tags; split the table, or shorten the list of Assets"));
    }

    private static char separatorOf(String text) {
        return CsvReader.separatorOf(text, MOST_FIELDS, header -> Column.of(header) != null);
    }

    private boolean readHeader(CsvRecord header) {
        columnCount = header.fields().size();
        for (int i = 0; i < columnCount; i++) {
            String field = header.fields().get(i);
            Column column = Column.of(field);
            if (column == null) {
                error(
                        header.line(),
                        "unknown column '" + cut(field.trim())
                                + "'; known are name, nodeId, samplingMs, queue, deadband, scale, offset, unit");
            } else if (columns.putIfAbsent(column, i) != null) {
                error(header.line(), "column '" + column.header + "' occurs twice; remove one");
            }
        }
        if (!columns.containsKey(Column.NAME) || !columns.containsKey(Column.NODE_ID)) {
            error(
                    header.line(),
                    "the first line must name the columns, name and nodeId among them, for example"
                            + " name,nodeId,samplingMs,queue,deadband,scale,offset,unit");
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
            expanded |= field(row, Column.NAME).contains(ASSET) || nodeText(row).contains(ASSET);
            TagRow tag = tag(row);
            if (tag.name().contains(ASSET) || tag.nodeText().contains(ASSET)) {
                expand(row, tag);
            } else {
                add(row, tag, "");
            }
        } catch (BadLine e) {
            error(row.line(), e.getMessage());
        }
    }

    private void expand(CsvRecord row, TagRow template) throws BadLine {
        if (assets.names().isEmpty()) {
            throw new BadLine("'" + cut(template.name()) + "', '" + cut(template.nodeText())
                    + "' contains {asset}, but Assets lists none; list them in Assets, or write the name instead");
        }
        if (!template.name().contains(ASSET) && assets.names().size() > 1) {
            throw new BadLine(
                    "name '" + cut(template.name())
                            + "' is the same for each of the Assets, because only nodeId contains {asset}; write {asset} in name too");
        }
        for (String asset : assets.names()) {
            if (rows.size() >= MAX_ROWS) {
                full(row);
                return;
            }
            String nodeText = template.nodeText().replace(ASSET, asset);
            try {
                add(
                        row,
                        template.named(template.name().replace(ASSET, asset), nodeText, nodeId(nodeText)),
                        " when {asset} is '" + cut(asset) + "'");
            } catch (BadLine e) {
                error(row.line(), e.getMessage());
            }
        }
    }

    private void add(CsvRecord row, TagRow tag, String when) throws BadLine {
        Integer earlier = lineOfName.putIfAbsent(tag.name(), row.line());
        if (earlier != null) {
            throw new BadLine(
                    "name '" + cut(tag.name()) + "'" + when + " is already used in line " + earlier + "; rename one");
        }
        rows.add(tag);
    }

    private TagRow tag(CsvRecord row) throws BadLine {
        String name = field(row, Column.NAME);
        if (name.isEmpty()) {
            throw new BadLine("name is empty; give the tag a name");
        }
        String nodeText = nodeText(row);
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
                name,
                nodeText,
                nodeId(nodeText.replace(
                        ASSET, assets.names().isEmpty() ? "1" : assets.names().get(0))),
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

    private String field(CsvRecord row, Column column) {
        Integer at = columns.get(column);
        return at == null || at >= row.fields().size()
                ? ""
                : row.fields().get(at).trim();
    }

    /** A blank at the end of a NodeId belongs to it where the field is in quotes. */
    private String nodeText(CsvRecord row) {
        Integer at = columns.get(Column.NODE_ID);
        String text = field(row, Column.NODE_ID);
        return text.isEmpty() || !row.quoted().get(at)
                ? text
                : row.fields().get(at).stripLeading();
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
        throw new BadLine(column.header + " '" + cut(text) + "' must be a whole number from " + min + " to " + max
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
        throw new BadLine(column.header + " '" + cut(text) + "' must be a number"
                + (text.indexOf(',') >= 0 ? ", written with a point: " + cut(text.replace(',', '.')) : "")
                + ", or empty for the default " + String.format(Locale.ROOT, "%.0f", absent));
    }

    private static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        BadLine(String message) {
            super(message, null, false, false);
        }
    }
}
