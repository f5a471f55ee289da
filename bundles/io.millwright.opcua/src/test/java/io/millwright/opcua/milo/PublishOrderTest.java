package io.millwright.opcua.milo;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** B8: messages that overtook each other are handed over by their numbers. */
class PublishOrderTest {
    private final List<Runnable> timed = new ArrayList<>();
    private final List<String> handed = new ArrayList<>();
    private final PublishOrder order = new PublishOrder(new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            timed.add(task);
            return null;
        }
    });

    private void came(int subscription, long number, boolean data) {
        String name = subscription + "." + number + (data ? "" : "k");
        order.came(uint(subscription), number, data, new PublishOrder.Message() {
            @Override
            public void handOver() {
                handed.add(name);
            }

            @Override
            public void handOverLate(long nextNumber) {
                handed.add(name + " late, next " + nextNumber);
            }
        });
    }

    private void data(long... numbers) {
        for (long number : numbers) {
            came(1, number, true);
        }
    }

    private void waitIsOver() {
        List<Runnable> due = List.copyOf(timed);
        timed.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void whatComesInOrderGoesOnAtOnce() {
        data(1, 2, 3);
        assertEquals(List.of("1.1", "1.2", "1.3"), handed);
        assertEquals(0, timed.size());
    }

    @Test
    void whoWasOvertakenIsWaitedFor() {
        data(2, 3, 1, 5, 4, 6);
        assertEquals(List.of("1.1", "1.2", "1.3", "1.4", "1.5", "1.6"), handed);
        waitIsOver();
        assertEquals(6, handed.size());
    }

    @Test
    void whoIsMissingForTooLongIsLostAndHisMessageNoNewBeginning() {
        data(1, 3, 4);
        assertEquals(List.of("1.1"), handed);
        waitIsOver();
        assertEquals(List.of("1.1", "1.3", "1.4"), handed);
        data(2, 5);
        assertEquals(List.of("1.1", "1.3", "1.4", "1.2 late, next 5", "1.5"), handed);
    }

    @Test
    void everyGapIsWaitedFor() {
        data(1, 3, 5);
        waitIsOver();
        assertEquals(List.of("1.1", "1.3"), handed);
        data(4);
        assertEquals(List.of("1.1", "1.3", "1.4", "1.5"), handed);
    }

    @Test
    void keepAlivesBearTheNumberOfTheNextMessage() {
        came(1, 1, false);
        data(1);
        came(1, 2, false);
        came(1, 2, false);
        came(1, 4, false);
        data(2, 3);
        assertEquals(List.of("1.1k", "1.1", "1.2k", "1.2k", "1.2", "1.3", "1.4k"), handed);
    }

    /** By its time it says that nothing is missing before it. */
    @Test
    void aKeepAliveGoesBeforeNothingThatIsMissing() {
        came(1, 2, false);
        came(1, 2, false);
        data(2);
        assertEquals(List.of(), handed);
        data(1);
        assertEquals(List.of("1.1", "1.2k", "1.2k", "1.2"), handed);
    }

    @Test
    void aMessageThatComesTwiceCountsOnce() {
        data(3, 2, 3);
        assertEquals(List.of(), handed);
        data(1);
        assertEquals(List.of("1.1", "1.2", "1.3", "1.3 late, next 4"), handed);
    }

    @Test
    void subscriptionsDoNotWaitForEachOther() {
        came(1, 2, true);
        came(2, 1, true);
        assertEquals(List.of("2.1"), handed);
    }

    @Test
    void numbersBeginAnewBehindTheGreatest() {
        PublishOrder.Message nobody = new PublishOrder.Message() {
            @Override
            public void handOver() {}

            @Override
            public void handOverLate(long nextNumber) {}
        };
        long greatest = (1L << 32) - 1;
        order.came(uint(1), greatest, true, nobody);
        waitIsOver();
        data(1, 2);
        assertEquals(List.of("1.1", "1.2"), handed);
    }

    /** A PLC that was restarted. */
    @Test
    void anIdThatIsGivenAgainIsAnotherSubscription() {
        data(1, 2, 3, 5);
        order.begins(uint(1));
        assertEquals(List.of("1.1", "1.2", "1.3", "1.5"), handed);
        handed.clear();
        data(1, 2);
        assertEquals(List.of("1.1", "1.2"), handed);
    }
}
