package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Plan;
import io.millwright.planning.energy.ApprovedPlan;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.Proposal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a meter's samples and a tariff to a proposal, and to the next one when it is due. */
class EnergyMakerTest {
    private static final int GOOD = 0;
    private static final int BAD = 0x80000000;
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);
    private static final long BEGIN = 1_790_000_100_000_000L / MeterParts.PART_MICROS * MeterParts.PART_MICROS;
    private static final long DAY = TimeUnit.DAYS.toMicros(1);
    private static final String TARIFF =
            "months,days,from,to,price_per_kwh\n*,mon-fri,08:00,20:00,0.40\n*,*,00:00,24:00,0.10\n";

    @TempDir
    Path folder;

    private int over;
    private int sites;
    private long wall = BEGIN + 1_000 * DAY;
    private SiteMeter meter;
    private Plan approved;

    private EnergyMaker maker(Map<String, Object> different) {
        Map<String, Object> form = new HashMap<>(Map.of(
                "meter.connection",
                "plc",
                "meter.tag",
                "grid",
                "time.zone",
                "Europe/Berlin",
                "battery.capacityKWh",
                200,
                "battery.powerKW",
                100));
        form.putAll(different);
        EnergySettings settings = EnergySettings.of(form);
        meter = new SiteMeter(
                settings.meter(), folder.resolve("site" + sites + ".meter.csv"), () -> wall, () -> over++);
        return new EnergyMaker(
                settings,
                meter,
                name -> null,
                new FollowedPlans(() -> approved),
                folder.resolve("site" + sites + ".peak.csv"));
    }

    private void run(long from, long to) {
        for (long at = from; at < to; at += 5 * MINUTE) {
            long hour = Math.floorMod(at / TimeUnit.HOURS.toMicros(1), 24);
            meter.sample(0, hour >= 6 && hour < 18 ? 150 : 40, GOOD, at);
            meter.progress(at);
        }
    }

    /** So many quarters of an hour of a plan's day were counted, and none after them. */
    private static void assertHappened(String document, int parts) {
        JsonArray metered = Json.parse(document).asObject().get("metered_kw").asArray();
        assertEquals(96, metered.size());
        for (int part = 0; part < 96; part++) {
            assertEquals(part >= parts, metered.get(part).isNull(), "part " + part);
        }
        if (parts > 0) {
            double kw = metered.get(0).asDouble();
            assertTrue(kw > 39 && kw < 151, "" + kw);
        }
    }

    @Test
    void aWeekdaysPeakPriceIsShiftedAndTheNextPlanComesWhenItIsDue() {
        EnergyMaker maker = maker(Map.of());
        long now = BEGIN + 35 * DAY;
        run(BEGIN, now);
        assertTrue(over > 3_000, "" + over);
        Proposal first = maker.make(Map.of("tariff", TARIFF), now, Occasion.EVENT);
        assertTrue(first.proposed(), first.why());
        assertTrue(first.after() < first.before() - 10, first.before() + " " + first.after());
        JsonObject document = Json.parse(first.document()).asObject();
        assertEquals(96, document.getInt("parts", 0));
        assertTrue(
                first.reasons().get(2).contains("on days like it within four weeks"),
                first.reasons().toString());

        assertNull(maker.make(Map.of("tariff", TARIFF), now + 10 * MINUTE, Occasion.EVENT));
        assertNotNull(
                maker.make(Map.of("tariff", TARIFF), now + 10 * MINUTE, Occasion.ASKED), "a person asked for one");
        assertNull(maker.make(Map.of("tariff", TARIFF), now + 10 * MINUTE, Occasion.EVENT));
        run(now, now + DAY / 4);
        assertNotNull(maker.make(Map.of("tariff", TARIFF), now + DAY / 4, Occasion.EVENT));
        // The meter knows that a part is over by the first sample behind it.
        assertHappened(maker.shown(first.document(), now + DAY / 4), 23);
        assertHappened(maker.shown(first.document(), now), 0);
        assertNotNull(maker.make(Map.of("tariff", TARIFF.replace("0.40", "0.50")), now + DAY / 4, Occasion.EVENT));

        Map<String, String> worked = Map.of("tariff", TARIFF, "shifts", "from,until,days,pattern\n*,*,*,night shift\n");
        String reasons =
                maker.make(worked, now + DAY / 4, Occasion.EVENT).reasons().toString();
        assertTrue(reasons.matches(".*Shifts on 20[0-9-]+: night shift.*"), reasons);
        assertEquals(1, maker.lines("shifts", worked.get("shifts")));
    }

    /** The peak that a plan takes as paid for: that of the grid, which the battery changes where a plan is followed. */
    private double paidKw(Proposal proposal) {
        return Json.parse(proposal.document()).asObject().getDouble("ceiling_kw", Double.NaN);
    }

    private static final Map<String, Object> PEAK = Map.of("peak.perKW", 8);

    @Test
    void aPlanThatNobodyApprovedIsNotFollowed() {
        long day = BEGIN + 35 * DAY;
        double[] stored = new double[2];
        for (int i = 0; i < 2; i++) {
            EnergyMaker maker = maker(Map.of());
            run(BEGIN, day);
            Proposal first = maker.make(Map.of("tariff", TARIFF), day, Occasion.EVENT);
            JsonObject plan = Json.parse(first.document()).asObject();
            double expected = plan.get("stored_kwh").asArray().get(23).asDouble();
            assertTrue(Math.abs(expected - 100) > 20, "the plan does something: " + expected);
            if (i == 1) {
                approved = ApprovedPlan.of("plan-1", first.document(), day, day + DAY);
            }
            run(day, day + DAY / 4);
            Proposal next = maker.make(Map.of("tariff", TARIFF), day + DAY / 4, Occasion.EVENT);
            JsonObject document = Json.parse(next.document()).asObject();
            double after = document.get("stored_kwh").asArray().get(0).asDouble();
            double kw = document.get("battery_kw").asArray().get(0).asDouble();
            stored[i] = after - (kw > 0 ? kw * 0.95 : kw / 0.95) * MeterParts.HOURS;
            assertEquals(i == 0 ? 100 : expected, stored[i], 0.01, "what the battery is taken to hold");
        }
    }

    @Test
    void theMonthsPeakIsThatOfTheGridOnlyFromTheApprovalOn() {
        long day = BEGIN + 35 * DAY;
        EnergyMaker maker = maker(PEAK);
        run(BEGIN, day);
        Proposal first = maker.make(Map.of("tariff", TARIFF), day, Occasion.EVENT);
        JsonObject plan = Json.parse(first.document()).asObject();
        com.eclipsesource.json.JsonArray battery = new com.eclipsesource.json.JsonArray();
        for (int i = 0; i < 96; i++) {
            battery.add(100);
        }
        String charging = plan.set("battery_kw", battery).toString();
        double before = paidKw(first);
        run(day, day + 3 * DAY / 4);
        double proposed = paidKw(maker.make(Map.of("tariff", TARIFF), day + 3 * DAY / 4, Occasion.EVENT));
        approved = ApprovedPlan.of("plan-1", charging, day + 3 * DAY / 4, day + DAY);
        run(day + 3 * DAY / 4, day + DAY);
        double followed = paidKw(maker.make(Map.of("tariff", TARIFF), day + DAY, Occasion.EVENT));
        assertEquals(before, proposed, 10, "nobody approved it");
        assertTrue(followed > 240, "150 kW of the site and 100 kW into the battery: " + followed);
    }

    @Test
    void theMonthsPeakIsThereAfterARestartAlsoWhereThePlanThatMadeItIsNot() {
        long day = BEGIN + 35 * DAY;
        EnergyMaker before = maker(PEAK);
        run(BEGIN, day);
        JsonArray battery = new JsonArray();
        for (int i = 0; i < 96; i++) {
            battery.add(100);
        }
        String charging = Json.parse(before.make(Map.of("tariff", TARIFF), day, Occasion.EVENT)
                        .document())
                .asObject()
                .set("battery_kw", battery)
                .toString();
        approved = ApprovedPlan.of("plan-1", charging, day, day + DAY);
        run(day, day + DAY);
        double peak = paidKw(before.make(Map.of("tariff", TARIFF), day + DAY, Occasion.EVENT));
        assertTrue(peak > 240, "150 kW of the site and 100 kW into the battery: " + peak);
        approved = null;
        EnergyMaker after = maker(PEAK);
        assertEquals(peak, paidKw(after.make(Map.of("tariff", TARIFF), day + DAY, Occasion.EVENT)), 1);
    }

    @Test
    void aPlanThatStandsIsNotMadeAgainByAStartNorByTheModelThatItWasMadeWith() {
        long now = BEGIN + 35 * DAY;
        EnergyMaker before = maker(Map.of());
        run(BEGIN, now);
        assertNotNull(before.make(Map.of("tariff", TARIFF), now, Occasion.EVENT));
        EnergyMaker after = maker(Map.of());
        after.stands(now, Map.of("energy-day", "1.0.0 ab"));
        assertNull(after.make(Map.of("tariff", TARIFF), now + 10 * MINUTE, Occasion.EVENT));
        assertNotNull(after.held(), "the running quarter is watched");
        run(now, now + DAY / 4);
        assertNull(after.make(Map.of("tariff", TARIFF), now + DAY / 4 - MeterParts.PART_MICROS, Occasion.EVENT));
        assertNotNull(after.make(Map.of("tariff", TARIFF), now + DAY / 4, Occasion.EVENT));
    }

    /** What the site draws at a time by its wall clock. */
    private static double usual(long at) {
        int hour = Instant.ofEpochSecond(at / 1_000_000)
                .atZone(ZoneId.of("Europe/Berlin"))
                .getHour();
        return hour >= 6 && hour < 18 ? 150 : 40;
    }

    /** A share of it that differs by week, so that four weeks have an interval: 0.9 to 1.05. */
    private static double ofTheWeek(long at) {
        return 0.9 + 0.05 * Math.floorMod(at / (7 * DAY), 4L);
    }

    /** Parts, counted from a time, after which there was a new plan, while the site draws a share of the usual 100 %. */
    private List<Integer> plannedAfter(EnergyMaker maker, long from, int parts, IntToDoubleFunction share) {
        List<Integer> planned = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            long start = from + part * MeterParts.PART_MICROS;
            for (long at = start; at < start + MeterParts.PART_MICROS; at += MINUTE) {
                meter.sample(0, usual(at) * share.applyAsDouble(part), GOOD, at);
            }
            long end = start + MeterParts.PART_MICROS;
            meter.sample(0, usual(end) * share.applyAsDouble(part + 1), GOOD, end);
            if (maker.make(Map.of("tariff", TARIFF), start + MeterParts.PART_MICROS, Occasion.EVENT) != null) {
                planned.add(part + 1);
            }
        }
        return planned;
    }

    private EnergyMaker plannedOnceAt(long now) {
        sites++;
        EnergyMaker maker = maker(Map.of());
        for (long at = now - 35 * DAY; at <= now; at += 5 * MINUTE) {
            meter.sample(0, usual(at) * ofTheWeek(at), GOOD, at);
        }
        assertNotNull(maker.make(Map.of("tariff", TARIFF), now, Occasion.EVENT));
        return maker;
    }

    @Test
    void everySixHoursThereIsANewPlanAndNoiseWithinTheIntervalMakesNone() {
        Random random = new Random(8);
        for (String day : List.of("2026-06-10", "2026-03-29", "2026-10-25")) {
            long midnight = Instant.parse(day + "T00:00:00Z").toEpochMilli() * 1_000;
            assertEquals(
                    List.of(24, 48, 72, 96),
                    plannedAfter(plannedOnceAt(midnight), midnight, 96, part -> 0.91 + 0.12 * random.nextDouble()),
                    day);
        }
    }

    @Test
    void aPlanComesAtOnceWhenRealityLeavesTheInterval() {
        long midnight = Instant.parse("2026-06-10T00:00:00Z").toEpochMilli() * 1_000;
        assertEquals(
                List.of(12, 36),
                plannedAfter(plannedOnceAt(midnight), midnight, 40, part -> part == 10 || part == 11 ? 1.3 : 0.97),
                "above, for two parts of four");
        assertEquals(
                List.of(12, 36),
                plannedAfter(plannedOnceAt(midnight), midnight, 40, part -> part == 10 || part == 11 ? 0.5 : 0.97),
                "below");
        assertEquals(
                List.of(24),
                plannedAfter(plannedOnceAt(midnight), midnight, 40, part -> part == 10 ? 1.3 : 0.97),
                "a single part is no reason");
    }

    @Test
    void whatTheMeterCountedIsThereAfterARestart() {
        EnergyMaker before = maker(Map.of());
        long now = BEGIN + 35 * DAY;
        run(BEGIN, now);
        Proposal first = before.make(Map.of("tariff", TARIFF), now, Occasion.EVENT);
        EnergyMaker after = maker(Map.of());
        run(now, now + 5 * MINUTE);
        Proposal again = after.make(Map.of("tariff", TARIFF), now, Occasion.EVENT);
        assertEquals(first.before(), again.before(), 0.01 * first.before());
    }

    @Test
    void aSteadyValueIsNoGapAndABadOneIsNoMeasurement() {
        maker(Map.of());
        meter.sample(0, 60, GOOD, BEGIN);
        for (long at = BEGIN; at <= BEGIN + 3 * MeterParts.PART_MICROS; at += MINUTE) {
            meter.progress(at);
        }
        assertEquals(15, meter.now().kwh(MeterParts.partOf(BEGIN) + 1), 1e-9);
        meter.sample(0, 0, BAD, BEGIN + 3 * MeterParts.PART_MICROS + MINUTE);
        for (long at = BEGIN + 3 * MeterParts.PART_MICROS; at <= BEGIN + 6 * MeterParts.PART_MICROS; at += MINUTE) {
            meter.progress(at);
        }
        meter.sample(0, 60, GOOD, BEGIN + 6 * MeterParts.PART_MICROS + 2);
        assertTrue(Double.isNaN(meter.now().kwh(MeterParts.partOf(BEGIN) + 4)));
    }

    @Test
    void withoutEnoughHistoryAndWithWrongSettingsThereIsNoPlanAndAReason() {
        EnergyMaker maker = maker(Map.of());
        run(BEGIN, BEGIN + 2 * DAY);
        String why = assertThrows(
                        IllegalArgumentException.class,
                        () -> maker.make(Map.of("tariff", TARIFF), BEGIN + 2 * DAY, Occasion.EVENT))
                .getMessage();
        assertTrue(why.contains("28 days"), why);
        assertThrows(IllegalArgumentException.class, () -> maker(Map.of("meter.tag", "")));
        assertThrows(IllegalArgumentException.class, () -> maker(Map.of("time.zone", "Mars/Base")));
        assertThrows(IllegalArgumentException.class, () -> maker.lines("tariff", "price\n1\n"));
    }
}
