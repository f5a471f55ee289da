package io.millwright.desk.source;

import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.TagColumns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads Kepware's CSV export of a device or tag group. Address, data type and scaling are the server's affair: OPC UA
 * delivers what comes out of them.
 */
final class KepwareReader implements SourceReader {
    private static final String TAG = "Tag Name";
    private static final String ADDRESS = "Address";
    private static final String ACCESS = "Client Access";
    private static final String SCAN_RATE = "Scan Rate";
    private static final String UNITS = "Eng Units";
    private static final List<String> READ = List.of(TAG, ADDRESS, ACCESS, SCAN_RATE, UNITS);
    private static final Set<String> WRITE_ONLY = Set.of("WO", "W");
    private static final Set<String> READABLE = Set.of("", "R/W", "RW", "RO", "R");

    /** The namespace of the tags is the second one in every Kepware server. */
    private static final String NAMESPACE = "ns=2";

    @Override
    public Map<String, String> names() {
        return Map.of(
                TagColumns.NAME, TAG,
                TagColumns.NODE_ID, TAG,
                TagColumns.SAMPLING, SCAN_RATE,
                TagColumns.UNIT, UNITS);
    }

    private static String column(String title) {
        String word = CsvSource.word(title);
        return READ.stream()
                .filter(each -> CsvSource.word(each).equals(word))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void read(String text, SourceOptions options, CheckedLines into) {
        CsvSource source = CsvSource.of(text, KepwareReader::column, into.findings());
        if (!source.has(List.of(TAG), Map.of())) {
            return;
        }
        if (options.device().isEmpty()) {
            into.findings()
                    .error(
                            "Kepware's export names neither channel nor device, which are part of each NodeId",
                            "give both, as in --device Channel1.Device1, and the tag group if the export is one's");
            return;
        }
        String node =
                (options.namespace().isEmpty() ? NAMESPACE : options.namespace()) + ";s=" + options.device() + ".";
        for (CsvRecord row = source.next(into); row != null; row = source.next(into)) {
            tag(source, row, node, into);
        }
    }

    private static void tag(CsvSource source, CsvRecord row, String node, CheckedLines into) {
        String access = orEmpty(source.field(row, ACCESS));
        String upper = access.toUpperCase(Locale.ROOT);
        if (WRITE_ONLY.contains(upper)) {
            into.findings().leftOut(row.line(), ACCESS, access, "'" + access + "' can only be written, never read", "");
            return;
        }
        if (!READABLE.contains(upper)) {
            into.findings()
                    .error(
                            row.line(),
                            ACCESS,
                            access,
                            "'" + Finding.cut(access) + "' is none of R/W, RO, WO",
                            "look whether a comma is missing before it");
            return;
        }
        String name = orEmpty(source.field(row, TAG));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(TagColumns.NAME, name);
        fields.put(TagColumns.NODE_ID, node + name);
        put(fields, TagColumns.SAMPLING, source.field(row, SCAN_RATE));
        put(fields, TagColumns.UNIT, source.field(row, UNITS));
        into.add(row.line(), fields);
    }

    private static String orEmpty(String field) {
        return field == null ? "" : field;
    }

    private static void put(Map<String, String> fields, String column, String field) {
        if (field != null) {
            fields.put(column, field);
        }
    }
}
