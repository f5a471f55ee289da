package io.millwright.simulator;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.SplittableRandom;

/**
 * What a small factory draws from the grid, minute by minute: two shifts from Monday to Friday, a short one on Saturdays, breaks, a day's
 * order situation, and now and then a furnace and a crane that start together. Made up by this project. The same seed gives the same load
 * at the same time, whoever asks. Immutable.
 */
final class SiteLoad {
    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    static final int PART_MINUTES = 15;

    private static final long MINUTE_MICROS = 60_000_000L;
    private static final double NIGHT_KW = 55;
    private static final double WEEKEND_KW = 40;
    private static final double EARLY_KW = 210;
    private static final double LATE_KW = 170;
    private static final double SATURDAY_KW = 90;
    private static final double BREAK = 0.7;
    /** Minutes until a shift's machines all run. */
    private static final double RAMP = 20;

    private static final double NOISE = 0.05;
    private static final double ORDERS = 0.12;
    private static final double PEAK_KW = 130;
    private static final double PEAK_DAYS = 0.4;
    private static final int EARLY = 6;
    private static final int LATE = 14;
    private static final int END = 22;
    private static final int SATURDAY_END = 12;

    private final long seed;

    SiteLoad(long seed) {
        this.seed = seed;
    }

    /** Returns the power in the minute of a time, microseconds since 1970 UTC, in kW. */
    double kw(long micros) {
        long minute = Math.floorDiv(micros, MINUTE_MICROS);
        ZonedDateTime time = Instant.ofEpochSecond(minute * 60).atZone(ZONE);
        long day = time.toLocalDate().toEpochDay();
        double orders = 1 + ORDERS * (2 * chance(day, 1) - 1);
        double noise = 1 + NOISE * (2 * chance(minute, 2) - 1) + NOISE * (2 * chance(minute / PART_MINUTES, 3) - 1);
        return (base(time) + shift(time) * orders) * noise + peak(time, day);
    }

    /** Returns the energy of a quarter of an hour, counted from 1970 UTC, in kWh. */
    double kwh(long part) {
        double kwh = 0;
        for (int minute = 0; minute < PART_MINUTES; minute++) {
            kwh += kw((part * PART_MINUTES + minute) * MINUTE_MICROS) / 60;
        }
        return kwh;
    }

    private static double base(ZonedDateTime time) {
        return time.getDayOfWeek() == DayOfWeek.SUNDAY ? WEEKEND_KW : NIGHT_KW;
    }

    private static double shift(ZonedDateTime time) {
        boolean saturday = time.getDayOfWeek() == DayOfWeek.SATURDAY;
        int hour = time.getHour();
        if (time.getDayOfWeek() == DayOfWeek.SUNDAY || hour < EARLY || hour >= (saturday ? SATURDAY_END : END)) {
            return 0;
        }
        double full = saturday ? SATURDAY_KW : hour < LATE ? EARLY_KW : LATE_KW;
        int minutes = hour * 60 + time.getMinute();
        boolean rests = minutes >= 9 * 60 && minutes < 9 * 60 + 15
                || minutes >= 12 * 60 && minutes < 12 * 60 + 30
                || minutes >= 18 * 60 && minutes < 18 * 60 + 30;
        double ramp = Math.min(1, (minutes - EARLY * 60) / RAMP);
        return full * ramp * (rests ? BREAK : 1);
    }

    /** On some working days, at a time that nobody knows before. */
    private double peak(ZonedDateTime time, long day) {
        if (time.getDayOfWeek().getValue() > DayOfWeek.FRIDAY.getValue() || chance(day, 4) > PEAK_DAYS) {
            return 0;
        }
        int start = 7 * 60 + (int) (chance(day, 5) * 12 * 60);
        int minute = time.getHour() * 60 + time.getMinute();
        return minute >= start && minute < start + 2 * PART_MINUTES ? PEAK_KW : 0;
    }

    private double chance(long key, int what) {
        return new SplittableRandom(seed * 1_000_003 + key * 31 + what).nextDouble();
    }
}
