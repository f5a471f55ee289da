package io.millwright.desk.health;

import io.millwright.csv.CsvTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What maintenance did, from a CSV with the columns {@code time} (seconds since 1970, or ISO 8601, UTC where it does not say), {@code asset} and {@code what}: the truth
 * that alarms are held against.
 */
public record MaintenanceLog(List<Event> events) {
    private static final double GREATEST_SECONDS = 1e11;

    /**
     * One entry.
     *
     * @param asset "" where all alarms are of one machine
     * @param what was done, for people
     */
    public record Event(long timeMillis, String asset, String what) {}

    /**
     * Reads the table of such a file.
     *
     * @throws IllegalArgumentException naming line, column and remedy
     */
    public static MaintenanceLog of(CsvTable table) {
        int time = column(table, "time");
        int asset = column(table, "asset");
        int what = column(table, "what");
        if (time < 0 || what < 0) {
            throw new IllegalArgumentException("line 1: " + table.header()
                    + " are not the columns of a maintenance log. Remedy: name time, asset and what.");
        }
        List<Event> events = new ArrayList<>();
        for (int row = 0; row < table.rows().size(); row++) {
            List<String> cells = table.rows().get(row);
            events.add(new Event(
                    millis(cells.get(time).strip(), table.lines().get(row)),
                    asset < 0 ? "" : cells.get(asset).strip(),
                    cells.get(what).strip()));
        }
        return new MaintenanceLog(events);
    }

    private static int column(CsvTable table, String name) {
        return table.header().indexOf(name);
    }

    private static long millis(String text, int line) {
        try {
            double seconds = Double.parseDouble(text);
            if (Math.abs(seconds) <= GREATEST_SECONDS) {
                return Math.round(seconds * 1_000);
            }
        } catch (NumberFormatException notSeconds) {
            try {
                return instant(text.replace(' ', 'T')).toEpochMilli();
            } catch (DateTimeException notIso) {
                // Said below.
            }
        }
        throw new IllegalArgumentException("line " + line + ", column time: '" + text
                + "' is no time. Remedy: write seconds since 1970, or ISO 8601 such as 2026-05-01T06:00:00Z.");
    }

    private static Instant instant(String text) {
        boolean offset = text.matches(".*T.*([zZ]|[+-]\\d\\d:?\\d\\d)");
        return offset
                ? OffsetDateTime.parse(text.replace('z', 'Z')).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    /** Returns the times of the entries of an asset; all of them where it is "". */
    public long[] timesMillis(String asset) {
        return events.stream()
                .filter(event -> asset.isEmpty() || event.asset().equals(asset))
                .mapToLong(Event::timeMillis)
                .sorted()
                .toArray();
    }
}
