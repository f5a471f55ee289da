package io.millwright.opcua.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A8: by how much the source clock differs from the server's, and when one was set. */
class ClockOffsetTest {
    private static final long S = 1_000_000;

    private final ClockOffset clock = new ClockOffset();
    private final Random random = new Random(7);

    /** One tag's changes, with jitter; as the decoder notes them. */
    private void changes(int many, long offset, long usual, long jitter) {
        for (int i = 0; i < many; i++) {
            long now = offset - (jitter == 0 ? 0 : random.nextLong(jitter));
            clock.note(now, now - usual);
        }
    }

    @Test
    void a8TheOffsetIsTheMedianWhateverSingleTimesSay() {
        assertEquals(0, clock.judge());
        assertFalse(clock.known());
        changes(40, 30 * S, 30 * S, 0);
        changes(5, -9_000 * S, -9_000 * S, 0);
        assertEquals(0, clock.judge());
        assertEquals(30 * S, clock.micros());
    }

    @Test
    void a8AStepIsSeenOnceAtAnyRate() {
        for (int perLook : new int[] {5, 20, 1_000}) {
            clock.restart();
            changes(50, 0, 0, S / 10);
            assertEquals(0, clock.judge());
            changes(perLook, -20 * S, 0, S / 10);
            assertEquals(-20, Math.round(clock.judge() / 1e6), "at " + perLook);
            assertEquals(-20, Math.round(clock.micros() / 1e6));
            changes(perLook, -20 * S, -20 * S, S / 10);
            assertEquals(0, clock.judge());
        }
    }

    @Test
    void a8SlowSamplingAndSourcesWithDifferentClocksAreNoSteps() {
        for (int look = 0; look < 200; look++) {
            changes(3, 0, 0, 10 * S);
            if (look > 20) {
                assertEquals(0, clock.judge());
            } else {
                clock.judge();
            }
        }
        clock.restart();
        for (int look = 0; look < 200; look++) {
            boolean other = random.nextInt(10) < 3;
            changes(10, other ? 60 * S : 0, other ? 60 * S : 0, S / 10);
            assertEquals(0, clock.judge());
        }
    }

    @Test
    void a8ASlowDriftIsFollowedAndIsNoStep() {
        for (int look = 0; look < 1_000; look++) {
            changes(10, look * S / 100, look * S / 100, 0);
            assertEquals(0, clock.judge());
        }
        assertEquals(9.9, clock.micros() / 1e6, 0.2);
    }
}
