package io.millwright.gateway;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A schedule as a Gantt chart in characters: a line per machine, in which each step begins with the first letter of its job. What is closed is
 * dotted. Not thread-safe.
 */
final class ScheduleChart {
    private static final int WIDTH = 72;
    private static final int NAME_WIDTH = 9;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;

    /** So much a line shows where a column is a minute. */
    private static final long LINE_SECONDS = (long) WIDTH * SECONDS_PER_MINUTE;

    private static final int NOBODY = -1;
    private static final int CLOSED = -2;
    private static final String PLAIN = "\u001b[0m";

    /** Colours of jobs in the table of 256: far from each other, none too dark. */
    private static final int[] COLOURS = {39, 208, 41, 203, 141, 226, 51, 213, 112, 172, 75, 197, 185, 109};

    private final JsonObject document;
    private final boolean colours;
    private final char full;
    private final char closed;
    private final long columnSeconds;

    /**
     * Creates the chart of a plan's document.
     *
     * @param colours whether jobs may be coloured
     * @param blocks whether block characters can be shown; else there is ASCII only
     */
    ScheduleChart(JsonObject document, boolean colours, boolean blocks) {
        this.document = document;
        this.colours = colours;
        full = blocks ? '\u2588' : '=';
        closed = blocks ? '\u2591' : 'x';
        long end = document.get("cost").asObject().getLong("makespanSeconds", 0);
        columnSeconds = SECONDS_PER_MINUTE * Math.max(1, (end + LINE_SECONDS - 1) / LINE_SECONDS);
    }

    /** Returns its lines: the hours, then the machines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(axis());
        JsonArray machines = document.get("machines").asArray();
        for (int machine = 0; machine < machines.size(); machine++) {
            lines.add(line(machine, machines.get(machine).asObject()));
        }
        return lines;
    }

    private String axis() {
        StringBuilder axis = new StringBuilder(" ".repeat(NAME_WIDTH));
        for (int hour = 0; column(hour * SECONDS_PER_HOUR) < WIDTH; hour++) {
            int at = NAME_WIDTH + column(hour * SECONDS_PER_HOUR);
            if (at >= axis.length()) {
                axis.append(" ".repeat(at - axis.length())).append(hour).append('h');
            }
        }
        return axis.toString();
    }

    private String line(int machine, JsonObject its) {
        int[] jobs = new int[WIDTH];
        char[] shown = new char[WIDTH];
        Arrays.fill(jobs, NOBODY);
        Arrays.fill(shown, ' ');
        for (JsonValue each : its.get("closings").asArray()) {
            JsonArray closing = each.asArray();
            fill(jobs, shown, closing.get(0).asLong(), closing.get(1).asLong(), CLOSED, closed);
        }
        JsonArray names = document.get("jobs").asArray();
        for (JsonValue each : document.get("operations").asArray()) {
            JsonArray operation = each.asArray();
            if (operation.get(2).asInt() == machine) {
                int job = operation.get(0).asInt();
                long begin = operation.get(3).asLong();
                fill(jobs, shown, begin, operation.get(4).asLong(), job, full);
                shown[Math.min(WIDTH - 1, column(begin))] =
                        names.get(job).asObject().getString("name", "?").charAt(0);
            }
        }
        String name = String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", its.getString("name", ""));
        return name + (colours ? coloured(jobs, shown) : new String(shown).stripTrailing());
    }

    private void fill(int[] jobs, char[] shown, long beginSeconds, long endSeconds, int job, char character) {
        int from = Math.min(WIDTH - 1, column(beginSeconds));
        int until = Math.min(WIDTH, Math.max(from + 1, column(endSeconds)));
        Arrays.fill(jobs, from, until, job);
        Arrays.fill(shown, from, until, character);
    }

    /** Returns where a time from the plan's now lies; what is over lies at the beginning. */
    private int column(long seconds) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, seconds) / columnSeconds);
    }

    private static String coloured(int[] jobs, char[] shown) {
        StringBuilder line = new StringBuilder();
        int last = NOBODY;
        for (int at = 0; at < WIDTH; at++) {
            if (jobs[at] != last) {
                last = jobs[at];
                line.append(last < 0 ? PLAIN : "\u001b[38;5;" + COLOURS[last % COLOURS.length] + "m");
            }
            line.append(shown[at]);
        }
        return line.append(PLAIN).toString();
    }
}
