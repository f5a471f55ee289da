package io.millwright.pipeline.listen;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.WholeInputs;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The listeners of decisions, each with a queue and a thread of its own, so that a slow one harms neither a lane nor another
 * listener. Thread-safe.
 */
@Component(service = DecisionListeners.class)
public final class DecisionListeners {
    private static final long WAIT_MILLIS = 1_000;

    /** Replaced as a whole, so that lanes read it without a lock. */
    private volatile ListenerQueue[] queues = {};

    private volatile boolean wantsInputs;
    private volatile boolean wantsTensors;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private boolean closed;

    /** Creates the component without listeners. */
    @Activate
    public DecisionListeners() {}

    /** Whether a listener wants to know what the model saw. */
    public boolean wantsInputs() {
        return wantsInputs;
    }

    /** Whether a listener wants the whole inputs of decisions that are to be explained. */
    public boolean wantsTensors() {
        return wantsTensors;
    }

    /** Returns the scalar features alone of what a model saw, null for none. */
    public static FeatureSnapshot scalars(FeatureSnapshot inputs) {
        return inputs instanceof WholeInputs whole ? whole.scalars() : inputs;
    }

    /**
     * Hands a decision to every listener. Never blocks, never throws; called on lanes.
     *
     * @param inputs what the model saw, or null
     */
    public void offer(Decision decision, FeatureSnapshot inputs) {
        for (ListenerQueue queue : queues) {
            queue.offer(decision, inputs);
        }
    }

    /** Returns the counters by name, over all listeners that there were. */
    public Map<String, Long> counters() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("listeners", (long) queues.length);
        map.put("listeners.dropped", dropped.get());
        map.put("listeners.failed", failed.get());
        return map;
    }

    @Reference(
            name = "DecisionListener",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "unbind")
    synchronized void bind(DecisionListener listener) {
        if (closed) {
            return;
        }
        ListenerQueue queue = new ListenerQueue(listener, freeNumber(), dropped, failed);
        ListenerQueue[] more = Arrays.copyOf(queues, queues.length + 1);
        more[queues.length] = queue;
        use(more);
        queue.start();
    }

    /** Waits for at most 1 s for a call in progress. */
    void unbind(DecisionListener listener) {
        ListenerQueue gone = remove(listener);
        if (gone != null) {
            gone.close();
            gone.await(WAIT_MILLIS);
        }
    }

    private synchronized ListenerQueue remove(DecisionListener listener) {
        for (ListenerQueue queue : queues) {
            if (queue.listener() == listener) {
                use(Arrays.stream(queues).filter(other -> other != queue).toArray(ListenerQueue[]::new));
                return queue;
            }
        }
        return null;
    }

    private void use(ListenerQueue[] now) {
        queues = now;
        wantsInputs = Arrays.stream(now).anyMatch(ListenerQueue::wantsInputs);
        wantsTensors = Arrays.stream(now).anyMatch(ListenerQueue::wantsTensors);
    }

    private int freeNumber() {
        int number = 1;
        while (isTaken(number)) {
            number++;
        }
        return number;
    }

    private boolean isTaken(int number) {
        return Arrays.stream(queues).anyMatch(queue -> queue.number() == number);
    }

    /** Ends all threads; waits for calls in progress for at most 1 s altogether. */
    @Deactivate
    public void close() {
        ListenerQueue[] all;
        synchronized (this) {
            closed = true;
            all = queues;
            use(new ListenerQueue[0]);
        }
        for (ListenerQueue queue : all) {
            queue.close();
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        for (ListenerQueue queue : all) {
            queue.await(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        }
    }
}
