package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import io.millwright.planning.energy.EnergyStrategy.Policy;
import io.millwright.planning.energy.EnergyStrategy.Site;
import io.millwright.planning.energy.Forecaster.NoForecast;
import io.millwright.planning.energy.check.PlanCheck;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Weeks of a made site through plan, reserve and guard, over a change of the clock and over a day without a meter. */
class EnergyStrategyTest {
    private final SiteClock clock = new SiteClock(ZoneId.of("Europe/Berlin"), Set.of());
    private final Battery battery = new Battery(200, 100, 0.95, 0.95, 0.01);
    private final Tariff tariff = EnergyInputs.tariff(
            EnergyInputs.TARIFF + "\n*,*,22:00,6:00,0.06\n*,mon-fri,10:00,14:00,0.15\n*,*,00:00,24:00,0.1\n", 8);
    private long now = Long.MAX_VALUE;
    private long silentFrom = Long.MAX_VALUE;

    private double load(long part) {
        var time = clock.wallClock(part);
        int slot = SiteClock.slotOfDay(time);
        boolean works = time.getDayOfWeek().getValue() < 6 && slot >= 28 && slot < 72;
        Random random = new Random(part * 31);
        double peak = works && slot % 13 == time.getDayOfMonth() % 13 ? 80 * random.nextDouble() : 0;
        return (works ? 300 + 60 * random.nextDouble() + peak : 40) * MeterParts.HOURS;
    }

    private double metered(long part) {
        boolean silent = part >= silentFrom && part < silentFrom + MeterParts.DAY;
        return part < now && !silent ? load(part) : Double.NaN;
    }

    private EnergyStrategy strategy(Policy policy) {
        return new EnergyStrategy(new Site(clock, tariff, battery), DayAhead.ofFourWeeks(clock), policy, this::metered);
    }

    /** Cost and peak of parts with the strategy, and without. */
    private double[] run(EnergyStrategy strategy, long from, int parts) throws Exception {
        double stored = 100;
        double[] sums = new double[4];
        for (long part = from; part < from + parts; part++) {
            now = part;
            if (strategy.due(part)) {
                assertEquals(List.of(), PlanCheck.broken(strategy.plan(part, stored, List.of())));
            }
            double kw = load(part) / MeterParts.HOURS;
            double charge = strategy.chargeKw(part, kw, stored);
            stored = PeakGuard.storedAfter(charge, stored, battery);
            assertTrue(stored >= 0 && stored <= battery.capacityKwh() && kw + charge >= 0 && Math.abs(charge) <= 100);
            strategy.over(part, kw + charge);
            double price = tariff.price(clock, part) * MeterParts.HOURS;
            sums[0] += (kw + charge) * price + Math.max(0, -charge) * MeterParts.HOURS * battery.wearPerKwh();
            sums[1] = Math.max(sums[1], kw + charge);
            sums[2] += kw * price;
            sums[3] = Math.max(sums[3], kw);
        }
        return sums;
    }

    @Test
    void aMonthCostsLessThanWithNothingThoughTheClockChangesAndTheMeterIsSilentForADay() throws Exception {
        long from = clock.firstPart(LocalDate.of(2026, 3, 16));
        silentFrom = clock.firstPart(LocalDate.of(2026, 3, 24));
        double[] sums = run(strategy(Policy.usual()), from, 15 * MeterParts.DAY - 4);
        assertTrue(sums[1] < sums[3] - 30, "peak " + sums[1] + " instead of " + sums[3]);
        assertTrue(sums[0] + 8 * sums[1] < sums[2] + 8 * sums[3], "cost");
    }

    @Test
    void whereAPeakCostsNothingTheBatteryIsForPricesAlone() throws Exception {
        Tariff free = EnergyInputs.tariff(EnergyInputs.TARIFF + "\n*,*,22:00,6:00,0.06\n*,*,00:00,24:00,0.15\n", 0);
        EnergyStrategy strategy = new EnergyStrategy(
                new Site(clock, free, battery), DayAhead.ofFourWeeks(clock), Policy.usual(), this::metered);
        double stored = 0;
        double saved = 0;
        long from = clock.firstPart(LocalDate.of(2026, 5, 12));
        for (long part = from; part < from + 4 * MeterParts.DAY; part++) {
            now = part;
            if (strategy.due(part)) {
                assertEquals(List.of(), PlanCheck.broken(strategy.plan(part, stored, List.of())));
            }
            double charge = strategy.chargeKw(part, load(part) / MeterParts.HOURS, stored);
            stored = PeakGuard.storedAfter(charge, stored, battery);
            saved -= charge * MeterParts.HOURS * free.price(clock, part);
        }
        assertTrue(saved > 4 * 10, "four days saved " + saved);
    }

    @Test
    void withoutADayLikeThisOneThereIsNoReserve() throws Exception {
        long from = clock.firstPart(LocalDate.of(2026, 5, 13)) + 30;
        now = from;
        Policy none = new Policy(24, 0, 0.97, 0, 2, 0.85);
        EnergyPlan plan = strategy(none).plan(from, 100, List.of());
        assertEquals(0, java.util.Arrays.stream(plan.situation().reserveKwh()).sum());
        assertEquals(List.of(), PlanCheck.broken(plan));
    }

    @Test
    void aNewPlanIsDueAfterSixHoursAndWhenTheLoadLeavesTheInterval() throws Exception {
        long from = clock.firstPart(LocalDate.of(2026, 5, 13));
        EnergyStrategy strategy = strategy(Policy.usual());
        now = from;
        assertTrue(strategy.due(from));
        strategy.plan(from, 100, List.of());
        assertFalse(strategy.due(from));
        assertTrue(strategy.due(from + 24));
        assertTrue(strategy.due(from - 1), "the clock of the source stepped back");
        Forecaster sure = (consumption, origin) -> {
            double[] low = new double[96];
            double[] high = new double[96];
            java.util.Arrays.fill(high, 1);
            return new DayForecast(origin, low, low, high, 0);
        };
        EnergyStrategy wrong =
                new EnergyStrategy(new Site(clock, tariff, battery), sure, Policy.usual(), this::metered);
        wrong.plan(from, 100, List.of());
        now = from + 4;
        assertFalse(wrong.due(from + 3));
        assertTrue(wrong.due(from + 4));
    }

    @Test
    void withoutAForecastTheFormerPlanStands() throws Exception {
        long from = clock.firstPart(LocalDate.of(2026, 5, 13));
        EnergyStrategy strategy = strategy(Policy.usual());
        now = from;
        EnergyPlan plan = strategy.plan(from, 100, List.of());
        EnergyStrategy blind = new EnergyStrategy(
                new Site(clock, tariff, battery), DayAhead.ofFourWeeks(clock), Policy.usual(), part -> Double.NaN);
        assertThrows(NoForecast.class, () -> blind.plan(from, 100, List.of()));
        assertEquals(0, blind.chargeKw(from, 300, 100));
        now = from - 27 * MeterParts.DAY;
        assertThrows(NoForecast.class, () -> strategy.plan(from, 100, List.of()));
        assertSame(plan, strategy.present());
    }

    @Test
    void theGuardHoldsTheCeilingOfItsOwnAccord() {
        assertEquals(-50, PeakGuard.chargeKw(0, 350, 200, 300, 0, battery), 1e-9);
        assertEquals(-100, PeakGuard.chargeKw(60, 450, 200, 300, 0, battery), 1e-9);
        assertEquals(0, PeakGuard.chargeKw(0, 350, 0, 300, 0, battery), 1e-9, "empty");
        assertEquals(20, PeakGuard.chargeKw(80, 280, 50, 300, 0, battery), 1e-9, "charging makes no peak");
        assertEquals(0, PeakGuard.chargeKw(-80, 280, 150, 300, 150, battery), 1e-9, "kept for a peak");
        assertEquals(-10, PeakGuard.chargeKw(-80, 10, 150, 300, 0, battery), 1e-9, "nothing is fed into the grid");
    }

    @Test
    void theReserveIsWhatTheCoursesTake() {
        double[][] courses = {{100, 400, 100, 100}, {100, 100, 100, 350}};
        PeakReserve all = new PeakReserve(courses, 4, new Battery(200, 100, 1, 1, 0), 1);
        assertEquals(12.5, all.needed(350, 0)[1], 1e-9);
        assertEquals(0, all.needed(350, 0)[0], 1e-9, "there is time to charge before");
        assertEquals(300, all.ceiling(25, 0, 1), 1e-3);
        assertEquals(350, all.ceiling(0, 0, 3), 1e-3);
        assertEquals(0, new PeakReserve(new double[0][], 4, battery, 1).ceiling(0, 0, 0));
    }

    @Test
    void theDocumentShowsWhatHappenedBesideThePlan() throws Exception {
        long from = clock.firstPart(LocalDate.of(2026, 5, 13)) + 40;
        now = from;
        EnergyPlan plan = strategy(Policy.usual()).plan(from, 100, List.of());
        now = from + 3;
        JsonObject document = EnergyDocument.of("energy", plan, this::metered, now);
        assertEquals("2026-05-13T08:00:00Z", document.get("start").asString());
        assertEquals(96, document.get("forecast_upper_kw").asArray().size());
        assertEquals(
                load(from + 2) / MeterParts.HOURS,
                document.get("metered_kw").asArray().get(2).asDouble(),
                1e-3);
        assertTrue(document.get("metered_kw").asArray().get(3).isNull());
        JsonObject cost = document.get("cost").asObject();
        assertTrue(cost.get("plan").asDouble() <= cost.get("nothing").asDouble());
        assertNotNull(document.get("ceiling_kw"));
        assertTrue(document.toString().length() < 1 << 20);
    }
}
