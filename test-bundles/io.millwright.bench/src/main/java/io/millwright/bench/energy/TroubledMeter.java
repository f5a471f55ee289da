package io.millwright.bench.energy;

import io.millwright.planning.energy.Consumption;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.MeterParts.Kind;
import io.millwright.planning.energy.MeterParts.Meter;

/**
 * What a counter in kWh tells of a month and the 60 days before: it is read every five minutes, rolls over at 100,000 kWh, is reset on the
 * month's 9th, and is silent all of the 17th.
 */
final class TroubledMeter implements Consumption {
    private static final int READ_PER_PART = 3;
    private static final int DAYS_BEFORE = 60;
    private static final int RESET_DAY = 8;
    private static final int SILENT_DAY = 16;
    private static final double ROLLOVER = 100_000;
    private static final double MOST_KW = 1_000;

    private final MeterParts parts = new MeterParts(new Meter(Kind.COUNTER, ROLLOVER, MOST_KW));

    TroubledMeter(PlantYear year, int month) {
        long start = year.start(month);
        double counter = 0;
        for (long part = start - (long) DAYS_BEFORE * MeterParts.DAY; part <= year.end(month); part++) {
            double kwh = year.all().kwh(part);
            for (int i = 0; i < READ_PER_PART; i++) {
                long day = Math.floorDiv(part - start, (long) MeterParts.DAY);
                if (day != SILENT_DAY) {
                    parts.sample(part * MeterParts.PART_MICROS + i * MeterParts.PART_MICROS / READ_PER_PART, counter);
                }
                counter = (counter + (Double.isNaN(kwh) ? 0 : kwh) / READ_PER_PART) % ROLLOVER;
            }
            if (part == start + (long) RESET_DAY * MeterParts.DAY + 30) {
                counter = 0;
            }
        }
    }

    @Override
    public double kwh(long part) {
        return parts.kwh(part);
    }
}
