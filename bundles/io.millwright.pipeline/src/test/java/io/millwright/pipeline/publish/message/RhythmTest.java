package io.millwright.pipeline.publish.message;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How far apart decisions come. */
class RhythmTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Rhythm rhythm = new Rhythm();
    private long now;

    private void after(long millis) {
        now += millis * MILLI;
        rhythm.came(now, 10 * MILLI);
    }

    private void every(long millis, int times) {
        for (int i = 0; i < times; i++) {
            after(millis);
        }
    }

    /** Whether the next one is waited for, with a delay of 1 s. */
    private boolean waits() {
        return rhythm.worthWaiting(now + 1_000 * MILLI, 750 * MILLI);
    }

    @Test
    void companyThatCannotComeInTimeIsNotWaitedFor() {
        every(1_000, 30);
        assertFalse(waits());
    }

    @Test
    void companyThatComesInTimeIsWaitedFor() {
        every(400, 30);
        assertTrue(waits());
    }

    @Test
    void oneDecisionThatComesEarlyIsNoRhythm() {
        every(1_000, 20);
        after(475);
        after(1_525);
        for (int i = 0; i < 20; i++) {
            assertFalse(waits(), "after " + i);
            after(1_000);
        }
    }

    @Test
    void aFasterRhythmIsNoticed() {
        every(1_000, 20);
        every(400, 3);
        assertTrue(waits());
    }

    @Test
    void beforeAnythingIsKnownDecisionsWait() {
        every(1_000, 3);
        assertTrue(waits());
    }
}
