package io.millwright.desk.export;

import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableLine;
import io.millwright.desk.table.TagColumns;
import io.millwright.desk.table.TagTableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a tag table for a spreadsheet with decimal commas: semicolons, a byte order mark, the line ends of Windows. */
final class Spreadsheet {
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private Spreadsheet() {}

    static String write(TagTableText table, Findings findings) {
        List<TableLine> lines = new ArrayList<>();
        for (TableLine line : table.lines()) {
            Map<String, String> fields = new LinkedHashMap<>(line.fields());
            TagColumns.DECIMALS.forEach(
                    column -> fields.computeIfPresent(column, (each, field) -> field.replace('.', ',')));
            lines.add(new TableLine(line.line(), fields));
            fields.forEach((column, field) -> formula(line, column, field, findings));
        }
        return BYTE_ORDER_MARK + new TagTableText(';', "\r\n", table.columns(), lines).write();
    }

    private static void formula(TableLine line, String column, String field, Findings findings) {
        if (!field.isEmpty() && "=+-@".indexOf(field.charAt(0)) >= 0 && !TagColumns.DECIMALS.contains(column)) {
            findings.note(
                    line.line(),
                    column,
                    field,
                    "'" + Finding.cut(field) + "' is a formula to a spreadsheet",
                    "open the file with this column as text");
        }
    }
}
