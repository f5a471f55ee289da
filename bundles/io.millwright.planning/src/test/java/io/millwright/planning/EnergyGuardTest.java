package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Plan;
import io.millwright.decision.Recommendation;
import io.millwright.planning.energy.ApprovedPlan;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.plan.Basis;
import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.PlanBook;
import io.millwright.planning.plan.Proposal;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A counter of kWh through quarters of an hour by a driven clock: what the watch over the running one tells, and when. */
class EnergyGuardTest {
    private static final int BAD = 0x80000000;
    private static final long STEP = TimeUnit.SECONDS.toMicros(10);
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);
    private static final long PART = MeterParts.PART_MICROS;
    private static final double ROLLOVER = 1_000;
    private static final String TARIFF = "months,days,from,to,price_per_kwh\n*,*,00:00,24:00,0.10\n";
    private static final String LOADS =
            "load,kw,minutes,from,to,min_on_minutes,min_off_minutes\npump,45,240,00:00,24:00,60,30\n";

    @TempDir
    Path folder;

    private final Map<String, String> inputs = new HashMap<>(Map.of("tariff", TARIFF));
    private long wall;
    private double counter = 100;
    private Plan approved;
    private boolean over;
    private SiteMeter meter;
    private EnergyMaker maker;
    private PlanBook book;
    private EnergyGuard guard;

    private void site(String start) {
        wall = micros(start);
        EnergySettings settings = EnergySettings.of(Map.of(
                "site",
                "hall 3",
                "meter.connection",
                "plc",
                "meter.tag",
                "grid",
                "meter.kind",
                "COUNTER",
                "meter.rolloverKWh",
                ROLLOVER,
                "meter.mostKW",
                5_000,
                "time.zone",
                "Europe/Berlin",
                "battery.capacityKWh",
                200,
                "battery.powerKW",
                100,
                "peak.perKW",
                8));
        meter = new SiteMeter(settings.meter(), folder.resolve("site.meter.csv"), () -> wall, () -> over = true);
        FollowedPlans followed = new FollowedPlans(() -> approved);
        maker = new EnergyMaker(settings, meter, name -> null, followed, folder.resolve("site.peak.csv"));
        book = new PlanBook(folder, "energy-guard", "guard", () -> wall, change -> {});
        guard = new EnergyGuard("energy", book, followed, () -> wall);
        guard.use(settings, meter, maker);
    }

    private static long micros(String time) {
        return Instant.parse(time).toEpochMilli() * 1_000;
    }

    /** Approves a plan of 96 parts from now on, which holds a ceiling and charges the battery. */
    private void approve(double ceilingKw, double batteryKw) {
        JsonArray ceilings = new JsonArray();
        JsonArray battery = new JsonArray();
        JsonArray stored = new JsonArray();
        for (int i = 0; i < 96; i++) {
            ceilings.add(ceilingKw);
            battery.add(batteryKw);
            stored.add(100);
        }
        JsonObject document = Json.object()
                .add("start", Instant.ofEpochSecond(wall / PART * 900).toString())
                .add("battery_kw", battery)
                .add("stored_kwh", stored)
                .add("ceilings_kw", ceilings)
                .add("loads", new JsonArray());
        approved = ApprovedPlan.of("plan-" + wall, document.toString(), wall, wall + 96 * PART);
    }

    /** The site draws so much for a while; the counter is read every 10 s. */
    private void draw(double kw, long micros) {
        for (long end = wall + micros; wall < end; ) {
            count(kw, STEP);
            guard.look();
        }
    }

    private void count(double kw, long micros) {
        wall += micros;
        counter = (counter + kw * micros / TimeUnit.HOURS.toMicros(1)) % ROLLOVER;
        meter.sample(0, counter, 0, wall);
        meter.progress(wall);
        if (over) {
            over = false;
            plan();
        }
    }

    /** Weeks of history are missing, so that there is no plan but ours; the rest is told. */
    private void plan() {
        try {
            maker.make(inputs, wall, Occasion.EVENT);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("missing") || e.getMessage().contains("28 days"), e.getMessage());
        }
    }

    private long count(String counter) {
        return guard.counters().get("guard." + counter);
    }

    private String state() {
        return guard.state().code();
    }

    @Test
    void adviceThatRunsOutAfterARestartIsToldThoughNobodyAsks() {
        site("2026-01-12T10:00:00Z");
        book.propose(
                new Proposal(
                        "hall 3",
                        true,
                        "Shed 60 kW.",
                        "peak",
                        "kW",
                        460,
                        400,
                        Double.NaN,
                        Double.NaN,
                        List.of(),
                        10 * MINUTE,
                        null,
                        Map.of("as it goes on", 460.0),
                        Double.NaN,
                        "{}"),
                Basis.of("{}"));
        List<Recommendation> told = new ArrayList<>();
        EnergyGuard after = new EnergyGuard(
                "energy",
                new PlanBook(folder, "energy-guard", "guard", () -> wall, told::add),
                new FollowedPlans(() -> null),
                () -> wall);
        wall += 9 * MINUTE;
        after.lookSafely();
        assertEquals(List.of(), told);
        wall += 2 * MINUTE;
        after.lookSafely();
        assertEquals(Recommendation.Status.EXPIRED, told.get(0).status());
    }

    @Test
    void whoShedsWhatIsToldHoldsTheCeilingOfThePart() {
        site("2026-05-12T07:45:00Z");
        draw(250, PART);
        approve(300, 20);
        draw(380, 2 * MINUTE);
        assertEquals("GUARD_WATCHES", state(), "it has only begun");
        draw(380, MINUTE);
        Plan told = book.proposed();
        assertNotNull(told);
        assertEquals("guard", told.topic());
        assertEquals("hall 3", told.asset());
        assertEquals((wall / PART + 1) * PART, told.expiresMicros(), "it holds until the part's end");
        assertTrue(told.gain().before() > told.gain().after());
        JsonObject document = Json.parse(told.document()).asObject();
        double shed = document.getDouble("shed_kw", 0);
        // The plan was approved as this part began: the battery's 20 kW count.
        assertEquals((400 - 300) * 15 / 12.0, shed, 1.5);
        assertEquals(20 + 100, document.getDouble("battery_kw", 0), 1);
        draw(380 - shed, 12 * MINUTE);
        double mean = meter.now().kwh(wall / PART - 1) / MeterParts.HOURS + 20;
        assertEquals(300, mean, 2, "the part's mean from the grid");
        assertNull(book.proposed(), "its time is over");
        assertEquals(1, count("told"));
    }

    @Test
    void itIsToldOncePerPartAndTakenBackOnceItIsClearlyOver() {
        site("2026-05-12T07:45:00Z");
        draw(250, PART);
        approve(300, 0);
        draw(400, 3 * MINUTE);
        String id = book.proposed().id();
        draw(295, 30_000_000L);
        assertEquals(id, book.proposed().id(), "not clearly below yet");
        draw(50, 5 * MINUTE);
        assertNull(book.proposed());
        assertEquals(Recommendation.Status.WITHDRAWN, book.recent().get(0).status());
        draw(2_000, 3 * MINUTE);
        assertEquals("GUARD_ABOVE", state());
        assertNull(book.proposed(), "once per part");
        draw(1_000, PART);
        assertEquals(2, count("told"), "the next part is another one");
        assertEquals(1, count("taken_back"));
    }

    @Test
    void whereItIsTooLateToShedItIsCountedAndNobodyIsAsked() {
        site("2026-05-12T07:45:00Z");
        draw(250, PART);
        approve(300, 0);
        draw(290, 12 * MINUTE + 30_000_000L);
        draw(2_000, 2 * MINUTE);
        assertEquals("GUARD_ABOVE", state());
        assertEquals(0, count("told"));
        assertEquals(1, count("late"));
        assertNull(book.proposed());
    }

    @Test
    void aRollOverAndAResetWithinThePartChangeNothing() {
        site("2026-05-12T07:45:00Z");
        draw(250, PART);
        approve(300, 0);
        draw(290, 4 * MINUTE);
        counter = ROLLOVER - 2;
        meter.sample(0, counter, 0, wall + 1);
        draw(290, 4 * MINUTE);
        assertEquals(1L, guard.counters().get("meter.rolledOver"));
        counter = 0;
        draw(290, 6 * MINUTE);
        assertEquals(1, meter.counts().resets());
        assertEquals(0, count("told"));
        assertEquals(1, count("watched"));
        draw(400, MINUTE);
        counter = 0;
        draw(400, 4 * MINUTE);
        assertEquals(1, count("told"));
    }

    @Test
    void aMeterThatIsBadSilentOrHasAGapMeansThatItCannotBeKnown() {
        site("2026-05-12T07:45:00Z");
        draw(250, PART);
        approve(300, 0);
        draw(400, MINUTE);
        meter.sample(0, 0, BAD, wall);
        guard.look();
        assertEquals("GUARD_BLIND", state());
        assertTrue(guard.state().text().contains("Bad"), guard.state().text());
        draw(400, 3 * MINUTE);
        assertEquals(1, count("told"), "it knows again");

        wall += 11 * MINUTE;
        guard.look();
        assertEquals("GUARD_BLIND", state());
        assertTrue(
                guard.state().text().contains("nothing for 11 minutes"),
                guard.state().text());
        counter = 500;
        draw(400, 4 * MINUTE);
        counter = 300;
        count(400, 3 * MINUTE);
        guard.look();
        assertTrue(guard.state().text().contains("are known"), guard.state().text());
        assertEquals(2, count("blind"));
    }

    @Test
    void oneTimeOfAClockThatWasWrongHoldsUpNothingThatComesLater() throws IOException {
        site("2026-05-12T07:45:00Z");
        draw(250, 2 * PART);
        long wrong = wall + TimeUnit.DAYS.toMicros(73 * 365);
        meter.sample(0, counter, 0, wrong);
        meter.progress(wrong);
        meter.put(Map.of(MeterParts.partOf(wrong), 10.0));
        assertEquals(2L, guard.counters().get("meter.ahead"));
        approve(300, 0);
        draw(400, 4 * MINUTE);
        assertEquals(1, count("told"));
        draw(250, 11 * MINUTE);
        meter.keep();
        double before = meter.now().kwh(wall / PART - 2);
        site(Instant.ofEpochMilli(wall / 1_000).toString());
        assertEquals(250 * MeterParts.HOURS, before, 1);
        assertEquals(before, meter.now().kwh(wall / PART - 2), 1e-3, "also over a restart");
    }

    @Test
    void aLookThatRunsOutOfStackIsCountedAndTheNextOneComes() {
        site("2026-05-12T07:45:00Z");
        draw(250, PART);
        approved = (Plan) Proxy.newProxyInstance(
                EnergyGuardTest.class.getClassLoader(), new Class<?>[] {Plan.class}, (self, method, arguments) -> {
                    throw new StackOverflowError();
                });
        guard.lookSafely();
        assertEquals(1, count("failed"));
        approve(300, 0);
        draw(400, 4 * MINUTE);
        assertEquals(1, count("told"));
    }

    @Test
    void onlyWhatIsApprovedIsHeldAndNeverLessThanTheMonthHasPaidFor() {
        site("2026-05-12T07:45:00Z");
        draw(400, PART);
        draw(390, 5 * MINUTE);
        assertEquals("GUARD_IDLE", state());
        assertEquals(0, count("watched"));
        approve(300, 0);
        draw(350, 10 * MINUTE);
        draw(390, PART);
        assertEquals(0, count("told"), "the month has paid for 400 kW");
        draw(600, 4 * MINUTE);
        assertEquals(1, count("told"));
        assertTrue(
                book.proposed().reasons().get(0).text().contains("month's peak"),
                book.proposed().reasons().toString());
    }

    @Test
    void aNewMonthBeginsWithoutAPeakByTheWallClock() {
        site("2026-10-31T22:15:00Z");
        draw(400, PART);
        approve(300, 0);
        draw(390, 2 * PART);
        assertEquals(0, count("told"), "October has paid for 400 kW");
        draw(390, PART);
        assertEquals(1, count("told"), "November begins at 23:00 UTC");
    }

    @Test
    void theHoursOfBothClockChangesHaveFourPartsEach() {
        for (String day : List.of("2026-03-29", "2026-10-25")) {
            site(day + "T00:15:00Z");
            draw(250, PART);
            approve(300, 0);
            for (int part = 1; part <= 6; part++) {
                draw(400 + 20 * part, PART);
                assertEquals(part, count("told"), day);
            }
        }
    }

    @Test
    void loadsThatMayPauseAreNamedAndThoseThatMayNotAreNamedAsThat() {
        inputs.put("loads", LOADS);
        site("2026-05-11T21:45:00Z");
        draw(150, PART);
        approve(300, 0);
        draw(400, 4 * MINUTE);
        assertTrue(last().contains("its block takes until 60 minutes"), last());
        draw(200, 11 * MINUTE + 3 * PART);
        draw(400, 4 * MINUTE);
        assertTrue(last().contains("pump may pause: 45 kW, for 30 minutes"), last());
    }

    private String last() {
        List<? extends Recommendation.Reason> reasons = book.proposed().reasons();
        return reasons.get(reasons.size() - 1).text();
    }
}
