package io.millwright.pipeline.wire;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.OutboxState;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.supervision.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.wire.WireRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline's way to the wires that lead on: decisions and states wait in one bounded queue, and a thread of its own emits
 * them, because what lies behind a wire runs on the thread that emits. Thread-safe.
 */
public final class WireOutlet implements Publishing {
    /** Decisions and states that wait; of more the oldest is dropped. */
    static final int CAPACITY = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(WireOutlet.class);
    private static final long BLOCKED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long JOIN_MILLIS = 500;
    private static final int MOST_ASSETS = 10_000;

    /** The wires. */
    public interface Ports {
        /** Whether a wire leads from the port. Any thread; returns at once. */
        boolean connected(int port);

        /** Emits a record; as slow as what lies behind the wires. */
        void emit(int port, WireRecord wireRecord);
    }

    private record Decided(PipelineDecision decision, FeatureSnapshot inputs) {}

    private final String pid;
    private final Ports ports;
    private final WireCounters counters;
    private final Supplier<State> state;
    private final Supplier<Map<String, Long>> allCounters;
    private final UnaryOperator<String> assetName;
    private final Thread thread;
    private volatile WireSettings settings;
    private volatile long emittingSinceNanos;
    private volatile OutputPort emittingTo = OutputPort.DECISION;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock, like the next one. */
    private final Deque<Object> waiting = new ArrayDeque<>();

    private boolean closed;

    /** Only the thread uses these. */
    private final Map<String, Quality> lastQuality = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Quality> eldest) {
            return size() > MOST_ASSETS;
        }
    };

    private long failedLoggedNanos;
    private long failures;

    /**
     * Creates an outlet that emits once it is started.
     *
     * @param pid of the component
     * @param state asked for the remedy of a state
     * @param allCounters asked for the counters beside a state
     * @param assetName returns what an asset is called in records
     */
    public WireOutlet(
            String pid,
            WireSettings settings,
            Ports ports,
            WireCounters counters,
            Supplier<State> state,
            Supplier<Map<String, Long>> allCounters,
            UnaryOperator<String> assetName) {
        this.pid = pid;
        this.settings = settings;
        this.ports = ports;
        this.counters = counters;
        this.state = state;
        this.allCounters = allCounters;
        this.assetName = assetName;
        thread = new Thread(this::run, "millwright-wire-" + pid);
        thread.setDaemon(true);
        thread.setContextClassLoader(WireOutlet.class.getClassLoader());
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Takes other settings, for what is emitted from now on. */
    public void configure(WireSettings wanted) {
        settings = wanted;
    }

    /** There is no cloud publisher to use. */
    @Override
    public boolean use(CloudPublisher publisher, String publisherPid) {
        return false;
    }

    /** A wire has no connection that could be stuck. */
    @Override
    public void allowReconnect(boolean allow) {}

    @Override
    public boolean wantsInputs() {
        return settings.inputs();
    }

    @Override
    public boolean offer(PipelineDecision decision) {
        return offer(decision, null);
    }

    /** Nothing follows from what a model decided that only runs beside the serving one. */
    @Override
    public boolean offer(PipelineDecision decision, FeatureSnapshot inputs) {
        if (decision.role() == Role.SHADOW) {
            return true;
        }
        boolean led = connected(OutputPort.DECISION) || connected(OutputPort.READING);
        return led && add(new Decided(decision, inputs));
    }

    @Override
    public void offer(StateMessage message) {
        if (connected(OutputPort.ERROR)) {
            add(message);
        }
    }

    private boolean connected(OutputPort port) {
        return ports.connected(port.ordinal());
    }

    private boolean add(Object what) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (waiting.size() == CAPACITY) {
                waiting.removeFirst();
                counters.waiting.decrementAndGet();
                counters.emitDropped.incrementAndGet();
            }
            waiting.addLast(what);
            counters.taken.incrementAndGet();
            counters.waiting.incrementAndGet();
            if (waiting.size() == 1) {
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean present() {
        return connected(OutputPort.DECISION) || connected(OutputPort.READING);
    }

    @Override
    public OutboxState state() {
        long since = emittingSinceNanos;
        long nanos = since == 0 ? 0 : System.nanoTime() - since;
        return nanos < BLOCKED_NANOS
                ? OutboxState.OK
                : new OutboxState(
                        OutboxState.Code.PUBLISHER_BLOCKED,
                        new Diagnosis(
                                "what lies behind port '" + emittingTo.name().toLowerCase(Locale.ROOT)
                                        + "' has not returned for " + nanos / 1_000_000_000 + " s",
                                "look at the components that the wires lead to, or put a Fifo before them"));
    }

    @Override
    public Map<String, Long> counters() {
        return counters.asMap();
    }

    private void run() {
        for (Object next = take(); next != null; next = take()) {
            try {
                if (next instanceof Decided decided) {
                    emit(decided);
                } else {
                    emit((StateMessage) next);
                }
                counters.told.incrementAndGet();
            } catch (Throwable t) {
                failed(t);
            }
            counters.waiting.decrementAndGet();
            emittingSinceNanos = 0;
            // A component behind a wire may have left the flag set; that must end no wait here.
            Thread.interrupted();
        }
    }

    private Object take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            return waiting.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private void emit(Decided decided) {
        PipelineDecision decision = decided.decision();
        boolean other = lastQuality.put(decision.asset(), decision.quality()) != decision.quality();
        WireRecord one = OutputRecords.of(decision, assetName.apply(decision.asset()), decided.inputs());
        if (decision.changed() || other || settings.everyDecision()) {
            emit(OutputPort.DECISION, one);
        }
        emit(OutputPort.READING, one);
    }

    private void emit(StateMessage message) {
        State now = state.get();
        String remedy = now.code().equals(message.state()) ? now.remedy() : "";
        String asset = assetName.apply(message.asset());
        emit(OutputPort.ERROR, OutputRecords.of(message, asset, remedy, allCounters.get()));
    }

    private void emit(OutputPort port, WireRecord one) {
        if (connected(port)) {
            emittingTo = port;
            emittingSinceNanos = System.nanoTime() | 1;
            ports.emit(port.ordinal(), one);
            counters.emitted.incrementAndGet();
        }
    }

    private void failed(Throwable t) {
        counters.emitFailed.incrementAndGet();
        long now = System.nanoTime();
        if (failures++ == 0 || now - failedLoggedNanos > LOG_NANOS) {
            failedLoggedNanos = now;
            LOG.error("{}: emitting a record failed, {} times so far; the next one is emitted", pid, failures, t);
        }
    }

    /**
     * Emits what waits, for half a second, and ends. A thread that a component behind a wire keeps is left to end by itself:
     * interrupted, it could close the gateway's database.
     */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (thread.isAlive() && Thread.currentThread() != thread) {
                thread.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            counters.emitDropped.addAndGet(waiting.size());
            counters.waiting.addAndGet(-waiting.size());
            waiting.clear();
        } finally {
            lock.unlock();
        }
        if (thread.isAlive() && Thread.currentThread() != thread) {
            LOG.warn("{}: what lies behind a wire has not returned; {} ends when it does", pid, thread.getName());
        }
    }
}
