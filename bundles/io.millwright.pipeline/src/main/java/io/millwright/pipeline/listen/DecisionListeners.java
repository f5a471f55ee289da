package io.millwright.pipeline.listen;

import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.PictureInputs;
import io.millwright.pipeline.decide.WholeInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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

    /** Replaced as a whole; guarded by this, like the next one. */
    private ListenerQueue[] queues = {};

    private boolean closed;

    /**
     * Pipelines that told whom they are; guarded by itself. No lock is held while listeners are asked: it is foreign code. Keepers of
     * this bundle are told with this one held.
     */
    private final List<PipelineListeners> pipelines = new ArrayList<>();

    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** Creates the component without listeners. */
    @Activate
    public DecisionListeners() {}

    /**
     * Returns the listeners as a pipeline sees them, until it is closed.
     *
     * @param pipeline its {@code kura.service.pid}
     */
    public PipelineListeners of(String pipeline) {
        PipelineListeners seen = new PipelineListeners(this, pipeline);
        synchronized (pipelines) {
            pipelines.add(seen);
            keepers().forEach(keeper -> keeper.began(pipeline));
        }
        seen.ask(this::queues);
        return seen;
    }

    void refresh(PipelineListeners configured) {
        synchronized (pipelines) {
            if (!pipelines.contains(configured)) {
                return;
            }
        }
        configured.ask(this::queues);
    }

    void forget(PipelineListeners ended) {
        String pipeline = ended.pipeline();
        synchronized (pipelines) {
            boolean known = pipelines.remove(ended);
            if (known && pipelines.stream().noneMatch(other -> other.pipeline().equals(pipeline))) {
                keepers().forEach(keeper -> keeper.ended(pipeline));
            }
        }
    }

    private Stream<PipelineKeeper> keepers() {
        return Arrays.stream(queues())
                .map(ListenerQueue::listener)
                .filter(PipelineKeeper.class::isInstance)
                .map(PipelineKeeper.class::cast);
    }

    /** Asks all listeners what they want of each pipeline. */
    private void ask() {
        List<PipelineListeners> all;
        synchronized (pipelines) {
            all = List.copyOf(pipelines);
        }
        all.forEach(this::refresh);
    }

    private synchronized ListenerQueue[] queues() {
        return queues;
    }

    /** Returns the scalar features alone of what a model saw, null for none. */
    public static FeatureSnapshot scalars(FeatureSnapshot inputs) {
        FeatureSnapshot beside = PictureInputs.without(inputs);
        return beside instanceof WholeInputs whole ? whole.scalars() : beside;
    }

    /** Returns the counters by name, over all listeners that there were. */
    public Map<String, Long> counters() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("listeners", (long) queues().length);
        map.put("listeners.dropped", dropped.get());
        map.put("listeners.failed", failed.get());
        return map;
    }

    @Reference(
            name = "DecisionListener",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "updated",
            unbind = "unbind")
    void bind(DecisionListener listener) {
        ListenerQueue queue;
        synchronized (this) {
            if (closed) {
                return;
            }
            queue = new ListenerQueue(listener, freeNumber(), dropped, failed);
            ListenerQueue[] more = Arrays.copyOf(queues, queues.length + 1);
            more[queues.length] = queue;
            queues = more;
        }
        queue.start();
        ask();
    }

    /** A listener's properties have changed: it may want to know more, or less. */
    void updated(DecisionListener listener) {
        ask();
    }

    /** Waits for at most 1 s for a call in progress. */
    void unbind(DecisionListener listener) {
        ListenerQueue gone = remove(listener);
        if (gone != null) {
            gone.close();
            gone.await(WAIT_MILLIS);
            ask();
        }
    }

    private synchronized ListenerQueue remove(DecisionListener listener) {
        for (ListenerQueue queue : queues) {
            if (queue.listener() == listener) {
                queues = Arrays.stream(queues).filter(other -> other != queue).toArray(ListenerQueue[]::new);
                return queue;
            }
        }
        return null;
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
            queues = new ListenerQueue[0];
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
