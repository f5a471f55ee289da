package io.millwright.opcua.milo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryTimerTest {
    @Test
    void onlyPausesBetweenAttemptsAreShortened() {
        RetryTimer timer = new RetryTimer(MiloThreads.threads("test-timer-"));
        try {
            assertTrue(millis(timer.schedule(() -> {}, 16, TimeUnit.SECONDS)) <= 1_000);
            assertTrue(millis(timer.schedule(() -> 1, 16, TimeUnit.SECONDS)) <= 1_000);
            assertTrue(millis(timer.schedule(() -> {}, 600_000, TimeUnit.MILLISECONDS)) > 1_000);
        } finally {
            timer.shutdownNow();
        }
    }

    private static long millis(Delayed task) {
        return task.getDelay(TimeUnit.MILLISECONDS);
    }
}
