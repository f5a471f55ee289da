package io.millwright.planning.stock;

import io.millwright.planning.input.Cell;
import io.millwright.planning.input.InputTable;
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

    private static final String INPUT = "parts";

    private PartsCsv() {}

    /**
     * Reads a text. Empty fields: nothing on order, the given lead time and target, lots of 1, no least order, a value of 1.
     *
     * @param leadPeriods where none is written
     * @param target share, where none is written
     * @throws IllegalArgumentException if it is refused
     */
    public static List<Part> read(String csv, int leadPeriods, double target) {
        InputTable table = new InputTable(INPUT, HEADER, 2, csv, ConsumptionCsv.MOST_PARTS);
        List<Part> parts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Double> targets = new HashSet<>();
        while (table.next()) {
            Cell name = table.cell("part");
            if (!names.add(name.name())) {
                throw name.refused("stands in an earlier line", "write a part once");
            }
            Part part = part(table, name.text(), leadPeriods, target);
            if (targets.add(part.target()) && targets.size() > MOST_TARGETS) {
                throw table.cell("target_percent")
                        .refused("makes more than " + MOST_TARGETS + " different targets", "let parts share them");
            }
            parts.add(part);
        }
        return List.copyOf(parts);
    }

    private static Part part(InputTable table, String name, int leadPeriods, double target) {
        Cell lead = table.cell("lead_periods");
        double periods = number(lead, leadPeriods, 0, MOST_LEAD_PERIODS);
        if (periods != Math.rint(periods)) {
            throw lead.refused("is no whole number", "write whole periods, 0 to " + MOST_LEAD_PERIODS);
        }
        return new Part(
                name,
                table.cell("on_hand").number(0, MOST, "write what lies there, 0 for nothing"),
                number(table.cell("on_order"), 0, 0, MOST),
                (int) periods,
                number(table.cell("lot"), 1, LEAST_LOT, MOST_LOT),
                number(table.cell("least_order"), 0, 0, MOST),
                number(table.cell("value"), 1, LEAST_LOT, MOST),
                number(table.cell("target_percent"), 100 * target, LEAST_TARGET, MOST_TARGET) / 100);
    }

    private static double number(Cell cell, double otherwise, double least, double most) {
        return cell.empty() ? otherwise : cell.number(least, most);
    }
}
