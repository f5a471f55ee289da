package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.Proposal;
import io.millwright.planning.stock.Consumption;
import io.millwright.planning.stock.ConsumptionCsv;
import io.millwright.planning.stock.Periods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters of a PLC are consumption, whatever happens to counter, connection and gateway. */
class StoreCountersTest {
    private static final int GOOD = 0;
    private static final int BAD = 0x80000000;
    private static final int FEBRUARY = 56 * 12 + 1;

    @TempDir
    Path folder;

    private int over;
    private StoreCounters counters;

    @BeforeEach
    void begin() {
        counters = open();
    }

    private StoreCounters open() {
        return new StoreCounters(
                Periods.MONTH,
                1_000,
                ZoneOffset.UTC,
                List.of("bolt", "nut, M8"),
                folder.resolve("counters.csv"),
                () -> at(4, 1),
                () -> over++);
    }

    private static long at(int month, int day) {
        return TimeUnit.SECONDS.toMicros(
                LocalDate.of(2026, month, day).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
    }

    private void reads(int month, int day, double bolts, double nuts) {
        counters.sample(0, bolts, GOOD, at(month, day));
        counters.sample(1, nuts, GOOD, at(month, day));
        counters.progress(at(month, day));
    }

    @Test
    void aMonthIsKnownWhenTheNextBeginsOverRollOverAndResetAndWhileNothingIsUsed() {
        reads(1, 10, 4_294_967_290.0, 500);
        reads(2, 1, 4_294_967_295.0, 500);
        assertEquals(0, over);
        // The bolts' counter rolls over, the nuts' one is reset; then nothing is used any more, and nothing is sent.
        reads(2, 20, 4, 3);
        counters.progress(at(3, 1));
        assertEquals(1, over);
        counters.progress(at(4, 1));
        assertEquals(2, over);
        assertEquals(
                Map.of(
                        "bolt", Map.of(FEBRUARY, 10f, FEBRUARY + 1, 0f),
                        "nut, M8", Map.of(FEBRUARY, 3f, FEBRUARY + 1, 0f)),
                counters.over());
        assertEquals("Counters of parts: 1 roll-overs, 1 resets or jumps, 0 readings refused.", counters.odd());
    }

    @Test
    void aBadValueIsNoReadingAndNotTakenForASteadyOne() {
        reads(1, 10, 10, 10);
        reads(2, 1, 20, 20);
        counters.sample(0, Double.NaN, BAD, at(2, 20));
        counters.progress(at(3, 1));
        assertEquals(Map.of(), counters.over().get("bolt"));
        assertEquals(1, counters.over().get("nut, M8").size());
    }

    @Test
    void oneTimeOfAClockThatWasWrongHoldsUpNothingThatComesLater() throws IOException {
        reads(1, 10, 10, 10);
        reads(2, 1, 20, 20);
        long wrong = at(2, 10) + TimeUnit.DAYS.toMicros(73 * 365);
        counters.sample(0, 21, GOOD, wrong);
        counters.progress(wrong);
        counters.keep();
        counters = open();
        reads(2, 25, 32, 20);
        reads(3, 2, 33, 20);
        assertEquals(22f, counters.over().get("bolt").get(FEBRUARY));
        counters.sample(0, 34, GOOD, wrong);
        assertEquals(
                "1 readings of parts were left out: their time is more than a day ahead of the gateway's clock.",
                counters.odd());
    }

    @Test
    void whatCouldNotBeKeptIsKeptTheNextTime() throws IOException {
        Path file = folder.resolve("counters.csv");
        Files.createDirectories(file.resolve("in-the-way"));
        reads(1, 10, 10, 10);
        assertThrows(IOException.class, () -> counters.keep());
        Files.delete(file.resolve("in-the-way"));
        Files.delete(file);
        counters.keep();
        assertTrue(Files.readString(file).contains("bolt"));
    }

    @Test
    void whatWasCountedIsThereAfterARestartAndWhatWasUsedMeanwhileIsCounted() throws IOException {
        reads(1, 10, 10, 10);
        reads(2, 1, 20, 20);
        reads(2, 10, 25, 20);
        counters.keep();
        counters = open();
        reads(2, 25, 32, 20);
        reads(3, 2, 33, 20);
        assertEquals(22f, counters.over().get("bolt").get(FEBRUARY));
        assertEquals(10f, counters.over().get("nut, M8").get(FEBRUARY));
        counters.keep();
        counters = open();
        assertEquals(22f, counters.over().get("bolt").get(FEBRUARY));
        Files.writeString(folder.resolve("counters.csv"), "nonsense");
        counters = open();
        assertEquals(Map.of(), counters.over().get("bolt"));
    }

    @Test
    void whereALineTellsOfAPartAndMonthTheLineCounts() {
        Consumption given = ConsumptionCsv.read(
                "part,period,quantity\nbolt,2026-01,7\nbolt,2026-02,9\nwasher,2026-01,1\n",
                Periods.MONTH,
                ConsumptionCsv.Absent.UNKNOWN);
        Consumption both =
                given.with(Map.of("bolt", Map.of(FEBRUARY, 10f, FEBRUARY + 1, 11f), "nut", Map.of(FEBRUARY + 1, 5f)));
        assertEquals(List.of("bolt", "washer", "nut"), both.parts());
        assertEquals(3, both.count());
        assertEquals(9f, both.at(0, 1));
        assertEquals(11f, both.at(0, 2));
        assertTrue(Float.isNaN(both.at(1, 2)));
        assertEquals(5f, both.at(2, 2));
        assertEquals(2, both.unknown());
    }

    @Test
    void thePlanKnowsTheMonthThatWasCounted() {
        StringBuilder csv = new StringBuilder("part,period,quantity\n");
        for (int month = 0; month < 37; month++) {
            csv.append(String.format("bolt,%d-%02d,%d%n", 2023 + month / 12, 1 + month % 12, 10 + month % 3));
        }
        reads(1, 10, 0, 0);
        reads(2, 1, 4, 0);
        reads(3, 1, 40, 0);
        OrderSettings settings = OrderSettings.of(Map.of(
                "counters.connection",
                "plc",
                "counters.tags",
                "bolt=Stores1.P01.issued\n nut, M8 = Stores1.P02.issued"));
        assertEquals(List.of("bolt", "nut, M8"), List.copyOf(settings.counters().keySet()));
        Proposal proposal = new OrderMaker(settings, name -> null, counters)
                .make(Map.of("consumption", csv.toString(), "parts", "part,on_hand\nbolt,0\n"), 0, Occasion.EVENT);
        assertTrue(proposal.document().contains("\"last_period\":\"2026-02\""), proposal.document());
    }

    @Test
    void aWrongLineOfCountersIsNamedWithItsRemedy() {
        for (String wrong : List.of("", "bolt", "=tag", "bolt=", "bolt=a\nbolt=b")) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> OrderSettings.of(Map.of("counters.connection", "plc", "counters.tags", wrong)))
                    .getMessage();
            assertTrue(message.startsWith("Counters ") && message.contains("; "), message);
        }
    }
}
