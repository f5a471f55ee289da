package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often, and how long after each other, trials are repeated that were not over in time. */
class LateTrialsTest {
    @Test
    void pausesDoubleUpToTenMinutes() {
        assertEquals(
                List.of(30_000L, 60_000L, 120_000L, 240_000L, 480_000L, 600_000L, 600_000L),
                IntStream.rangeClosed(1, 7).mapToObj(LateTrials::pauseMillis).toList());
        assertEquals(600_000L, LateTrials.pauseMillis(LateTrials.MOST));
    }

    @Test
    void theyEnd() {
        assertFalse(LateTrials.repeated(0), "none was late");
        assertTrue(LateTrials.repeated(1));
        assertTrue(LateTrials.repeated(19));
        assertFalse(LateTrials.repeated(20));
        assertEquals("", LateTrials.told(0));
        assertEquals("; tried again 600 s later, trial 20 of 20", LateTrials.told(19));
        assertEquals("; not tried again, 20 trials took too long", LateTrials.told(20));
    }
}
