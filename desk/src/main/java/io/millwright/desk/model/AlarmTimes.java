package io.millwright.desk.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * When a model would have alarmed, per asset, and how that lies to what really happened. An alarm begins where the most severe label
 * follows another one.
 *
 * @param days time that the rows cover, of all assets together
 * @param onsets of alarms
 * @param events that happened while rows were there
 * @param foundEvents events with an alarm within the horizon before
 * @param falseOnsets alarms without an event within the horizon after
 * @param leadMicros from the first of these alarms to the event, of events that were found, sorted
 */
record AlarmTimes(double days, int onsets, int events, int foundEvents, int falseOnsets, long[] leadMicros) {
    private static final double MICROS_PER_DAY = TimeUnit.DAYS.toMicros(1);

    private record Row(long micros, boolean alarm) {}

    /**
     * Finds alarms.
     *
     * @param events times by asset, "" for all assets; null where nothing is known of events
     */
    static AlarmTimes of(Judged judged, DataTable data, Map<String, List<Long>> events, long horizonMicros)
            throws Refusal {
        double days = 0;
        int onsets = 0;
        int happened = 0;
        int found = 0;
        int wrong = 0;
        List<Long> leads = new ArrayList<>();
        for (Map.Entry<String, List<Row>> asset : byAsset(judged, data).entrySet()) {
            List<Row> rows = asset.getValue();
            long begin = rows.get(0).micros();
            long end = rows.get(rows.size() - 1).micros();
            days += (end - begin) / MICROS_PER_DAY;
            List<Long> alarms = onsets(rows);
            onsets += alarms.size();
            List<Long> own = own(events, asset.getKey(), begin, end + horizonMicros);
            happened += own.size();
            for (long event : own) {
                long first = alarms.stream()
                        .filter(alarm -> alarm <= event && event - alarm <= horizonMicros)
                        .findFirst()
                        .orElse(Long.MIN_VALUE);
                if (first != Long.MIN_VALUE) {
                    found++;
                    leads.add(event - first);
                }
            }
            wrong += (int) alarms.stream()
                    .filter(alarm -> own.stream().noneMatch(event -> event >= alarm && event - alarm <= horizonMicros))
                    .count();
        }
        Collections.sort(leads);
        return new AlarmTimes(
                days,
                onsets,
                happened,
                found,
                wrong,
                leads.stream().mapToLong(Long::longValue).toArray());
    }

    private static List<Long> own(Map<String, List<Long>> events, String asset, long from, long to) {
        if (events == null) {
            return List.of();
        }
        List<Long> own = new ArrayList<>(events.getOrDefault(asset, List.of()));
        if (!asset.isEmpty()) {
            own.addAll(events.getOrDefault("", List.of()));
        }
        return own.stream()
                .filter(event -> event >= from && event <= to)
                .sorted()
                .toList();
    }

    private static List<Long> onsets(List<Row> rows) {
        List<Long> onsets = new ArrayList<>();
        boolean alarmed = false;
        for (Row row : rows) {
            if (row.alarm() && !alarmed) {
                onsets.add(row.micros());
            }
            alarmed = row.alarm();
        }
        return onsets;
    }

    private static Map<String, List<Row>> byAsset(Judged judged, DataTable data) throws Refusal {
        DataTable.Column time = data.column("time");
        DataTable.Column asset = data.column("asset");
        Map<String, List<Row>> assets = new LinkedHashMap<>();
        for (int row = 0; row < data.rows(); row++) {
            if (judged.said()[row] >= 0) {
                long micros = SignalRecording.micros(time.texts().get(row), "row " + (row + 1), "time");
                assets.computeIfAbsent(asset == null ? "" : asset.texts().get(row), name -> new ArrayList<>())
                        .add(new Row(micros, judged.said()[row] == judged.alarm()));
            }
        }
        assets.values().forEach(rows -> rows.sort(Comparator.comparingLong(Row::micros)));
        return assets;
    }

    /** Reads events: a CSV with a column {@code time} and perhaps one {@code asset}. */
    static Map<String, List<Long>> events(DataTable table) throws Refusal {
        DataTable.Column time = table.column("time");
        DataTable.Column asset = table.column("asset");
        if (time == null) {
            throw new Refusal(
                    "--maintenance has no column 'time'", "give a CSV with time, and asset where there are several");
        }
        Map<String, List<Long>> events = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            events.computeIfAbsent(asset == null ? "" : asset.texts().get(row), name -> new ArrayList<>())
                    .add(SignalRecording.micros(time.texts().get(row), "--maintenance, row " + (row + 1), "time"));
        }
        return events;
    }

    int missedEvents() {
        return events - foundEvents;
    }

    double onsetsPerDay() {
        return days <= 0 ? Double.NaN : onsets / days;
    }

    double falsePerDay() {
        return days <= 0 ? Double.NaN : falseOnsets / days;
    }

    /** Returns the median time from alarm to event, in hours; NaN without one. */
    double medianLeadHours() {
        return leadMicros.length == 0
                ? Double.NaN
                : leadMicros[leadMicros.length / 2] / (double) TimeUnit.HOURS.toMicros(1);
    }
}
