package io.millwright.planning.stock;

import io.millwright.planning.input.Cell;
import io.millwright.planning.input.InputTable;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads consumption as lines of part, period and quantity: whole, or refused with line, column, value and remedy. */
public final class ConsumptionCsv {
    /** The header line. */
    public static final String HEADER = "part,period,quantity";

    /** More are refused: this is what a gateway plans, not a central warehouse. */
    public static final int MOST_PARTS = 50_000;

    /** From the first period of a file to its last: 20 years of weeks. */
    public static final int MOST_PERIODS = 1_040;

    /** Parts times periods: 16 MB. */
    public static final int MOST_CELLS = 4_000_000;

    private static final double MOST_QUANTITY = 1e9;
    private static final String INPUT = "consumption";

    private final InputTable table;
    private final Periods periods;
    private final Map<String, Integer> names = new HashMap<>();
    private int[] parts = new int[1 << 12];
    private int[] numbers = new int[1 << 12];
    private int[] lines = new int[1 << 12];
    private float[] quantities = new float[1 << 12];
    private int size;

    /** What a period is that no line tells of. */
    public enum Absent {
        /** Not known. */
        UNKNOWN,
        /** None was used, from a part's first line on: for programs that write down only what was used. */
        NONE
    }

    private ConsumptionCsv(String csv, Periods periods) {
        table = new InputTable(INPUT, HEADER, csv, MOST_CELLS);
        this.periods = periods;
    }

    /**
     * Reads a text. An empty quantity is not known.
     *
     * @param absent what a period is, between a part's first one and the last of all, that no line tells of
     * @throws IllegalArgumentException if it is refused
     */
    public static Consumption read(String csv, Periods periods, Absent absent) {
        ConsumptionCsv read = new ConsumptionCsv(csv, periods);
        while (read.table.next()) {
            read.take();
        }
        return read.table(absent);
    }

    private void take() {
        Cell name = table.cell("part");
        Integer part = names.get(name.name());
        if (part == null) {
            if (names.size() == MOST_PARTS) {
                throw name.refused(
                        "makes more than 50,000 parts",
                        "leave out those that are not planned here, or plan them in several planners");
            }
            part = names.size();
            names.put(name.text(), part);
        }
        Cell period = table.cell("period");
        Cell quantity = table.cell("quantity");
        if (size == parts.length) {
            int larger = Math.min(MOST_CELLS, 2 * size);
            parts = Arrays.copyOf(parts, larger);
            numbers = Arrays.copyOf(numbers, larger);
            lines = Arrays.copyOf(lines, larger);
            quantities = Arrays.copyOf(quantities, larger);
        }
        parts[size] = part;
        numbers[size] = number(period);
        lines[size] = period.line();
        quantities[size++] = quantity.empty()
                ? Float.NaN
                : (float) quantity.number(
                        0,
                        MOST_QUANTITY,
                        "write nothing where it is not known, and take returns off the period they belong to");
    }

    private int number(Cell period) {
        try {
            return periods.number(period.text());
        } catch (DateTimeException | ArithmeticException e) {
            throw periods == Periods.MONTH
                    ? period.refused("is no month", "write it as 2026-11")
                    : period.refused("is no day", "write it as 2026-11-29");
        }
    }

    private Consumption table(Absent absent) {
        int first = Integer.MAX_VALUE;
        int last = Integer.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            first = Math.min(first, numbers[i]);
            last = Math.max(last, numbers[i]);
        }
        long count = (long) last - first + 1;
        if (count > MOST_PERIODS) {
            throw new IllegalArgumentException("the periods reach from " + lineOf(first) + " to " + lineOf(last) + ", "
                    + count + " of them: 1,040 at most; correct the period, or leave out the oldest.");
        }
        if (count * names.size() > MOST_CELLS) {
            throw new IllegalArgumentException(names.size() + " parts times " + count
                    + " periods are more than 4,000,000: leave out the oldest periods, or parts.");
        }
        return filled(first, (int) count, absent);
    }

    private String lineOf(int number) {
        for (int i = 0; i < size; i++) {
            if (numbers[i] == number) {
                return periods.text(number) + " (line " + lines[i] + ")";
            }
        }
        throw new IllegalStateException("no line of period " + number);
    }

    private Consumption filled(int first, int count, Absent absent) {
        float[] used = new float[names.size() * count];
        Arrays.fill(used, Float.NaN);
        BitSet told = new BitSet(used.length);
        for (int i = 0; i < size; i++) {
            int at = parts[i] * count + numbers[i] - first;
            if (told.get(at)) {
                throw twice(i);
            }
            told.set(at);
            used[at] = quantities[i];
        }
        int unknown = 0;
        for (int part = 0; part < names.size(); part++) {
            int from = told.nextSetBit(part * count);
            for (int at = from; at < (part + 1) * count; at++) {
                if (absent == Absent.NONE && !told.get(at)) {
                    used[at] = 0;
                }
                unknown += Float.isNaN(used[at]) ? 1 : 0;
            }
        }
        List<String> ordered = new ArrayList<>(names.keySet());
        ordered.sort((left, right) -> names.get(left) - names.get(right));
        return new Consumption(periods, first, count, List.copyOf(ordered), used, unknown);
    }

    private IllegalArgumentException twice(int second) {
        int earlier = 0;
        while (parts[earlier] != parts[second] || numbers[earlier] != numbers[second]) {
            earlier++;
        }
        return new Cell(INPUT, lines[second], "period", periods.text(numbers[second]))
                .refused(
                        "stands for the same part in line " + lines[earlier],
                        "write their sum once" + (periods == Periods.WEEK ? ", a week is one period" : ""));
    }
}
