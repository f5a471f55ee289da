package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelException;
import io.millwright.planning.energy.Forecaster.NoForecast;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Both days on which the clock changes, days of gaps, and models that say nothing usable. */
class DayAheadTest {
    private static final LocalDate SPRING = LocalDate.of(2026, 3, 29);
    private static final LocalDate AUTUMN = LocalDate.of(2026, 10, 25);
    private final SiteClock clock = new SiteClock(ZoneId.of("Europe/Berlin"), Set.of(LocalDate.of(2026, 10, 26)));

    /** A site that works by the wall clock: its power is 100 kW and its slot of the day. */
    private double byWallClock(long part) {
        return (100 + SiteClock.slotOfDay(clock.wallClock(part))) * MeterParts.HOURS;
    }

    @Test
    void theDayOf23HoursHasNoForecastForTheHourThatIsLeftOut() throws Exception {
        DayForecast forecast = DayAhead.repeating(clock, 7).forecast(this::byWallClock, clock.firstPart(SPRING));
        assertEquals(92, forecast.length());
        assertFollowsTheWallClock(forecast);
    }

    @Test
    void theDayOf25HoursHasTheSameForecastTwice() throws Exception {
        DayForecast forecast = DayAhead.repeating(clock, 7).forecast(this::byWallClock, clock.firstPart(AUTUMN));
        assertEquals(96, forecast.length());
        assertFollowsTheWallClock(forecast);
        assertEquals(forecast.kw()[8], forecast.kw()[12]);
    }

    @Test
    void everyOriginAroundAChangeOfTheClockHasAForecast() throws Exception {
        for (LocalDate day : new LocalDate[] {SPRING, AUTUMN}) {
            long first = clock.firstPart(day) - MeterParts.DAY;
            for (long origin = first; origin < first + 3 * MeterParts.DAY; origin++) {
                DayForecast forecast = DayAhead.repeating(clock, 7).forecast(this::byWallClock, origin);
                assertTrue(forecast.length() >= 92, clock.wallClock(origin)::toString);
                assertEquals(forecast.length(), forecast.upper().length);
            }
        }
    }

    private void assertFollowsTheWallClock(DayForecast forecast) {
        for (int i = 0; i < forecast.length(); i++) {
            LocalDateTime time = clock.wallClock(forecast.origin() + i);
            assertEquals(100 + SiteClock.slotOfDay(time), forecast.kw()[i], 1e-4, time::toString);
        }
    }

    @Test
    void theHourThatIsLeftOutIsFilledFromBothSides() {
        long slot = SPRING.toEpochDay() * MeterParts.DAY + 9;
        assertEquals((107 + 112) / 2.0 * MeterParts.HOURS, clock.kwh(this::byWallClock, slot), 1e-9);
    }

    @Test
    void theModelSeesTheCalendarOfTheWallClock() throws Exception {
        float[][] seen = new float[1][];
        DayAhead ahead = new DayAhead(clock, (past, calendar) -> {
            seen[0] = calendar;
            return new float[3][MeterParts.DAY];
        });
        ahead.forecast(this::byWallClock, clock.firstPart(AUTUMN) + 4);
        assertEquals(96 * 6, seen[0].length);
        // 01:00 on a Sunday, the day before a holiday.
        assertEquals("4.0 6.0 0.0 0.0 1.0 0.0", row(seen[0], 0));
        assertEquals("0.0 0.0 1.0 0.0 0.0 0.0", row(seen[0], 92));
    }

    private static String row(float[] calendar, int step) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            text.append(i == 0 ? "" : " ").append(calendar[step * 6 + i]);
        }
        return text.toString();
    }

    /** 10 kW on Sundays and days off, by its days since 1970 on others: no two working days are alike. */
    private double byDay(long part) {
        LocalDate day = clock.wallClock(part).toLocalDate();
        boolean rests = day.getDayOfWeek() == DayOfWeek.SUNDAY || clock.off(day);
        return (rests ? 10 : day.toEpochDay()) * MeterParts.HOURS;
    }

    private DayForecast fourWeeks(LocalDate day) throws Exception {
        return DayAhead.ofFourWeeks(clock).forecast(this::byDay, clock.firstPart(day));
    }

    @Test
    void fourWeeksForecastADayOffLikeASunday() throws Exception {
        DayForecast off = fourWeeks(LocalDate.of(2026, 10, 26));
        assertEquals(10, off.kw()[40], 1e-9);
        assertEquals(10, off.upper()[40], 1e-9);
        assertTrue(fourWeeks(LocalDate.of(2026, 10, 24)).kw()[40] > 1000);
    }

    @Test
    void fourWeeksCompareAWorkingDayWithNoDayOff() throws Exception {
        LocalDate monday = LocalDate.of(2026, 11, 2);
        DayForecast after = fourWeeks(monday);
        // Of the Mondays one was off: 14, 21 and 28 days ago are left.
        assertEquals(monday.toEpochDay() - 21, after.kw()[40], 1e-2);
        assertEquals(monday.toEpochDay() - 28, after.lower()[40], 1e-2);
        assertEquals(monday.toEpochDay() - 14, after.upper()[40], 1e-2);
    }

    @Test
    void whereAWeekdayWasOffFourTimesItsDaysOffStandIn() throws Exception {
        LocalDate friday = LocalDate.of(2026, 5, 29);
        SiteClock closed = new SiteClock(
                ZoneId.of("Europe/Berlin"),
                Set.of(friday.minusDays(7), friday.minusDays(14), friday.minusDays(21), friday.minusDays(28)));
        DayForecast forecast = DayAhead.ofFourWeeks(closed).forecast(this::byDay, closed.firstPart(friday));
        assertEquals(friday.toEpochDay() - 17.5, forecast.kw()[40], 1e-2);
        assertEquals(friday.toEpochDay() - 28, forecast.lower()[40], 1e-2);
        assertEquals(friday.toEpochDay() - 7, forecast.upper()[40], 1e-2);
    }

    @Test
    void aDayOfGapsIsThatOfAWeekBeforeAndTold() throws Exception {
        long origin = clock.firstPart(LocalDate.of(2026, 6, 10));
        Consumption gap = part -> part >= origin - 96 && part < origin ? Double.NaN : byWallClock(part);
        DayForecast forecast = DayAhead.repeating(clock, 1).forecast(gap, origin);
        assertEquals(96, forecast.filled());
        assertFollowsTheWallClock(forecast);
    }

    @Test
    void anHourThatIsMissingIsAStraightLine() throws Exception {
        long origin = clock.firstPart(LocalDate.of(2026, 6, 10));
        Consumption gap = part -> part >= origin - 50 && part < origin - 46 ? Double.NaN : byWallClock(part);
        DayForecast forecast = DayAhead.repeating(clock, 1).forecast(gap, origin);
        assertEquals(4, forecast.filled());
        assertFollowsTheWallClock(forecast);
    }

    @Test
    void withATenthMissingThereIsNoForecast() {
        long origin = clock.firstPart(LocalDate.of(2026, 6, 10));
        Consumption gap = part -> part < origin - 2688 + 300 ? Double.NaN : byWallClock(part);
        String message = assertThrows(
                        NoForecast.class, () -> DayAhead.ofFourWeeks(clock).forecast(gap, origin))
                .getMessage();
        assertTrue(message.contains("300 of the last 2688"), message);
    }

    @Test
    void aModelThatSaysNoNumberIsNotBelieved() {
        DayAhead ahead = new DayAhead(clock, (past, calendar) -> {
            float[][] slots = new float[3][MeterParts.DAY];
            slots[2][95] = Float.NaN;
            return slots;
        });
        long origin = clock.firstPart(LocalDate.of(2026, 6, 10));
        assertThrows(ModelException.class, () -> ahead.forecast(this::byWallClock, origin));
    }

    @Test
    void aLittleLessThanNothingIsNothing() throws Exception {
        DayAhead ahead = new DayAhead(clock, (past, calendar) -> {
            float[][] slots = new float[3][MeterParts.DAY];
            slots[0][3] = -0.01f;
            return slots;
        });
        long origin = clock.firstPart(LocalDate.of(2026, 6, 10));
        assertEquals(0, ahead.forecast(this::byWallClock, origin).lower()[3]);
        assertEquals(0, ahead.forecast(this::byWallClock, origin).kw()[3]);
        assertEquals(0, ahead.forecast(this::byWallClock, origin).upper()[3]);
    }
}
