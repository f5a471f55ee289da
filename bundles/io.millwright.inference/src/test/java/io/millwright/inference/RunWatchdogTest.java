package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The thread that ends runs outlives whatever one run does. */
class RunWatchdogTest {
    @Test
    void aRunThatThrowsDoesNotEndTheWatchOverTheOthers() throws Exception {
        RunWatchdog watchdog = new RunWatchdog();
        CountDownLatch looks = new CountDownLatch(3);
        watchdog.start();
        try {
            watchdog.add(now -> {
                throw new IllegalStateException("a bug");
            });
            watchdog.add(now -> looks.countDown());
            watchdog.expect(5);
            assertTrue(looks.await(30, TimeUnit.SECONDS));
        } finally {
            watchdog.stop(5_000);
        }
    }
}
