package io.millwright.planning.energy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Set;

/**
 * The wall clock, the holidays and the shifts of a site. A wall-clock day has 96 slots, whatever the clock does: on the day that lacks an hour four
 * slots have no part, on the day that has one twice four slots have two. Immutable.
 */
public final class SiteClock {
    private static final int MINUTES = 15;
    private static final long SECONDS = 900;
    private static final int MINUTES_PER_HOUR = 60;

    private final ZoneId zone;
    private final Set<LocalDate> holidays;
    private final Shifts shifts;

    /** Creates one of a time zone and its holidays, of which no shifts are known. */
    public SiteClock(ZoneId zone, Set<LocalDate> holidays) {
        this(zone, holidays, Shifts.NONE);
    }

    /** Creates one of a time zone, its holidays and its shifts. */
    public SiteClock(ZoneId zone, Set<LocalDate> holidays, Shifts shifts) {
        this.zone = zone;
        this.holidays = Set.copyOf(holidays);
        this.shifts = shifts;
    }

    /** Returns the wall clock at the start of a part. */
    public LocalDateTime wallClock(long part) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(part * SECONDS), zone);
    }

    /** Returns the slot of a part, counted from 1970 by the wall clock: slots of the hour that comes twice stand for two parts. */
    public long slot(long part) {
        LocalDateTime time = wallClock(part);
        return time.toLocalDate().toEpochDay() * MeterParts.DAY + slotOfDay(time);
    }

    /** Returns the place of a time within its day, 0 to 95. */
    public static int slotOfDay(LocalDateTime time) {
        return (time.getHour() * MINUTES_PER_HOUR + time.getMinute()) / MINUTES;
    }

    /** Returns the day of a slot. */
    public static LocalDate day(long slot) {
        return LocalDate.ofEpochDay(Math.floorDiv(slot, (long) MeterParts.DAY));
    }

    /** Whether a day is a holiday, as prices know it. */
    boolean holiday(LocalDate day) {
        return holidays.contains(day);
    }

    /** Returns how the site works on a day, "" where that is not stated. */
    public String pattern(LocalDate day) {
        return shifts.pattern(day, holiday(day));
    }

    /** Whether nobody works on a day, as the shifts say, or else because it is a holiday. */
    boolean off(LocalDate day) {
        String pattern = pattern(day);
        return pattern.isEmpty() ? holiday(day) : pattern.equals(Shifts.CLOSED);
    }

    /** Whether a day is of those with little load: one off, or of a weekend of which no shifts are stated. */
    boolean rests(LocalDate day) {
        return off(day) || pattern(day).isEmpty() && day.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue();
    }

    /** Returns the first part of a day. */
    public long firstPart(LocalDate day) {
        return day.atStartOfDay(zone).toEpochSecond() / SECONDS;
    }

    /** Returns the first part of a slot; of a slot in the hour that is left out, the first one after it. */
    public long part(long slot) {
        LocalDateTime time = day(slot).atStartOfDay().plusMinutes(Math.floorMod(slot, (long) MeterParts.DAY) * MINUTES);
        return time.atZone(zone).toEpochSecond() / SECONDS;
    }

    /** Returns the energy in a slot: of two parts their mean, of none the mean of those around the hour that is left out. */
    public double kwh(Consumption consumption, long slot) {
        LocalDateTime time = day(slot).atStartOfDay().plusMinutes(Math.floorMod(slot, (long) MeterParts.DAY) * MINUTES);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        if (offsets.size() == 1) {
            return consumption.kwh(time.toEpochSecond(offsets.get(0)) / SECONDS);
        }
        if (offsets.isEmpty()) {
            ZoneOffsetTransition missing = zone.getRules().getTransition(time);
            long after = missing.toEpochSecond() / SECONDS;
            return (consumption.kwh(after - 1) + consumption.kwh(after)) / 2;
        }
        return (consumption.kwh(time.toEpochSecond(offsets.get(0)) / SECONDS)
                        + consumption.kwh(time.toEpochSecond(offsets.get(1)) / SECONDS))
                / 2;
    }
}
