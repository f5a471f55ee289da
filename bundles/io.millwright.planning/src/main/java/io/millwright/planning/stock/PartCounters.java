package io.millwright.planning.stock;

import io.millwright.planning.input.Cell;
import io.millwright.planning.input.InputTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters of parts of a PLC → what was used of each in each period that is over. Of a period in which a part's counter was not seen from
 * begin to end nothing is known. Written as text and read again, for restarts. Not thread-safe.
 */
public final class PartCounters {
    /** The header of the text. */
    public static final String HEADER = "part,period,quantity,reading";

    /** Parts that are counted at most. */
    public static final int MOST_PARTS = 2_000;

    /** So many periods of a part are kept: what is older has long been given as consumption, or is of no use. */
    static final int KEPT = 520;

    /** Periods that one counter's readings span before what is over is put aside. */
    private static final int SPAN = 64;

    private static final double MOST = 1e12;

    private final Periods periods;
    private final double greatestStep;
    private final Map<String, Counted> parts = new LinkedHashMap<>();
    private long rollOvers;
    private long resets;
    private long refused;

    private static final class Counted {
        final TreeMap<Integer, Float> over = new TreeMap<>();
        CounterReadings readings;
        int first;
    }

    /**
     * Begins without readings.
     *
     * @param parts names of the parts
     * @param greatestStep more than this is never used between two readings
     */
    public PartCounters(Periods periods, double greatestStep, List<String> parts) {
        this.periods = periods;
        this.greatestStep = greatestStep;
        parts.forEach(part -> this.parts.put(part, new Counted()));
    }

    private CounterReadings readings(Counted part, int period) {
        part.first = period;
        return new CounterReadings(CounterReadings.UINT32, greatestStep, period, SPAN);
    }

    /**
     * Takes a reading of a part that is counted. One that is no number of a UInt32, or of an earlier period, is refused and counted.
     *
     * @return whether a period is over of which something is known now
     */
    public boolean add(String name, int period, double value) {
        Counted part = parts.get(name);
        if (part.readings == null) {
            part.readings = readings(part, period);
        }
        int known = part.over.size();
        long rolled = part.readings.rollOvers();
        long reset = part.readings.resets();
        long not = part.readings.refused();
        boolean later = period > part.readings.lastPeriod() && !Double.isNaN(part.readings.last());
        part.readings.add(period, value);
        rollOvers += part.readings.rollOvers() - rolled;
        resets += part.readings.resets() - reset;
        refused += part.readings.refused() - not;
        if (later) {
            putAside(part);
        }
        return part.over.size() > known;
    }

    private void putAside(Counted part) {
        float[] used = part.readings.used();
        for (int i = 0; i < used.length; i++) {
            if (!Float.isNaN(used[i])) {
                part.over.put(part.first + i, used[i]);
            }
        }
        while (part.over.size() > KEPT) {
            part.over.pollFirstEntry();
        }
        if (part.readings.lastPeriod() - part.first >= SPAN - 1) {
            CounterReadings before = part.readings;
            part.readings = readings(part, before.lastPeriod());
            part.readings.resume(before.lastPeriod(), before.last(), before.soFar());
        }
    }

    /** Returns what was used in each period that is over and known, by part. */
    public Map<String, Map<Integer, Float>> over() {
        Map<String, Map<Integer, Float>> all = new LinkedHashMap<>();
        parts.forEach((name, part) -> all.put(name, Map.copyOf(part.over)));
        return all;
    }

    /** Returns what was odd about readings, as a sentence; "" where nothing was. */
    public String odd() {
        return rollOvers + resets + refused == 0
                ? ""
                : "Counters of parts: " + rollOvers + " roll-overs, " + resets + " resets or jumps, " + refused
                        + " readings refused.";
    }

    /** Returns all that is known, to be read again. */
    public String text() {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        parts.forEach((name, part) -> {
            part.over.forEach((period, quantity) -> line(csv, name, period, quantity.toString(), ""));
            CounterReadings readings = part.readings;
            if (readings != null && !Double.isNaN(readings.last())) {
                String soFar = Double.isNaN(readings.soFar()) ? "" : Double.toString(readings.soFar());
                line(csv, name, readings.lastPeriod(), soFar, Double.toString(readings.last()));
            }
        });
        return csv.toString();
    }

    private void line(StringBuilder csv, String name, int period, String quantity, String reading) {
        csv.append('"').append(name.replace("\"", "\"\"")).append("\",").append(periods.text(period));
        csv.append(',').append(quantity).append(',').append(reading).append('\n');
    }

    /**
     * Goes on from such a text; parts that are not counted any more are left out. Called before any reading.
     *
     * @throws IllegalArgumentException if it is none, or one of other periods
     */
    public void read(String text) {
        if (text.strip().equals(HEADER)) {
            return;
        }
        InputTable table = new InputTable("the kept counters", HEADER, text, MOST_PARTS * KEPT);
        List<Runnable> lines = new ArrayList<>();
        while (table.next()) {
            Counted part = parts.get(table.cell("part").name());
            int period = periods.number(table.cell("period").text());
            double quantity = number(table.cell("quantity"));
            double reading = number(table.cell("reading"));
            if (part != null) {
                lines.add(() -> take(part, period, quantity, reading));
            }
        }
        lines.forEach(Runnable::run);
    }

    private static double number(Cell cell) {
        return cell.empty() ? Double.NaN : cell.number(0, MOST);
    }

    private void take(Counted part, int period, double quantity, double reading) {
        if (Double.isNaN(reading)) {
            part.over.put(period, (float) quantity);
        } else {
            part.readings = readings(part, period);
            part.readings.resume(period, reading, quantity);
        }
    }
}
