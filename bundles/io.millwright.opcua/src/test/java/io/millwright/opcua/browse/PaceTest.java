package io.millwright.opcua.browse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server gets no more requests than it may, in any second, however fast or slow it answers. */
class PaceTest {
    private long now;
    private final List<Long> sent = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 1_000})
    void noSecondHasOneTooMany(int most) {
        Pace pace = new Pace(most, 1, () -> now, nanos -> now += nanos);
        for (int i = 0; i < 5 * most; i++) {
            pace.await();
            sent.add(now);
            // Answers take no time, or longer than a request is apart.
            now += i % 7 == 0 ? TimeUnit.SECONDS.toNanos(2) / most : 0;
        }
        long second = TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i + most < sent.size(); i++) {
            assertTrue(sent.get(i + most) - sent.get(i) > second, "request " + i);
        }
        assertEquals(5 * most, pace.count());
    }

    @Test
    void aBurstAfterAPauseIsPaidForByThePause() {
        Pace pace = new Pace(20, 20, () -> now, nanos -> now += nanos);
        for (int i = 0; i < 20; i++) {
            pace.await();
        }
        assertEquals(0, now);
        pace.await();
        assertEquals(50, TimeUnit.NANOSECONDS.toMillis(now));
        now += TimeUnit.SECONDS.toNanos(10);
        long paused = now;
        for (int i = 0; i < 20; i++) {
            pace.await();
        }
        assertEquals(paused, now, "no more is saved up than one burst");
        pace.await();
        assertTrue(now > paused);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysPending() {
        Pace pace = new Pace(1, 1, () -> now, nanos -> {
            throw new InterruptedException();
        });
        pace.await();
        pace.await();
        assertTrue(Thread.interrupted());
    }
}
