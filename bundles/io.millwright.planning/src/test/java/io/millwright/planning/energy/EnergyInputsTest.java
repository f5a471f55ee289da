package io.millwright.planning.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Inputs are taken whole, or refused with line, column, value and remedy. */
class EnergyInputsTest {
    private static final SiteClock CLOCK = new SiteClock(ZoneId.of("UTC"), Set.of(LocalDate.of(2026, 7, 1)));

    @Test
    void ofThePricesTheFirstLineThatFitsCounts() {
        Tariff tariff = EnergyInputs.tariff(
                EnergyInputs.TARIFF
                        + "\n*,sat+sun+holiday,00:00,24:00,0.05\n11-2,*,22:00,6:00,0.06\n6-8,mon-fri,10:00,12:00,0.19\n*,*,00:00,24:00,0.1\n",
                8);
        assertEquals(0.19, price(tariff, "2026-07-02", 40), "Thursday, 10:00");
        assertEquals(0.05, price(tariff, "2026-07-01", 40), "a holiday");
        assertEquals(0.05, price(tariff, "2026-07-04", 40), "Saturday");
        assertEquals(0.06, price(tariff, "2026-01-02", 88), "Friday, 22:00");
        assertEquals(0.06, price(tariff, "2026-01-02", 23), "Friday, 05:45");
        assertEquals(0.1, price(tariff, "2026-01-02", 24), "Friday, 06:00");
        assertEquals(0.1, price(tariff, "2026-04-02", 88));
    }

    private static double price(Tariff tariff, String day, int slot) {
        return tariff.price(CLOCK, CLOCK.firstPart(LocalDate.parse(day)) + slot);
    }

    @Test
    void whatIsWrongIsNamed() {
        refused(
                "tariff, line 1: the header is \"a,b\". Remedy: write months,days,from,to,price_per_kwh.",
                () -> EnergyInputs.tariff("a,b\n1,2\n", 8));
        refused("line 2, column price_per_kwh: \"NaN\"", () -> tariff("*,*,00:00,24:00,NaN"));
        refused("line 2, column price_per_kwh: \"1e99\"", () -> tariff("*,*,00:00,24:00,1e99"));
        refused("line 2, column from: \"10:05\"", () -> tariff("*,*,10:05,24:00,1"));
        refused("line 2, column days: \"mon-funday\"", () -> tariff("*,mon-funday,00:00,24:00,1"));
        refused("line 2, column months: \"13\"", () -> tariff("13,*,00:00,24:00,1"));
        refused("month 1, holiday at 00:00", () -> tariff("*,mon-sun,00:00,24:00,1"));
        refused("peak_per_kw -1.0", () -> EnergyInputs.tariff(EnergyInputs.TARIFF + "\n*,*,00:00,24:00,1\n", -1));
        refused(
                "holidays, line 3, column date: \"2026-02-30\"",
                () -> EnergyInputs.holidays("date,name\n2026-01-01,New Year\n2026-02-30,x\n"));
        refused("loads, line 2: Load pump, min_on_minutes", () -> loads("pump,40,60,06:00,18:00,90,15"));
        refused("line 2, column minutes: \"-15\"", () -> loads("pump,40,-15,06:00,18:00,15,15"));
        refused("line 2, column minutes: \"20\"", () -> loads("pump,40,20,06:00,18:00,15,15"));
        refused(
                "line 3, column load: \"pump\"",
                () -> loads("pump,40,60,06:00,18:00,15,15\npump,40,60,06:00,18:00,15,15"));
        refused("history, line 3, column start", () -> history("2026-01-01T00:00:00Z,1\n2026-01-01T01:00:00+01:00,1"));
        refused("line 2, column start: \"2026-01-01T00:07:00Z\"", () -> history("2026-01-01T00:07:00Z,1"));
        refused("line 2, column kwh: \"26\"", () -> history("2026-01-01T00:00:00Z,26"));
        refused("the quote opened", () -> history("\"2026"));
    }

    @Test
    void whatIsRightIsTaken() {
        assertEquals(
                List.of(new ShiftableLoad("pump", 40, 4, 24, 96, 2, 1)),
                EnergyInputs.loads(EnergyInputs.LOADS + "\npump,40,60,6:00,24:00,30,15\n"));
        assertEquals(Set.of(LocalDate.of(2026, 1, 1)), EnergyInputs.holidays("date,name\n2026-01-01,New Year\n"));
        assertEquals(
                20.0,
                EnergyInputs.history("start,kwh\n2026-01-01T01:00:00+01:00,20\n", 100)
                        .get(CLOCK.firstPart(LocalDate.of(2026, 1, 1))));
    }

    @Test
    void whatCannotBeOverYetIsRefusedWithItsPlace() {
        long now = Instant.parse("2026-01-01T00:30:00Z").getEpochSecond() * 1_000_000;
        String csv = EnergyInputs.HISTORY + "\n2026-01-01T00:15:00Z,20\n2027-01-01T00:00:00Z,20\n";
        refused("line 3, column start: \"2027-01-01T00:00:00Z\" is more than a day ahead", () -> {
            EnergyInputs.history(csv, 100, micros -> micros <= now);
        });
    }

    private static void tariff(String line) {
        EnergyInputs.tariff(EnergyInputs.TARIFF + "\n" + line + "\n", 8);
    }

    private static void loads(String lines) {
        EnergyInputs.loads(EnergyInputs.LOADS + "\n" + lines + "\n");
    }

    private static void history(String lines) {
        EnergyInputs.history(EnergyInputs.HISTORY + "\n" + lines + "\n", 100);
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
