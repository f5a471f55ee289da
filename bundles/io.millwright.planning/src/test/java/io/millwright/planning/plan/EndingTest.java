package io.millwright.planning.plan;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However many threads do not end, they are waited for together, and then interrupted. */
class EndingTest {
    /** One after the other they would be waited for 5 min. */
    private static final int THREADS = 60;

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
    @Timeout(value = 150, unit = TimeUnit.SECONDS)
    void manyThatDoNotEndAreWaitedForTogetherAndInterrupted() throws InterruptedException {
        Thread[] all = new Thread[THREADS];
        Ending ending = new Ending();
        ending.add(null, "there is none");
        for (int i = 0; i < THREADS; i++) {
            all[i] = stuck();
            ending.add(all[i], "does not end");
        }
        ending.await();
        for (Thread each : all) {
            each.join(TimeUnit.SECONDS.toMillis(60));
            assertFalse(each.isAlive());
        }
    }
}
