package io.millwright.pipeline.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rows per day, whatever the source's clock does. */
class PaceTest {
    private final Pace pace = new Pace();
    private long now = TimeUnit.SECONDS.toMicros(5);

    private void minutes(int rows) {
        for (int row = 0; row < rows; row++) {
            now += TimeUnit.MINUTES.toMicros(1);
            pace.row(now);
        }
    }

    @Test
    void aBreakCountsAndAClockThatIsSetDoesNot() {
        minutes(721);
        now += TimeUnit.DAYS.toMicros(56 * 365);
        minutes(1_440);
        assertEquals(1_440, pace.rowsPerDay(), 1);
        now -= TimeUnit.DAYS.toMicros(20 * 365);
        minutes(720);
        assertEquals(1_440, pace.rowsPerDay(), 1);
        now += TimeUnit.DAYS.toMicros(2);
        minutes(1);
        assertEquals(720, pace.rowsPerDay(), 2);
    }
}
