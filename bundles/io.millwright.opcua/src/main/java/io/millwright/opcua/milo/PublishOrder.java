package io.millwright.opcua.milo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/**
 * Hands over the messages of a subscription by their sequence numbers (OPC UA Part 4, 5.14.1.1). Some servers answer on several threads, so
 * that at a few hundred messages per second two of them overtake each other; Milo takes the gap for a loss, and the message that
 * was overtaken for the beginning of another one. So a message that is early waits a moment for those before it. Any thread; messages
 * are handed over under a lock, so whoever takes them must not block.
 */
final class PublishOrder {
    private static final long FIRST = 1;

    /** Whoever is missing for so long is lost: a server's thread that waits for its core may be late by more than a few 100 ms. */
    private static final long WAIT_MILLIS = 1_000;

    private static final int MOST_SUBSCRIPTIONS = 10_000;

    /** More than come at 2,000 per second while one is waited for. */
    private static final int MOST_WAITING = 5_000;

    /** Numbers begin anew behind the greatest: those of one side of this are not compared with those of the other. */
    private static final long HALF = 1L << 31;

    private final ScheduledExecutorService timer;

    /** Those that ended are forgotten when others have taken their place. */
    private final Map<UInteger, Numbers> subscriptions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UInteger, Numbers> eldest) {
            return size() > MOST_SUBSCRIPTIONS;
        }
    };

    /** @param timer ends the wait for what is missing */
    PublishOrder(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** A message that came. */
    interface Message {
        /** Its turn has come. */
        void handOver();

        /** Those behind it were handed over already, because it was late. */
        void handOverLate(long nextNumber);
    }

    private record Early(boolean data, Message message) {}

    private static final class Numbers {
        private final TreeMap<Long, Early> early = new TreeMap<>();
        private long next = FIRST;
        private boolean waits;
    }

    /**
     * Takes a message.
     *
     * @param number its sequence number; of a keep-alive that of the next message with data
     * @param data whether it is one with data
     */
    synchronized void came(UInteger subscription, long number, boolean data, Message message) {
        Numbers numbers = subscriptions.computeIfAbsent(subscription, id -> new Numbers());
        if (number < numbers.next && numbers.next - number < HALF) {
            message.handOverLate(numbers.next);
            return;
        }
        if (number == FIRST && numbers.next > HALF) {
            handOverAll(numbers);
            numbers.next = FIRST;
        }
        if (number == numbers.next) {
            handOver(numbers, number, new Early(data, message));
            handOverConsecutive(numbers);
            return;
        }
        Early same = numbers.early.put(number, new Early(data, message));
        if (same != null) {
            // A keep-alive and the message that it announced: what has data counts.
            if (same.data() && !data) {
                numbers.early.put(number, same);
                message.handOverLate(numbers.next);
            } else {
                same.message().handOverLate(numbers.next);
            }
        }
        if (numbers.early.size() > MOST_WAITING) {
            handOverAll(numbers);
        } else {
            await(numbers);
        }
    }

    private static void handOver(Numbers numbers, long number, Early one) {
        numbers.next = one.data() ? number + 1 : number;
        one.message().handOver();
    }

    private static void handOverConsecutive(Numbers numbers) {
        while (!numbers.early.isEmpty() && numbers.early.firstKey() <= numbers.next) {
            long number = numbers.early.firstKey();
            handOver(numbers, number, numbers.early.remove(number));
        }
    }

    private void await(Numbers numbers) {
        if (numbers.waits) {
            return;
        }
        numbers.waits = true;
        long missing = numbers.next;
        try {
            timer.schedule(() -> stillMissing(numbers, missing), WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The bundle stops.
            numbers.waits = false;
        }
    }

    private synchronized void stillMissing(Numbers numbers, long missing) {
        numbers.waits = false;
        if (numbers.next == missing && !numbers.early.isEmpty()) {
            long number = numbers.early.firstKey();
            handOver(numbers, number, numbers.early.remove(number));
            handOverConsecutive(numbers);
        }
        if (!numbers.early.isEmpty()) {
            await(numbers);
        }
    }

    private static void handOverAll(Numbers numbers) {
        while (!numbers.early.isEmpty()) {
            long number = numbers.early.firstKey();
            handOver(numbers, number, numbers.early.remove(number));
        }
    }

    /** A subscription was created: after a restart servers give ids that they gave before. */
    synchronized void begins(UInteger subscription) {
        Numbers before = subscriptions.remove(subscription);
        if (before != null) {
            handOverAll(before);
        }
    }
}
