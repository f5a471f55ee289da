package io.millwright.operation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms are looked after until the bundle ends, whatever one of them leaves behind. */
class TickerTest {
    private static final long WAIT_SECONDS = 60;

    private final CountDownLatch looks = new CountDownLatch(3);
    private final Ticker ticker = new Ticker();

    @AfterEach
    void end() {
        ticker.deactivate();
    }

    private void ticksBehind(Tick room) throws InterruptedException {
        ticker.addRoom(room);
        ticker.addRoom(looks::countDown);
        ticker.activate();
        assertTrue(looks.await(WAIT_SECONDS, TimeUnit.SECONDS), "the other room is looked after no more");
    }

    @Test
    void aRoomThatLeavesTheInterruptFlagSetEndsNothing() throws InterruptedException {
        ticksBehind(() -> Thread.currentThread().interrupt());
    }

    @Test
    void aRoomThatRunsOutOfStackOrMemoryEndsNothing() throws InterruptedException {
        ticksBehind(() -> {
            throw looks.getCount() % 2 == 0 ? new StackOverflowError() : new OutOfMemoryError();
        });
    }
}
