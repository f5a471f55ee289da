package io.millwright.planning.plan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** However many threads do not end, they are waited for together, and then interrupted. */
class EndingTest {
    private final CountDownLatch never = new CountDownLatch(1);

    private Thread stuck() {
        Thread stuck = new Thread(
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stuck");
        stuck.setDaemon(true);
        stuck.start();
        return stuck;
    }

    @Test
    void threeThatDoNotEndTakeNoLongerThanOneAndAreInterrupted() throws InterruptedException {
        Thread[] all = {stuck(), stuck(), stuck()};
        Ending ending = new Ending();
        ending.add(null, "there is none");
        for (Thread each : all) {
            ending.add(each, "does not end");
        }
        long begun = System.nanoTime();
        ending.await();
        assertTrue(
                System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(10), "they were waited for one after the other");
        for (Thread each : all) {
            each.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(each.isAlive());
        }
    }
}
