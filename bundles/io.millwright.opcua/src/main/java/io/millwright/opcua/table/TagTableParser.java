package io.millwright.opcua.table;

import io.millwright.asset.AssetNames;
import io.millwright.csv.CsvReader;
import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.opcua.table.TagTable.TableError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the tag table: the header decides separator and column order; a bad line is an error, the others work. */
public final class TagTableParser {
    /** More lines than any gateway of this class serves; the rest is an error, not a memory problem. */
    static final int MAX_ROWS = 100_000;

    /** More errors than anybody reads at once; the rest is counted. */
    static final int MAX_ERRORS = 100;

    /** What stands for the name of an asset, in name and nodeId. */
    private static final String ASSET = "{asset}";

    /** Far more than a tag table has. */
    private static final int MOST_FIELDS = 100;

    private final List<TagRow> rows = new ArrayList<>();
    private final List<TableError> errors = new ArrayList<>();
    private final TagLine line = new TagLine();
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
        return parse(text, assets, true);
    }

    /** As {@link #parse(String, String)}, for lines that are no whole table: conditions may name tags that stand elsewhere. */
    public static TagTable parsePart(String text, String assets) {
        return parse(text, assets, false);
    }

    private static TagTable parse(String text, String assets, boolean whole) {
        AssetNames names = AssetNames.of("Assets", assets);
        TagTableParser parser = new TagTableParser(names);
        names.problems().forEach(problem -> parser.error(0, problem));
        TagTable table = text == null || text.isBlank() ? TagTable.EMPTY : parser.read(text, whole);
        if (!names.names().isEmpty() && !parser.expanded) {
            parser.error(
                    0,
                    "Assets lists " + names.names().size() + " names, '"
                            + TagLine.cut(names.names().get(0))
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

    private TagTable read(String text, boolean whole) {
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
        if (whole) {
            checkConditions();
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
                        "unknown column '" + TagLine.cut(field.trim()) + "'; known are " + Column.headers());
            } else if (!line.column(column, i)) {
                error(header.line(), "column '" + column.header() + "' occurs twice; remove one");
            }
        }
        if (!line.has(Column.NAME) || !line.has(Column.NODE_ID)) {
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
            expanded |= line.field(row, Column.NAME).contains(ASSET)
                    || line.nodeText(row).contains(ASSET);
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
            throw new BadLine("'" + TagLine.cut(template.name()) + "', '" + TagLine.cut(template.nodeText())
                    + "' contains {asset}, but Assets lists none; list them in Assets, or write the name instead");
        }
        if (!template.name().contains(ASSET) && assets.names().size() > 1) {
            throw new BadLine(
                    "name '" + TagLine.cut(template.name())
                            + "' is the same for each of the Assets, because only nodeId contains {asset}; write {asset} in name too");
        }
        for (String asset : assets.names()) {
            if (rows.size() >= MAX_ROWS) {
                full(row);
                return;
            }
            String nodeText = template.nodeText().replace(ASSET, asset);
            try {
                add(row, ofAsset(template, asset, nodeText), " when {asset} is '" + TagLine.cut(asset) + "'");
            } catch (BadLine e) {
                error(row.line(), e.getMessage());
            }
        }
    }

    private static TagRow ofAsset(TagRow template, String asset, String nodeText) throws BadLine {
        Plausibility checks = template.plausibility();
        return template.named(
                template.name().replace(ASSET, asset),
                nodeText,
                TagLine.nodeId(nodeText),
                checks.stuckWhile() == null
                        ? checks
                        : checks.named(checks.stuckWhile().tag().replace(ASSET, asset)));
    }

    /** A condition may name a tag of a later line. */
    private void checkConditions() {
        rows.removeIf(row -> {
            Comparison condition = row.plausibility().stuckWhile();
            boolean unknown = condition != null && !lineOfName.containsKey(condition.tag());
            if (unknown) {
                error(
                        row.line(),
                        "stuckWhile '" + TagLine.cut(condition.tag())
                                + "' is no tag of this table; write the name of one, or a comparison such as speed > 10");
            }
            return unknown;
        });
    }

    private void add(CsvRecord row, TagRow tag, String when) throws BadLine {
        Integer earlier = lineOfName.putIfAbsent(tag.name(), row.line());
        if (earlier != null) {
            throw new BadLine("name '" + TagLine.cut(tag.name()) + "'" + when + " is already used in line " + earlier
                    + "; rename one");
        }
        rows.add(tag);
    }

    private TagRow tag(CsvRecord row) throws BadLine {
        String first = assets.names().isEmpty() ? "1" : assets.names().get(0);
        return line.row(row, TagLine.nodeId(line.nodeText(row).replace(ASSET, first)));
    }
}
