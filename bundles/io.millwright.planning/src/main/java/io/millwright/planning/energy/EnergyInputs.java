package io.millwright.planning.energy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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

    private EnergyInputs() {}

    /** Reads days off. */
    public static Set<LocalDate> holidays(String csv) {
        Table table = Table.of("holidays", HOLIDAYS, csv);
        Set<LocalDate> days = new HashSet<>();
        for (int row = 0; row < table.rows(); row++) {
            try {
                days.add(LocalDate.parse(table.text(row, "date")));
            } catch (DateTimeException e) {
                throw table.refused(row, "date", "write a day such as 2026-12-25");
            }
        }
        return days;
    }

    /** Reads how the site works on which days. */
    public static Shifts shifts(String csv) {
        Table table = Table.of("shifts", SHIFTS, csv);
        if (table.rows() > MOST_SHIFTS) {
            throw new IllegalArgumentException("shifts: " + table.rows() + " lines: give " + MOST_SHIFTS + " at most.");
        }
        List<Shifts.Line> lines = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            LocalDate from = day(table, row, "from", LocalDate.MIN);
            LocalDate until = day(table, row, "until", LocalDate.MAX);
            if (until.isBefore(from)) {
                throw table.refused(row, "until", "write a day that is not before " + from + ", or *");
            }
            String pattern = table.text(row, "pattern");
            if (pattern.isEmpty() || pattern.length() > MOST_CHARACTERS) {
                throw table.refused(
                        row,
                        "pattern",
                        "write closed, or what such days are called, as 2 shifts, in " + MOST_CHARACTERS
                                + " characters at most");
            }
            boolean closed = pattern.equalsIgnoreCase(Shifts.CLOSED);
            lines.add(new Shifts.Line(from, until, days(table, row), closed ? Shifts.CLOSED : pattern));
        }
        return new Shifts(lines);
    }

    private static LocalDate day(Table table, int row, String column, LocalDate any) {
        String text = table.text(row, column);
        try {
            return text.equals("*") ? any : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw table.refused(row, column, "write a day such as 2026-12-24, or * for any");
        }
    }

    /** Reads prices. {@code perKw} is what a kW of the month's greatest 15-minute mean costs. */
    public static Tariff tariff(String csv, double perKw) {
        Table table = Table.of("tariff", TARIFF, csv);
        List<Tariff.Line> lines = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            int from = table.slot(row, "from");
            int to = table.slot(row, "to");
            if (from == MeterParts.DAY || to == 0) {
                throw table.refused(
                        row,
                        from == MeterParts.DAY ? "from" : "to",
                        "write 00:00 for the start of a day, 24:00 for its end");
            }
            double price = table.number(row, "price_per_kwh", -MOST, MOST);
            lines.add(new Tariff.Line(months(table, row), days(table, row), from, to, price));
        }
        try {
            return new Tariff(lines, perKw);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tariff: " + e.getMessage(), e);
        }
    }

    private static boolean[] months(Table table, int row) {
        boolean[] months = new boolean[MONTHS];
        for (String part : table.text(row, "months").split("\\+")) {
            int[] range = range(
                    table,
                    row,
                    "months",
                    part,
                    number -> {
                        int month = number.matches("\\d{1,2}") ? Integer.parseInt(number) : 0;
                        return month >= 1 && month <= MONTHS ? month - 1 : -1;
                    },
                    "write months such as 6-8, 11-2, 3+5 or *");
            fill(months, range, MONTHS);
        }
        return months;
    }

    private static boolean[] days(Table table, int row) {
        boolean[] days = new boolean[WEEKDAYS.size() + 1];
        for (String part : table.text(row, "days").toLowerCase(Locale.ROOT).split("\\+")) {
            if (part.equals(HOLIDAY)) {
                days[WEEKDAYS.size()] = true;
                continue;
            }
            days[WEEKDAYS.size()] |= part.equals("*");
            fill(
                    days,
                    range(
                            table,
                            row,
                            "days",
                            part,
                            WEEKDAYS::indexOf,
                            "write days such as mon-fri, sat+sun+holiday or *"),
                    WEEKDAYS.size());
        }
        return days;
    }

    private interface Place {
        int of(String name);
    }

    private static int[] range(Table table, int row, String column, String text, Place place, String remedy) {
        if (text.equals("*")) {
            return new int[] {0, -1};
        }
        String[] ends = text.split("-", -1);
        int first = place.of(ends[0]);
        int last = place.of(ends[ends.length - 1]);
        if (ends.length > 2 || first < 0 || last < 0) {
            throw table.refused(row, column, remedy);
        }
        return new int[] {first, last};
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
        Table table = Table.of("loads", LOADS, csv);
        if (table.rows() > MOST_LOADS) {
            throw new IllegalArgumentException("loads: " + table.rows() + " lines: give " + MOST_LOADS + " at most.");
        }
        Set<String> names = new HashSet<>();
        List<ShiftableLoad> loads = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            String name = table.text(row, "load");
            if (name.isEmpty() || !names.add(name)) {
                throw table.refused(row, "load", "give every load a name of its own");
            }
            double kw = table.number(row, "kw", 0, MOST);
            int parts = table.parts(row, "minutes");
            int from = table.slot(row, "from");
            int to = table.slot(row, "to");
            int on = table.parts(row, "min_on_minutes");
            int off = table.parts(row, "min_off_minutes");
            try {
                loads.add(new ShiftableLoad(name, kw, parts, from, to, on, off));
            } catch (IllegalArgumentException e) {
                throw table.refused(row, e);
            }
        }
        return loads;
    }

    /** Reads what was counted before: the start of a quarter of an hour with its offset, such as 2026-01-31T08:15:00+01:00, and kWh. */
    public static Map<Long, Double> history(String csv, double mostKw) {
        Table table = Table.of("history", HISTORY, csv);
        Map<Long, Double> parts = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            long seconds;
            try {
                seconds =
                        java.time.OffsetDateTime.parse(table.text(row, "start")).toEpochSecond();
            } catch (DateTimeException e) {
                throw table.refused(row, "start", "write a time with its offset such as 2026-01-31T08:15:00+01:00");
            }
            long part = MeterParts.partOf(seconds * 1_000_000L);
            if (!Instant.ofEpochSecond(seconds).equals(Instant.ofEpochSecond(part * 900)) || parts.containsKey(part)) {
                throw table.refused(row, "start", "give every quarter of an hour once");
            }
            parts.put(part, table.number(row, "kwh", 0, mostKw * MeterParts.HOURS));
        }
        return parts;
    }
}
