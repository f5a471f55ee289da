package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millwright.planning.energy.PeakWatch.Look;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A quarter of an hour, minute by minute: when the watch tells, and of what. */
class PeakMinutesTest {
    private static final Instant START = Instant.parse("2026-10-13T11:30:00Z");

    /** A quarter of the one power, then one of the other. */
    private static List<String> minutes(double before, double within) {
        List<String> csv = new ArrayList<>(List.of("start,kwh"));
        for (int minute = 0; minute < 30; minute++) {
            csv.add(START.plusSeconds(minute * 60L) + "," + (minute < 15 ? before : within) / 60);
        }
        return csv;
    }

    @Test
    void aPeakIsToldInItsThirdMinuteWithWhatHasToBeShed() {
        Look look = PeakMinutes.told(minutes(250, 420), 300, 1_000);
        assertEquals(12, TimeUnit.MICROSECONDS.toMinutes(look.leftMicros()));
        assertEquals(420, look.projectedKw(), 1);
        // What lies above is shed in the rest alone.
        assertEquals(120 * 15 / 12.0, look.shedKw(), 2);
    }

    @Test
    void nothingIsToldOfAQuarterThatStaysBelow() {
        assertNull(PeakMinutes.told(minutes(420, 290), 300, 1_000));
    }

    @Test
    void aStepThatTheSiteCannotDrawIsNoPeak() {
        assertNull(PeakMinutes.told(minutes(250, 420), 300, 400));
    }
}
