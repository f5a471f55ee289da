package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A factory's meter: shifts and weekends in its load, a counter that rolls over and is reset, and its history. */
class SiteCellTest {
    private static final long PERIOD = 10_000_000L;
    private static final LocalDate MONDAY = LocalDate.of(2026, 10, 19);

    private final List<String> told = new ArrayList<>();
    private final SiteCell cell = new SiteCell(1, 7, told::add);

    private static long micros(LocalDate day, int hour) {
        return day.atTime(LocalTime.of(hour, 0)).atZone(SiteLoad.ZONE).toEpochSecond() * 1_000_000L;
    }

    private double value(int tag) {
        return (double) cell.tags().get(tag).current().getValue().getValue();
    }

    private long run(long from, long until) {
        for (long at = from; at < until; at += PERIOD) {
            cell.write(at);
        }
        return until;
    }

    @Test
    void shiftsNightsAndWeekendsDiffer() {
        SiteLoad load = new SiteLoad(7);
        double early = load.kw(micros(MONDAY, 10));
        double late = load.kw(micros(MONDAY, 20));
        double night = load.kw(micros(MONDAY, 2));
        double saturday = load.kw(micros(MONDAY.plusDays(5), 10));
        double sunday = load.kw(micros(MONDAY.plusDays(6), 10));
        assertTrue(early > late * 0.9 && late > 1.3 * saturday && saturday > 1.5 * night, early + " " + late);
        assertTrue(night > sunday, night + " " + sunday);
        assertEquals(load.kw(micros(MONDAY, 10)), new SiteLoad(7).kw(micros(MONDAY, 10)));
        int peaks = 0;
        for (int day = 0; day < 28; day++) {
            double most = 0;
            for (long part = micros(MONDAY.plusDays(day), 6) / 900_000_000L, end = part + 64; part < end; part++) {
                most = Math.max(most, load.kwh(part) * 4);
            }
            peaks += most > 360 ? 1 : 0;
        }
        assertTrue(peaks >= 2 && peaks <= 15, "days with a peak: " + peaks);
    }

    @Test
    void theCounterCountsWhatIsDrawnOverItsRollOverAndAReset() {
        long start = micros(MONDAY, 12);
        run(start, start + PERIOD);
        double before = value(0);
        run(start + PERIOD, start + 3_600_000_000L);
        double counted = value(0) + 100_000 - before;
        double drawn = 0;
        for (long part = start / 900_000_000L, end = part + 4; part < end; part++) {
            drawn += new SiteLoad(7).kwh(part);
        }
        assertEquals(drawn, counted, 0.02 * drawn);
        assertTrue(told.contains("SITE Site1 rolled-over"), told.toString());
        cell.reset();
        run(start + 3_600_000_000L, start + 3_600_000_000L + PERIOD);
        assertTrue(value(0) < 2, "after the reset: " + value(0));
    }

    @Test
    void moreIsDrawnForAsLongAsWasSaid() {
        long start = micros(MONDAY, 2);
        cell.more(300, 60);
        long at = run(start, start + 60_000_000L);
        assertTrue(value(1) > 330, "" + value(1));
        run(at, at + PERIOD);
        assertTrue(value(1) < 100, "" + value(1));
    }

    @Test
    void theHistoryIsWhatTheMeterWouldHaveCounted(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("history.csv");
        cell.history(2, micros(MONDAY, 12) + 5_000_000L, file);
        List<String> lines = Files.readAllLines(file);
        assertEquals("start,kwh", lines.get(0));
        assertEquals(1 + 2 * 96, lines.size());
        String[] last = lines.get(2 * 96).split(",");
        assertEquals("2026-10-19T09:45:00Z", last[0]);
        assertEquals(new SiteLoad(7).kwh(micros(MONDAY, 12) / 900_000_000L - 1), Double.parseDouble(last[1]), 0.001);
    }

    @Test
    void theMinutesOfAQuarterAddUpToIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("minutes.csv");
        cell.minutes(Instant.parse("2026-10-19T09:45:00Z"), file);
        List<String> lines = Files.readAllLines(file);
        assertEquals(1 + 30, lines.size());
        assertTrue(lines.get(16).startsWith("2026-10-19T10:00:00Z,"), lines.get(16));
        double kwh = lines.subList(16, 31).stream()
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                .sum();
        assertEquals(new SiteLoad(7).kwh(micros(MONDAY, 12) / 900_000_000L), kwh, 0.001);
    }
}
