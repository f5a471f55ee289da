package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.plan.Proposal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    private SiteMeter meter;

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
        meter = new SiteMeter(settings.meter(), folder.resolve("site.meter.csv"), () -> over++);
        return new EnergyMaker(settings, meter, name -> null);
    }

    private void run(long from, long to) {
        for (long at = from; at < to; at += 5 * MINUTE) {
            long hour = Math.floorMod(at / TimeUnit.HOURS.toMicros(1), 24);
            meter.sample(0, hour >= 6 && hour < 18 ? 150 : 40, GOOD, at);
            meter.progress(at);
        }
    }

    @Test
    void aWeekdaysPeakPriceIsShiftedAndTheNextPlanComesWhenItIsDue() {
        EnergyMaker maker = maker(Map.of());
        long now = BEGIN + 35 * DAY;
        run(BEGIN, now);
        assertTrue(over > 3_000, "" + over);
        Proposal first = maker.make(Map.of("tariff", TARIFF), now);
        assertTrue(first.proposed(), first.why());
        assertTrue(first.after() < first.before() - 10, first.before() + " " + first.after());
        JsonObject document = Json.parse(first.document()).asObject();
        assertEquals(96, document.getInt("parts", 0));
        assertTrue(
                first.reasons().get(2).contains("four weeks"), first.reasons().toString());

        assertNull(maker.make(Map.of("tariff", TARIFF), now + 10 * MINUTE));
        run(now, now + DAY / 4);
        assertNotNull(maker.make(Map.of("tariff", TARIFF), now + DAY / 4));
        assertNotNull(maker.make(Map.of("tariff", TARIFF.replace("0.40", "0.50")), now + DAY / 4));
    }

    @Test
    void whatTheMeterCountedIsThereAfterARestart() {
        EnergyMaker before = maker(Map.of());
        long now = BEGIN + 35 * DAY;
        run(BEGIN, now);
        Proposal first = before.make(Map.of("tariff", TARIFF), now);
        EnergyMaker after = maker(Map.of());
        run(now, now + 5 * MINUTE);
        Proposal again = after.make(Map.of("tariff", TARIFF), now);
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
                        IllegalArgumentException.class, () -> maker.make(Map.of("tariff", TARIFF), BEGIN + 2 * DAY))
                .getMessage();
        assertTrue(why.contains("28 days"), why);
        assertThrows(IllegalArgumentException.class, () -> maker(Map.of("meter.tag", "")));
        assertThrows(IllegalArgumentException.class, () -> maker(Map.of("time.zone", "Mars/Base")));
        assertThrows(IllegalArgumentException.class, () -> maker.lines("tariff", "price\n1\n"));
    }
}
