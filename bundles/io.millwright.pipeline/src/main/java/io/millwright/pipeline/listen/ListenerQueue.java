package io.millwright.pipeline.listen;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.PictureInputs;
import io.millwright.pipeline.decide.WholeInputs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for one listener, and the thread that calls it. Thread-safe. */
final class ListenerQueue {
    /** Decisions that wait for one listener. */
    static final int CAPACITY = 4_096;

    /** Most bytes of inputs that wait for one listener; one decision waits whatever it takes. */
    static final long MOST_BYTES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DecisionListeners.class);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Told(Decision decision, FeatureSnapshot inputs, long bytes) {}

    private final DecisionListener listener;
    private final int number;
    private final AtomicLong dropped;
    private final AtomicLong failed;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, like the next two. */
    private final Deque<Told> waiting = new ArrayDeque<>();

    private long waitingBytes;
    private boolean closed;

    /** Only the thread uses these two. */
    private long failuresLoggedNanos;

    private long failures;

    ListenerQueue(DecisionListener listener, int number, AtomicLong dropped, AtomicLong failed) {
        this.listener = listener;
        this.number = number;
        this.dropped = dropped;
        this.failed = failed;
        thread = new Thread(this::run, "millwright-decisions-" + number);
        thread.setDaemon(true);
        thread.setContextClassLoader(ListenerQueue.class.getClassLoader());
    }

    private boolean wants(Predicate<DecisionListener> what) {
        try {
            return what.test(listener);
        } catch (Throwable t) {
            LOG.error("The listener {} does not say whether it wants inputs; it gets none", name(listener), t);
            return false;
        }
    }

    private static String name(DecisionListener listener) {
        return listener.getClass().getName();
    }

    DecisionListener listener() {
        return listener;
    }

    int number() {
        return number;
    }

    /** Asks the listener: foreign code. */
    boolean wantsInputs(String pipeline) {
        return wants(each -> each.wantsInputs(pipeline));
    }

    /** Asks the listener: foreign code. */
    boolean wantsPictures(String pipeline) {
        return wants(each -> each.wantsPictures(pipeline));
    }

    /** Asks the listener: foreign code. */
    boolean wantsTensors() {
        return wants(DecisionListener::wantsTensors);
    }

    void start() {
        thread.start();
    }

    /** Never blocks: the lock is held for a few instructions only, and never during a call. */
    void offer(Decision decision, FeatureSnapshot inputs) {
        Told told = new Told(decision, inputs, bytes(inputs));
        lock.lock();
        try {
            if (closed) {
                return;
            }
            while (waiting.size() == CAPACITY || !waiting.isEmpty() && waitingBytes + told.bytes() > MOST_BYTES) {
                waitingBytes -= waiting.removeFirst().bytes();
                dropped.incrementAndGet();
            }
            waiting.addLast(told);
            waitingBytes += told.bytes();
            if (waiting.size() == 1) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(FeatureSnapshot inputs) {
        long scalars =
                inputs == null ? 0 : (long) inputs.rows() * inputs.features().size() * Double.BYTES;
        long tensors = PictureInputs.without(inputs) instanceof WholeInputs whole ? whole.bytes() : 0;
        return scalars + tensors + PictureInputs.bytes(inputs);
    }

    /** Tells nothing more from now on; a call in progress ends by itself. Returns at once. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            waitingBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the thread; one that a listener keeps is left to end by itself. */
    void await(long timeoutMillis) {
        if (Thread.currentThread() == thread) {
            // A listener that withdraws itself while it is told something.
            return;
        }
        try {
            thread.join(Math.max(1L, timeoutMillis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The listener {} has not returned; {} ends when it does", name(listener), thread.getName());
        }
    }

    private void run() {
        for (Told next = take(); next != null; next = take()) {
            try {
                listener.decided(next.decision(), next.inputs());
            } catch (Throwable t) {
                failed(t);
            }
            // It may have left the flag set; that must end no wait here.
            Thread.interrupted();
        }
    }

    private Told take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            Told next = waiting.removeFirst();
            waitingBytes -= next.bytes();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable t) {
        failed.incrementAndGet();
        failures++;
        long now = System.nanoTime();
        if (failures == 1 || now - failuresLoggedNanos >= LOG_INTERVAL_NANOS) {
            failuresLoggedNanos = now;
            LOG.error(
                    "The listener {} failed, {} times so far; it is told the next decision",
                    name(listener),
                    failures,
                    t);
        }
    }
}
