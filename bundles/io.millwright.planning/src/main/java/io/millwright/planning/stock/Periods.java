package io.millwright.planning.stock;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/** How long a period of consumption is, and how it is written. A period's number counts from 1970 on. */
public enum Periods {
    /** Written {@code 2026-11}. */
    MONTH,
    /** From Monday on; written as any day of it, {@code 2026-11-29}. */
    WEEK,
    /** Written {@code 2026-11-29}. */
    DAY;

    private static final int MONTHS = 12;
    private static final int DAYS_OF_WEEK = 7;
    /** 1970-01-01 was a Thursday: so many days after a Monday. */
    private static final int FIRST_WEEKDAY = 3;

    /**
     * Returns the number of a period.
     *
     * @throws DateTimeException if it is not written as such, with what was wrong
     */
    int number(String text) {
        if (this == MONTH) {
            YearMonth month = YearMonth.parse(text);
            return Math.toIntExact((month.getYear() - 1970L) * MONTHS + month.getMonthValue() - 1);
        }
        return numberOf(LocalDate.parse(text));
    }

    /** Returns the number of the period that a day lies in. */
    public int numberOf(LocalDate day) {
        long days = day.toEpochDay();
        return switch (this) {
            case MONTH -> Math.toIntExact((day.getYear() - 1970L) * MONTHS + day.getMonthValue() - 1);
            case WEEK -> Math.toIntExact(Math.floorDiv(days + FIRST_WEEKDAY, DAYS_OF_WEEK));
            case DAY -> Math.toIntExact(days);
        };
    }

    /** Returns the first day of a period. */
    public LocalDate firstDay(int number) {
        return switch (this) {
            case MONTH -> LocalDate.EPOCH.plus(number, ChronoUnit.MONTHS);
            case WEEK -> LocalDate.ofEpochDay((long) number * DAYS_OF_WEEK - FIRST_WEEKDAY);
            case DAY -> LocalDate.ofEpochDay(number);
        };
    }

    /** Returns how a period is written. */
    public String text(int number) {
        LocalDate day = firstDay(number);
        return this == MONTH ? YearMonth.from(day).toString() : day.toString();
    }
}
