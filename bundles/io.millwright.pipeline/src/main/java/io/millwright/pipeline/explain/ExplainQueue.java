package io.millwright.pipeline.explain;

import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.WholeInputs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Decisions that wait to be explained: few, and within a bound of bytes. Thread-safe. */
final class ExplainQueue {
    /** What was asked last is what somebody looks at: older ones give way. */
    static final int CAPACITY = 64;

    static final long MOST_BYTES = 64L << 20;

    /** @param done told of the end, or null: then the explanation is told to the cloud */
    record Job(Decision decision, FeatureSnapshot inputs, int budgetMillis, Consumer<Explanation> done) {
        private long bytes() {
            return inputs instanceof WholeInputs whole ? whole.bytes() : 0;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, like the next two. */
    private final Deque<Job> waiting = new ArrayDeque<>();

    private long bytes;
    private boolean closed;

    /**
     * Adds a job.
     *
     * @param dropped told of those that give way, after the lock was given back
     * @return false at the end
     */
    boolean add(Job job, Consumer<Job> dropped) {
        Deque<Job> gone = new ArrayDeque<>();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            waiting.addLast(job);
            bytes += job.bytes();
            while (waiting.size() > CAPACITY || bytes > MOST_BYTES && waiting.size() > 1) {
                Job oldest = waiting.removeFirst();
                bytes -= oldest.bytes();
                gone.add(oldest);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        gone.forEach(dropped);
        return true;
    }

    /**
     * Waits for a job.
     *
     * @return null where none came
     */
    Job take(long mostMillis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(mostMillis);
            while (waiting.isEmpty() && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            Job next = closed ? null : waiting.pollFirst();
            bytes -= next == null ? 0 : next.bytes();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, whatever comes but the end. */
    void rest(long restNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = restNanos;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes nothing more.
     *
     * @return what waited
     */
    Deque<Job> close() {
        lock.lock();
        try {
            closed = true;
            Deque<Job> left = new ArrayDeque<>(waiting);
            waiting.clear();
            bytes = 0;
            changed.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
