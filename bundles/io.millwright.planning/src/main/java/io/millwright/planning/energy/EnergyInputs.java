package io.millwright.planning.energy;

import io.millwright.planning.input.Cell;
import io.millwright.planning.input.InputTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.ToIntFunction;

/** Reads what a site gives as CSV, whole or not at all. Errors name input, line, column, value and remedy. Stateless. */
public final class EnergyInputs {
    /** Header of the days off. */
    public static final String HOLIDAYS = "date,name";

    /** Header of shifts; of the lines the first one that fits a day counts. */
    public static final String SHIFTS = "from,until,days,pattern";

    /** Header of prices; of the lines the first one that fits counts. */
    public static final String TARIFF = "months,days,from,to,price_per_kwh";

    /** Header of loads that can be shifted. */
    public static final String LOADS = "load,kw,minutes,from,to,min_on_minutes,min_off_minutes";

    /** Header of what a meter counted before this gateway did. */
    public static final String HISTORY = "start,kwh";

    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final String HOLIDAY = "holiday";
    private static final int MONTHS = 12;
    private static final int MOST_LOADS = 20;
    private static final int MOST_SHIFTS = 1_000;
    private static final int MOST_CHARACTERS = 40;
    private static final double MOST = 1e6;
    private static final int MOST_ROWS = 200_000;
    private static final int MINUTES = 15;
    private static final int MINUTES_PER_HOUR = 60;

    private EnergyInputs() {}

    /** Reads days off. */
    public static Set<LocalDate> holidays(String csv) {
        InputTable table = new InputTable("holidays", HOLIDAYS, csv, MOST_ROWS);
        Set<LocalDate> days = new HashSet<>();
        while (table.next()) {
            days.add(table.cell("date").day());
        }
        return days;
    }

    /** Reads how the site works on which days. */
    public static Shifts shifts(String csv) {
        InputTable table = new InputTable("shifts", SHIFTS, csv, MOST_SHIFTS);
        List<Shifts.Line> lines = new ArrayList<>();
        while (table.next()) {
            LocalDate from = table.cell("from").dayOr(LocalDate.MIN);
            Cell last = table.cell("until");
            LocalDate until = last.dayOr(LocalDate.MAX);
            if (until.isBefore(from)) {
                throw last.refused("is before " + from, "write a day that is not, or *");
            }
            Cell pattern = table.cell("pattern");
            if (pattern.empty() || pattern.text().length() > MOST_CHARACTERS) {
                throw pattern.refused(
                        "is no name of 1 to " + MOST_CHARACTERS + " characters",
                        "write closed, or what such days are called, as 2 shifts");
            }
            boolean closed = pattern.text().equalsIgnoreCase(Shifts.CLOSED);
            lines.add(new Shifts.Line(from, until, days(table.cell("days")), closed ? Shifts.CLOSED : pattern.text()));
        }
        return new Shifts(lines);
    }

    /** Reads prices. {@code perKw} is what a kW of the month's greatest 15-minute mean costs. */
    public static Tariff tariff(String csv, double perKw) {
        InputTable table = new InputTable("tariff", TARIFF, csv, MOST_ROWS);
        List<Tariff.Line> lines = new ArrayList<>();
        while (table.next()) {
            int from = slot(table.cell("from"));
            int to = slot(table.cell("to"));
            if (from == MeterParts.DAY || to == 0) {
                throw table.cell(from == MeterParts.DAY ? "from" : "to")
                        .refused(
                                from == MeterParts.DAY ? "begins after the day" : "ends before the day",
                                "write 00:00 for the start of a day, 24:00 for its end");
            }
            double price = table.cell("price_per_kwh").number(-MOST, MOST);
            lines.add(new Tariff.Line(months(table.cell("months")), days(table.cell("days")), from, to, price));
        }
        try {
            return new Tariff(lines, perKw);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tariff: " + e.getMessage(), e);
        }
    }

    private static boolean[] months(Cell cell) {
        boolean[] months = new boolean[MONTHS];
        for (String part : cell.text().split("\\+")) {
            int[] range = range(part, EnergyInputs::month);
            if (range == null) {
                throw cell.refused("names no months", "write months such as 6-8, 11-2, 3+5 or *");
            }
            fill(months, range, MONTHS);
        }
        return months;
    }

    private static int month(String number) {
        int month = number.matches("\\d{1,2}") ? Integer.parseInt(number) : 0;
        return month >= 1 && month <= MONTHS ? month - 1 : -1;
    }

    private static boolean[] days(Cell cell) {
        boolean[] days = new boolean[WEEKDAYS.size() + 1];
        for (String part : cell.text().toLowerCase(Locale.ROOT).split("\\+")) {
            if (part.equals(HOLIDAY)) {
                days[WEEKDAYS.size()] = true;
                continue;
            }
            int[] range = range(part, WEEKDAYS::indexOf);
            if (range == null) {
                throw cell.refused("names no days", "write days such as mon-fri, sat+sun+holiday or *");
            }
            days[WEEKDAYS.size()] |= part.equals("*");
            fill(days, range, WEEKDAYS.size());
        }
        return days;
    }

    /** Returns the first and the last of what is written, a last of -1 for all; null where that is none. */
    private static int[] range(String text, ToIntFunction<String> place) {
        if (text.equals("*")) {
            return new int[] {0, -1};
        }
        String[] ends = text.split("-", -1);
        int first = place.applyAsInt(ends[0]);
        int last = place.applyAsInt(ends[ends.length - 1]);
        return ends.length > 2 || first < 0 || last < 0 ? null : new int[] {first, last};
    }

    /** Minutes in whole parts, as a count of parts. */
    private static int parts(Cell cell) {
        double minutes = cell.number(MINUTES, MINUTES * MeterParts.DAY);
        if (minutes % MINUTES != 0) {
            throw cell.refused("is no multiple of 15 minutes", "write one");
        }
        return (int) minutes / MINUTES;
    }

    /** A time of day as a slot; 24:00 is 96. */
    private static int slot(Cell cell) {
        String text = cell.text();
        if (text.equals("24:00")) {
            return MeterParts.DAY;
        }
        try {
            LocalTime time = LocalTime.parse(text.length() == "9:00".length() ? "0" + text : text);
            if (time.getMinute() % MINUTES == 0 && time.getSecond() == 0 && time.getNano() == 0) {
                return (time.getHour() * MINUTES_PER_HOUR + time.getMinute()) / MINUTES;
            }
        } catch (DateTimeException e) {
            // Refused below.
        }
        throw cell.refused("is no quarter of an hour", "write one such as 08:15, or 24:00 for the end of the day");
    }

    /** From first to last, over the end where last is before first; a last of -1 stands for all. */
    private static void fill(boolean[] places, int[] range, int count) {
        if (range[1] < 0) {
            Arrays.fill(places, 0, count, true);
            return;
        }
        for (int at = range[0]; ; at = (at + 1) % count) {
            places[at] = true;
            if (at == range[1]) {
                return;
            }
        }
    }

    /** Reads loads that can be shifted. */
    public static List<ShiftableLoad> loads(String csv) {
        InputTable table = new InputTable("loads", LOADS, csv, MOST_LOADS);
        Set<String> names = new HashSet<>();
        List<ShiftableLoad> loads = new ArrayList<>();
        while (table.next()) {
            Cell name = table.cell("load");
            if (!names.add(name.name())) {
                throw name.refused("is named twice", "give every load a name of its own");
            }
            double kw = table.cell("kw").number(0, MOST);
            int parts = parts(table.cell("minutes"));
            int from = slot(table.cell("from"));
            int to = slot(table.cell("to"));
            int on = parts(table.cell("min_on_minutes"));
            int off = parts(table.cell("min_off_minutes"));
            try {
                loads.add(new ShiftableLoad(name.text(), kw, parts, from, to, on, off));
            } catch (IllegalArgumentException e) {
                throw table.refused(e);
            }
        }
        return loads;
    }

    /** Reads what was counted before: the start of a quarter of an hour with its offset, such as 2026-01-31T08:15:00+01:00, and kWh. */
    public static Map<Long, Double> history(String csv, double mostKw) {
        return history(csv, mostKw, micros -> true);
    }

    /**
     * The same for what a person gives.
     *
     * @param over tells whether a time in microseconds since 1970 UTC can be over already
     */
    public static Map<Long, Double> history(String csv, double mostKw, LongPredicate over) {
        InputTable table = new InputTable("history", HISTORY, csv, MOST_ROWS);
        Map<Long, Double> parts = new TreeMap<>();
        while (table.next()) {
            Cell start = table.cell("start");
            long seconds = start.time();
            long part = MeterParts.partOf(seconds * 1_000_000L);
            if (!Instant.ofEpochSecond(seconds).equals(Instant.ofEpochSecond(part * 900)) || parts.containsKey(part)) {
                throw start.refused("begins no quarter of an hour, or one that is given twice", "give each once");
            }
            if (!over.test(seconds * 1_000_000L)) {
                throw start.refused(
                        "is more than a day ahead of the gateway's clock", "give what was counted, or set that clock");
            }
            parts.put(part, table.cell("kwh").number(0, mostKw * MeterParts.HOURS));
        }
        return parts;
    }
}
