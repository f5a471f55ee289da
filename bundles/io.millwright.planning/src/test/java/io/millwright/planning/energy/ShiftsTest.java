package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShiftsTest {
    private static final String HEADER = EnergyInputs.SHIFTS + "\n";
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);
    private static final LocalDate SATURDAY = MONDAY.plusDays(5);

    private static SiteClock clock(String lines, LocalDate... holidays) {
        return new SiteClock(ZoneId.of("Europe/Berlin"), Set.of(holidays), EnergyInputs.shifts(HEADER + lines));
    }

    /** As many kW as days since 1970: which days were taken can be told from their median. */
    private static DayForecast fourWeeks(SiteClock clock, LocalDate day) throws Exception {
        Consumption byDay = part -> clock.wallClock(part).toLocalDate().toEpochDay() * MeterParts.HOURS;
        return DayAhead.ofFourWeeks(clock).forecast(byDay, clock.firstPart(day));
    }

    private static void comparedWith(DayForecast forecast, LocalDate oldest, LocalDate newest) {
        assertEquals(oldest.toEpochDay(), forecast.lower()[40], 1e-2);
        assertEquals(newest.toEpochDay(), forecast.upper()[40], 1e-2);
    }

    @Test
    void theFirstLineThatFitsCountsAndOthersAreToldByWeekdayAndHoliday() {
        SiteClock clock = clock("2026-11-16,2026-11-16,*,CLOSED\n*,*,mon-fri,2 shifts\n", MONDAY.plusDays(1));
        assertEquals(Shifts.CLOSED, clock.pattern(MONDAY));
        assertTrue(clock.off(MONDAY));
        assertEquals("", clock.pattern(MONDAY.plusDays(1)), "a holiday is no working day by itself");
        assertTrue(clock.off(MONDAY.plusDays(1)));
        assertEquals("2 shifts", clock.pattern(MONDAY.plusDays(2)));
        assertFalse(clock.off(SATURDAY));
        assertTrue(clock.rests(SATURDAY));
    }

    @Test
    void aHolidayOnWhichTheSiteWorksIsNotOffButHasThePricesOfOne() {
        SiteClock clock = clock("*,*,holiday,2 shifts\n", MONDAY);
        assertFalse(clock.off(MONDAY));
        Tariff tariff =
                EnergyInputs.tariff(EnergyInputs.TARIFF + "\n*,holiday,00:00,24:00,0.05\n*,*,00:00,24:00,0.2\n", 0);
        assertEquals(0.05, tariff.price(clock, clock.firstPart(MONDAY)));
        SiteClock closed = clock("*,*,mon,closed\n");
        assertEquals(0.2, tariff.price(closed, closed.firstPart(MONDAY)), "closed is no holiday to who sells power");
    }

    @Test
    void aDayOfAnotherPatternIsComparedWithDaysOfThatPatternWhateverTheirWeekday() throws Exception {
        SiteClock clock = clock("2026-11-16,*,mon-fri,3 shifts\n*,*,mon-fri,2 shifts\n");
        LocalDate friday = MONDAY.plusDays(4);
        comparedWith(fourWeeks(clock, friday), MONDAY, friday.minusDays(1));
    }

    @Test
    void withThreeDaysOfItsWeekdayTheseAreEnough() throws Exception {
        SiteClock clock = clock("2026-10-26,2026-10-26,*,1 shift\n*,*,mon-fri,2 shifts\n");
        comparedWith(fourWeeks(clock, MONDAY), MONDAY.minusDays(28), MONDAY.minusDays(7));
        assertTrue(fourWeeks(clock, MONDAY).kw()[40] > MONDAY.minusDays(21).toEpochDay(), "14 days ago is the middle");
    }

    @Test
    void aClosedDayIsLikeSundaysThatAreNotWorked() throws Exception {
        SiteClock clock = clock("2026-11-16,2026-11-16,*,closed\n2026-11-15,2026-11-15,*,2 shifts\n");
        comparedWith(fourWeeks(clock, MONDAY), MONDAY.minusDays(22), MONDAY.minusDays(8));
    }

    @Test
    void aFirstClosedDayOfASiteThatWorksOnSundaysIsAsItsQuietestDay() throws Exception {
        SiteClock clock = clock("2026-11-16,2026-11-16,*,closed\n*,*,*,3 shifts\n");
        comparedWith(fourWeeks(clock, MONDAY), MONDAY.minusDays(28), MONDAY.minusDays(28));
    }

    @Test
    void theReserveIsOfDaysWithTheSameShiftsWhereTheseAreMany() {
        SiteClock clock = clock("2026-10-26,2026-11-20,mon-fri,3 shifts\n*,*,mon-fri,2 shifts\n");
        Consumption byShifts =
                part -> clock.pattern(clock.wallClock(part).toLocalDate()).equals("3 shifts") ? 100 : 10;
        assertEquals(
                15, courses(clock, byShifts, MONDAY).filter(kw -> kw == 400).count());
        assertEquals(15, courses(clock, byShifts, MONDAY).count());
        LocalDate third = LocalDate.of(2026, 10, 29);
        assertEquals(3, courses(clock, byShifts, third).filter(kw -> kw == 400).count());
        assertEquals(10, courses(clock, byShifts, third).count());
    }

    private static DoubleStream courses(SiteClock clock, Consumption consumption, LocalDate day) {
        double[][] courses = new LikeDays(clock, consumption, 40, 0).courses(clock.firstPart(day), 1);
        return Arrays.stream(courses).mapToDouble(course -> course[0]);
    }

    @Test
    void theModelIsToldThatAClosedDayIsOff() throws Exception {
        SiteClock clock = clock("2026-11-16,2026-11-16,*,closed\n");
        float[][] seen = new float[1][];
        DayAhead ahead = new DayAhead(clock, (past, calendar) -> {
            seen[0] = calendar;
            return new float[3][MeterParts.DAY];
        });
        ahead.forecast(part -> 1, clock.firstPart(MONDAY));
        assertEquals(1, seen[0][2]);
    }

    @Test
    void aSaturdayThatIsWorkedHasTheReserveOfWorkingDays() {
        SiteClock clock = clock("*,*,mon-sat,2 shifts\n");
        Consumption working = part -> clock.rests(clock.wallClock(part).toLocalDate()) ? 1 : 100;
        double[][] courses = new LikeDays(clock, working, 10, 0).courses(clock.firstPart(SATURDAY), 1);
        assertEquals(10, courses.length);
        for (double[] course : courses) {
            assertEquals(100 / MeterParts.HOURS, course[0], 1e-9);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2026-13-01,*,*,closed          | line 2, column from: \"2026-13-01\"",
                "2026-12-24,2026-12-01,*,closed | line 2, column until: \"2026-12-01\"",
                "*,*,montag,2 shifts            | line 2, column days: \"montag\"",
                "*,*,mon,                       | line 2, column pattern: \"\"",
            })
    void whatCannotBeReadIsNamedWithItsRemedy(String line, String named) {
        String message = assertThrows(IllegalArgumentException.class, () -> EnergyInputs.shifts(HEADER + line + "\n"))
                .getMessage();
        assertTrue(message.startsWith("shifts, " + named), message);
    }
}
