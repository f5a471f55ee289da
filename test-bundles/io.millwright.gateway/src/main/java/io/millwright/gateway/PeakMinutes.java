package io.millwright.gateway;

import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.PeakWatch;
import io.millwright.planning.energy.PeakWatch.Look;
import io.millwright.planning.energy.PeakWatch.Then;
import java.time.Instant;
import java.util.List;

/**
 * A quarter of an hour at the meter once more, minute by minute, under the same watch that the gateway has over the running one. A peak needs
 * minutes to be told, and a PLC whose clock runs ahead is refused: so it is run from what the meter counted.
 */
final class PeakMinutes {
    private static final long MICROS = 1_000_000L;
    private static final long MINUTE = 60 * MICROS;

    private PeakMinutes() {}

    /**
     * Returns what the watch tells, null where it tells nothing.
     *
     * @param csv {@code start,kwh} per minute: the quarter before, then the one that is watched
     * @param limitKw what the mean is held below
     * @param mostKw the greatest power of the site
     */
    static Look told(List<String> csv, double limitKw, double mostKw) {
        MeterParts meter = new MeterParts(new MeterParts.Meter(MeterParts.Kind.COUNTER, 0, mostKw));
        PeakWatch watch = new PeakWatch();
        long start = micros(csv.get(1));
        double counter = 0;
        meter.sample(start, counter);
        for (String line : csv.subList(1, csv.size())) {
            counter += Double.parseDouble(line.split(",")[1]);
            long now = micros(line) + MINUTE;
            meter.sample(now, counter);
            if (MeterParts.partOf(now) > MeterParts.partOf(start)) {
                Look look = watch.look(now, meter.running(now), false, 0, limitKw);
                if (look.then() == Then.TELL) {
                    return look;
                }
            }
        }
        return null;
    }

    private static long micros(String line) {
        return Instant.parse(line.split(",")[0]).getEpochSecond() * MICROS;
    }
}
