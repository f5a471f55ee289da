package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.energy.MeterParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a meter counts, kept over restarts. */
class SiteMeterTest {
    private static final long FIRST_PART = 2_000_000;
    private static final long STEP = TimeUnit.SECONDS.toMicros(10);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("site.meter.csv");
    }

    private SiteMeter meter() {
        return new SiteMeter(
                new MeterParts.Meter(MeterParts.Kind.POWER, 0, 5_000),
                file(),
                () -> FIRST_PART * MeterParts.PART_MICROS,
                () -> {});
    }

    private static void power(SiteMeter meter, long from, long until) {
        for (long time = from; time < until; time += STEP) {
            meter.sample(0, 40, 0, time);
            meter.progress(time);
        }
    }

    @Test
    void aFileWithoutAnyPartIsNotWrittenForTheNextToStumbleOver() throws IOException {
        long second = (FIRST_PART + 1) * MeterParts.PART_MICROS;
        SiteMeter begun = meter();
        power(begun, second - 3 * STEP, second + STEP);
        begun.keep();
        assertFalse(Files.exists(file()), "30 s of a quarter of an hour are no part");

        SiteMeter next = meter();
        power(next, second, second + MeterParts.PART_MICROS + STEP);
        next.keep();
        assertTrue(Files.readString(file()).startsWith("start,kwh\n"));
        SiteMeter after = meter();
        power(after, second + MeterParts.PART_MICROS, second + MeterParts.PART_MICROS + STEP);
        assertEquals(10, after.now().kwh(FIRST_PART + 1), 0.5, "40 kW for a quarter of an hour");
    }
}
