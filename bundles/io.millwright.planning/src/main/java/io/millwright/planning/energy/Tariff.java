package io.millwright.planning.energy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/**
 * Prices by the time of use, and a charge for the month's greatest 15-minute mean. Of the lines the first one that fits counts.
 * Immutable.
 */
public final class Tariff {
    private final List<Line> lines;
    private final double perKw;

    /**
     * One line.
     *
     * @param months for each month, January first, whether it is meant
     * @param days for each weekday, Monday first, and then for holidays, whether it is meant
     * @param from first slot of the day, 0 to 95
     * @param to the slot that it ends before, 1 to 96; not above from: it goes over midnight
     * @param price of a kWh
     */
    public record Line(boolean[] months, boolean[] days, int from, int to, double price) {
        boolean fits(LocalDateTime time, boolean holiday) {
            int slot = SiteClock.slotOfDay(time);
            boolean inTime = from < to ? slot >= from && slot < to : slot >= from || slot < to;
            int day = holiday ? DayOfWeek.values().length : time.getDayOfWeek().ordinal();
            return inTime && months[time.getMonthValue() - 1] && days[day];
        }
    }

    /**
     * Creates one.
     *
     * @param perKw charge per kW of the greatest 15-minute mean of a calendar month
     * @throws IllegalArgumentException if a time of the week has no price in some month, naming it
     */
    public Tariff(List<Line> lines, double perKw) {
        this.lines = List.copyOf(lines);
        this.perKw = perKw;
        if (!(perKw >= 0 && perKw <= 1e6)) {
            throw new IllegalArgumentException(
                    "peak_per_kw " + perKw + ": enter what a kW costs in a month; 0 for nothing.");
        }
        for (int month = 1; month <= 12; month++) {
            for (int day = 0; day <= DayOfWeek.values().length; day++) {
                complete(month, day);
            }
        }
    }

    private void complete(int month, int day) {
        boolean holiday = day == DayOfWeek.values().length;
        LocalDate date = LocalDate.of(2018, month, 1);
        while (!holiday && date.getDayOfWeek().ordinal() != day) {
            date = date.plusDays(1);
        }
        for (int slot = 0; slot < MeterParts.DAY; slot++) {
            LocalDateTime time = date.atStartOfDay().plusMinutes(15L * slot);
            if (price(time, holiday) == null) {
                throw new IllegalArgumentException("No line gives a price for month " + month + ", "
                        + (holiday ? "holiday" : date.getDayOfWeek().name().toLowerCase(java.util.Locale.ROOT)) + " at "
                        + time.toLocalTime() + ": add a line such as *,*,00:00,24:00,PRICE at the end.");
            }
        }
    }

    private Double price(LocalDateTime time, boolean holiday) {
        for (Line line : lines) {
            if (line.fits(time, holiday)) {
                return line.price();
            }
        }
        return null;
    }

    /** Returns the price of a kWh in a part. */
    public double price(SiteClock clock, long part) {
        LocalDateTime time = clock.wallClock(part);
        return price(time, clock.holiday(time.toLocalDate()));
    }

    /** Returns the charge per kW of a month's greatest 15-minute mean. */
    public double perKw() {
        return perKw;
    }
}
