package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;

/** What a server was asked for and did, by the names of the requests. Thread-safe. */
final class RequestCounts {
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, Integer> largest = new HashMap<>();

    void take(UaRequestMessageType request) {
        String name = request.getClass().getSimpleName().replaceFirst("Request$", "");
        add(name, 1);
        if (request instanceof ReadRequest read) {
            operations(name, read.getNodesToRead().length);
        } else if (request instanceof CreateMonitoredItemsRequest create) {
            operations(name, create.getItemsToCreate().length);
        } else if (request instanceof PublishRequest publish && publish.getSubscriptionAcknowledgements() != null) {
            add(Counterpart.ACKNOWLEDGEMENT, publish.getSubscriptionAcknowledgements().length);
        }
    }

    private synchronized void operations(String name, int operations) {
        largest.merge(name, operations, Math::max);
    }

    synchronized void add(String name, long more) {
        counts.merge(name, more, Long::sum);
        notifyAll();
    }

    synchronized long of(String name) {
        return counts.getOrDefault(name, 0L);
    }

    synchronized int largest(String name) {
        return largest.getOrDefault(name, 0);
    }

    /** Waits until so many have come in all. */
    synchronized void await(String name, long count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (of(name) < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertTrue(left > 0, () -> of(name) + " of " + count + " " + name);
            wait(left);
        }
    }
}
