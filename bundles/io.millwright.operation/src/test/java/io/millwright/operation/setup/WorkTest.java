package io.millwright.operation.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One step at a time, and none that has ended stays under way. */
class WorkTest {
    private final Work work = new Work();

    @AfterEach
    void close() {
        work.close();
    }

    @Test
    void aStepThatMeetsAnErrorHasFailedAndTheNextOneBegins() throws Exception {
        work.begin("connect", () -> {
            throw new NoClassDefFoundError("org/eclipse/kura/gone");
        });
        // Waits until that one has ended.
        work.begin("model", () -> "found");
        ended();
        assertEquals("model", work.document().getString("name", ""));
        assertEquals("DONE", work.document().getString("state", ""));
        assertEquals("found", work.document().getString("text", ""));
    }

    @Test
    void aStepThatTheStopKeptFromItsBeginningIsNotUnderWayForEver() throws Exception {
        CountDownLatch looks = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        work.look(() -> {
            looks.countDown();
            never.await();
            return "";
        });
        assertTrue(looks.await(60, TimeUnit.SECONDS));
        work.begin("model", () -> "found");
        work.close();
        assertEquals("FAILED", work.document().getString("state", ""));
        assertEquals("the gateway stops", work.document().getString("text", ""));
    }

    private void ended() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        // Told to whoever waits on it, as by the next step's beginning.
        synchronized (work) {
            while (work.document().getString("state", "").equals("RUNNING") && System.nanoTime() < end) {
                work.wait(1_000);
            }
        }
    }
}
