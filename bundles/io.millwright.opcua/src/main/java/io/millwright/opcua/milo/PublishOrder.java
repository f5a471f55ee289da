package io.millwright.opcua.milo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** What came of one number, before its turn: keep-alives that announced the message with data, and that one. */
    private static final class Early {
        private final List<Message> keepAlives = new ArrayList<>();
        private Message data;
        private final List<Message> again = new ArrayList<>();

        private void add(boolean isData, Message message) {
            if (!isData) {
                keepAlives.add(message);
            } else if (data == null) {
                data = message;
            } else {
                again.add(message);
            }
        }
    }

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
            numbers.next = data ? number + 1 : number;
            message.handOver();
            handOverConsecutive(numbers);
            return;
        }
        // A keep-alive waits as well: by its time it says that nothing is missing before it.
        numbers.early.computeIfAbsent(number, any -> new Early()).add(data, message);
        if (numbers.early.size() > MOST_WAITING) {
            handOverAll(numbers);
        } else {
            await(numbers);
        }
    }

    private static void handOver(Numbers numbers, long number, Early early) {
        numbers.next = number;
        early.keepAlives.forEach(Message::handOver);
        if (early.data != null) {
            numbers.next = number + 1;
            early.data.handOver();
            early.again.forEach(message -> message.handOverLate(number + 1));
        }
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
