package io.millwright.bench.energy;

import io.millwright.csv.CsvTable;
import io.millwright.planning.energy.Consumption;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.SiteClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The recorded energy of the steel plant in 2018, 15 minutes a row. The rows stamped 00:00 close their day but carry that day's date, so the
 * order of the rows is the time, not the stamp. Of a second file with later months each row goes to where its stamp says.
 */
final class PlantYear {
    static final int YEAR = 2018;
    private static final LocalDate FIRST = LocalDate.of(YEAR, 1, 1);
    private static final int DAYS = 365;
    private static final String COLUMN = "Usage_kWh";
    private static final String HOLIDAYS =
            "01-01 02-15 02-16 02-17 03-01 05-01 05-05 05-07 05-22 06-06 06-13 08-15 09-23 09-24 09-25 09-26 10-03 10-09 12-25";

    private final double[] kwh = new double[DAYS * MeterParts.DAY];
    private final SiteClock clock;
    private final long first;

    private PlantYear(ZoneId zone) {
        Set<LocalDate> holidays = Arrays.stream(HOLIDAYS.split(" "))
                .map(day -> LocalDate.parse(YEAR + "-" + day))
                .collect(Collectors.toSet());
        clock = new SiteClock(zone, holidays);
        first = clock.firstPart(FIRST);
        Arrays.fill(kwh, Double.NaN);
    }

    static PlantYear read(Path... files) throws IOException {
        PlantYear year = new PlantYear(ZoneId.of("Asia/Seoul"));
        for (Path file : files) {
            year.add(CsvTable.read(file));
        }
        return year;
    }

    private void add(CsvTable table) {
        int stamp = table.header().indexOf("date");
        int energy = table.header().indexOf(COLUMN);
        int at = -1;
        for (List<String> row : table.rows()) {
            at = at < 0 ? place(row.get(stamp)) : at + 1;
            kwh[at] = Double.parseDouble(row.get(energy));
        }
    }

    /** Where a part lies that ends at a stamp such as 13/01/2018 00:15. */
    private static int place(String stamp) {
        String[] words = stamp.split("[/ :]");
        LocalDate day =
                LocalDate.of(Integer.parseInt(words[2]), Integer.parseInt(words[1]), Integer.parseInt(words[0]));
        int slot = Integer.parseInt(words[3]) * 4 + Integer.parseInt(words[4]) / 15;
        return (int) (day.toEpochDay() - FIRST.toEpochDay()) * MeterParts.DAY + (slot == 0 ? MeterParts.DAY : slot) - 1;
    }

    /** The same plant under another clock: it works by the wall, as it did. */
    PlantYear under(ZoneId zone) {
        PlantYear other = new PlantYear(zone);
        for (int i = 0; i < kwh.length; i++) {
            LocalDateTime time = other.clock.wallClock(other.first + i);
            if (time.getYear() == YEAR) {
                int day = time.getDayOfYear() - 1;
                other.kwh[i] = kwh[day * MeterParts.DAY + SiteClock.slotOfDay(time)];
            }
        }
        return other;
    }

    SiteClock clock() {
        return clock;
    }

    /** Everything that is recorded. */
    Consumption all() {
        return part -> part < first || part >= first + kwh.length ? Double.NaN : kwh[(int) (part - first)];
    }

    double kw(long part) {
        return all().kwh(part) / MeterParts.HOURS;
    }

    long start(int month) {
        return clock.firstPart(LocalDate.of(YEAR, month, 1));
    }

    long end(int month) {
        return clock.firstPart(YearMonth.of(YEAR, month).plusMonths(1).atDay(1));
    }

    boolean has(int month) {
        for (long part = start(month); part < end(month); part++) {
            if (Double.isNaN(all().kwh(part))) {
                return false;
            }
        }
        return true;
    }
}
