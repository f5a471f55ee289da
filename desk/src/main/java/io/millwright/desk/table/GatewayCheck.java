package io.millwright.desk.table;

import io.millwright.desk.table.Finding.Kind;
import io.millwright.form.Diagnosis;
import io.millwright.opcua.table.TagTable.TableError;
import io.millwright.opcua.table.TagTableParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks the gateway's own parser whether it takes a tag table: what the desk writes, the gateway reads. */
public final class GatewayCheck {
    /** The most lines of a table, as on the gateway. */
    public static final int MOST_LINES = 100_000;

    /** The largest file of a table, in bytes, as on the gateway. */
    public static final int MAX_BYTES = 16 << 20;

    private static final String ASSET = "{asset}";

    /** Stand for the assets of the gateway's form: two, so that a name that is the same for each is found; numbers fit everywhere. */
    private static final String SOME_ASSETS = "1,2";

    private GatewayCheck() {}

    /** Checks a whole file, of which {@code lines} were read. */
    static void whole(String text, List<TableLine> lines, Findings findings) {
        List<TableError> errors = TagTableParser.parse(text, assets(lines)).errors();
        if (errors.isEmpty()) {
            return;
        }
        Map<Integer, TableLine> byNumber = new HashMap<>();
        lines.forEach(line -> byNumber.putIfAbsent(line.line(), line));
        for (TableError error : errors) {
            findings.add(finding(error, byNumber.get(error.line()), error.line(), Map.of()));
        }
    }

    /**
     * Checks one line by itself.
     *
     * @param names what the file that the line comes from calls the columns
     * @return whether the gateway takes it
     */
    public static boolean line(TableLine line, Map<String, String> names, Findings findings) {
        List<String> columns = List.copyOf(line.fields().keySet());
        String text = new TagTableText(',', "\n", columns, List.of(line)).write();
        List<TableError> errors =
                TagTableParser.parsePart(text, assets(List.of(line))).errors();
        for (TableError error : errors) {
            findings.add(finding(error, line, line.line(), names));
        }
        return errors.isEmpty();
    }

    private static String assets(List<TableLine> lines) {
        return lines.stream()
                        .anyMatch(line ->
                                line.name().contains(ASSET) || line.nodeId().contains(ASSET))
                ? SOME_ASSETS
                : "";
    }

    /** The parser's texts begin with the column that they are about. */
    private static Finding finding(TableError error, TableLine line, int number, Map<String, String> names) {
        String column = TagColumns.ALL.stream()
                .filter(each -> error.text().startsWith(each + " "))
                .findFirst()
                .orElse("");
        Diagnosis diagnosis = Diagnosis.parse(error.text());
        return new Finding(
                Kind.ERROR,
                number,
                names.getOrDefault(column, column),
                line == null || column.isEmpty() ? "" : line.field(column),
                diagnosis.what(),
                diagnosis.remedy().isEmpty() ? "correct it" : diagnosis.remedy());
    }
}
