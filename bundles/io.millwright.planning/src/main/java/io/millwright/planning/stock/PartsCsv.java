package io.millwright.planning.stock;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what is known of the parts that may be ordered: whole, or refused with line, column, value and remedy. */
public final class PartsCsv {
    /** The header line. */
    public static final String HEADER = "part,on_hand,on_order,lead_periods,lot,least_order,value,target_percent";

    /** More than this many periods are not waited for. */
    public static final int MOST_LEAD_PERIODS = 24;

    private static final double MOST = 1e9;
    private static final double MOST_LOT = 1e6;
    private static final double LEAST_LOT = 1e-3;
    private static final double LEAST_TARGET = 50;
    private static final double MOST_TARGET = 99.5;
    /** Each target has a safety of its own, found from all parts. */
    private static final int MOST_TARGETS = 8;

    private static final int PART = 0;
    private static final int ON_HAND = 1;
    private static final int ON_ORDER = 2;
    private static final int LEAD = 3;
    private static final int LOT = 4;
    private static final int LEAST_ORDER = 5;
    private static final int VALUE = 6;
    private static final int TARGET = 7;

    private PartsCsv() {}

    /**
     * Reads a text. Empty fields: nothing on order, the given lead time and target, lots of 1, no least order, a value of 1.
     *
     * @param leadPeriods where none is written
     * @param target share, where none is written
     * @throws IllegalArgumentException if it is refused
     */
    public static List<Part> read(String csv, int leadPeriods, double target) {
        Table table = new Table(csv, List.of(HEADER.split(",")), 2);
        List<Part> parts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Double> targets = new HashSet<>();
        while (table.next()) {
            String name = table.name(PART);
            if (parts.size() == ConsumptionCsv.MOST_PARTS) {
                throw table.refused(PART, "more than 50,000 parts; leave out those that are not planned here.");
            }
            if (!names.add(name)) {
                throw table.refused(PART, "the part stands in an earlier line; write it once.");
            }
            Part part = part(table, name, leadPeriods, target);
            if (targets.add(part.target()) && targets.size() > MOST_TARGETS) {
                throw table.refused(TARGET, "more than 8 different targets; let parts share them.");
            }
            parts.add(part);
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no lines after the header: write one per part.");
        }
        return List.copyOf(parts);
    }

    private static Part part(Table table, String name, int leadPeriods, double target) {
        double onHand = table.number(ON_HAND, Double.NaN, 0, MOST, "write 0 to 1,000,000,000.");
        if (Double.isNaN(onHand)) {
            throw table.refused(ON_HAND, "write what lies there, 0 for nothing.");
        }
        double lead = table.number(LEAD, leadPeriods, 0, MOST_LEAD_PERIODS, "write whole periods, 0 to 24.");
        if (lead != Math.rint(lead)) {
            throw table.refused(LEAD, "write whole periods, 0 to 24.");
        }
        return new Part(
                name,
                onHand,
                table.number(ON_ORDER, 0, 0, MOST, "write 0 to 1,000,000,000."),
                (int) lead,
                table.number(LOT, 1, LEAST_LOT, MOST_LOT, "write 0.001 to 1,000,000."),
                table.number(LEAST_ORDER, 0, 0, MOST, "write 0 to 1,000,000,000."),
                table.number(VALUE, 1, LEAST_LOT, MOST, "write 0.001 to 1,000,000,000."),
                table.number(TARGET, 100 * target, LEAST_TARGET, MOST_TARGET, "write 50 to 99.5, in percent.") / 100);
    }
}
