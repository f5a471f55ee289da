package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.EnergyStrategy.Site;
import io.millwright.planning.energy.SiteClock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A month that is over, by each policy; the clock changes in it. */
class EnergyMonthTest {
    private final SiteClock clock = new SiteClock(ZoneId.of("Europe/Berlin"), Set.of());
    private final Site site = new Site(
            clock,
            EnergyInputs.tariff(EnergyInputs.TARIFF + "\n*,*,09:00,13:00,0.21\n*,*,00:00,24:00,0.11\n", 9),
            new Battery(200, 100, 0.95, 0.95, 0.01));

    private EnergyMonth month() {
        Map<Long, Double> history = new TreeMap<>();
        for (long part = clock.firstPart(LocalDate.of(2026, 8, 1)), end = clock.firstPart(LocalDate.of(2026, 11, 2));
                part < end;
                part++) {
            var time = clock.wallClock(part);
            boolean works = time.getDayOfWeek().getValue() < 6 && time.getHour() >= 6 && time.getHour() < 22;
            boolean peak = works && time.getHour() == 10 && time.getDayOfMonth() % 4 == 0 && time.getMinute() < 30;
            history.put(part, ((works ? 250 : 50) + (peak ? 130 : 0) + part % 7) / 4.0);
        }
        return new EnergyMonth(history, site, YearMonth.of(2026, 10));
    }

    @Test
    void everyPolicyIsJudgedOnTheSameMonthAndPlansSaveMoreThanPriceAlone() throws Exception {
        EnergyMonth month = month();
        EnergyMonth.Run nothing = month.nothing();
        EnergyMonth.Run plans = month.planned();
        EnergyMonth.Run price = month.byPrice();
        EnergyMonth.Run perfect = month.perfect();
        assertEquals(31 * 96 + 4, plans.gridKw().length, "the last Sunday has 25 hours");
        assertTrue(nothing.peakKw() > 380, "" + nothing.peakKw());
        assertTrue(plans.peakKw() < nothing.peakKw() - 50, "" + plans.peakKw());
        assertTrue(plans.cost() < price.cost() && price.cost() < nothing.cost(), plans.cost() + " " + price.cost());
        assertTrue(perfect.cost() < nothing.cost(), "" + perfect.cost());
    }

    @Test
    void aDaysForecastKnowsNothingOfThatDay() throws Exception {
        assertNotNull(month().expected(LocalDate.of(2026, 10, 5)));
        assertNull(new EnergyMonth(Map.of(), site, YearMonth.of(2026, 10)).expected(LocalDate.of(2026, 10, 5)));
    }

    @Test
    void aStripIsTallerWhereValuesAreGreater() {
        assertEquals("_=#", Strip.of(i -> new double[] {0, 0, 55, 60, 100, 100}[i], 6, 3, 100, false));
        assertEquals("\u2581\u2588", Strip.of(i -> 200 * i, 2, 2, 100, true));
        assertEquals("_", Strip.of(i -> Double.NaN, 1, 1, 100, false));
    }
}
