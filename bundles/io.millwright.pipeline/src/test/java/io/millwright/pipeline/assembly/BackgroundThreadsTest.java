package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundThreadsTest {
    private final BackgroundThreads threads = new BackgroundThreads();

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void aTaskWithABugDoesNotKeepOthersFromTheirSecond() throws Exception {
        CountDownLatch failed = new CountDownLatch(2);
        CountDownLatch looked = new CountDownLatch(2);
        threads.watch(() -> {
            failed.countDown();
            throw new IllegalStateException("a bug, on purpose");
        });
        threads.watch(looked::countDown);
        assertTrue(looked.await(Bound.SECONDS, TimeUnit.SECONDS));
        assertTrue(failed.await(Bound.SECONDS, TimeUnit.SECONDS));
    }

    /** Also where it is closed by one that comes before it in the same second. */
    @Test
    void aClosedWatchDoesNotBeginAnyMore() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        BackgroundThreads.Watch[] second = new BackgroundThreads.Watch[1];
        CountDownLatch begin = new CountDownLatch(1);
        CountDownLatch passed = new CountDownLatch(2);
        threads.watch(() -> {
            if (begin.getCount() == 0) {
                second[0].close();
                passed.countDown();
            }
        });
        second[0] = threads.watch(looks::incrementAndGet);
        begin.countDown();
        assertTrue(passed.await(Bound.SECONDS, TimeUnit.SECONDS));
        int before = looks.get();
        CountDownLatch again = new CountDownLatch(2);
        threads.watch(again::countDown);
        assertTrue(again.await(Bound.SECONDS, TimeUnit.SECONDS));
        assertEquals(before, looks.get());
    }
}
