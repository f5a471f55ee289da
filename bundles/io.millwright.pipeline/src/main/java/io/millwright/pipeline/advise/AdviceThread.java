package io.millwright.pipeline.advise;

import io.millwright.decision.Recommendation.Status;
import io.millwright.decision.Recommendations;
import io.millwright.pipeline.advise.RecommendationBook.Change;
import io.millwright.pipeline.publish.Annexes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks for advice, one search at a time, tells of it, and lets it expire. Thread-safe. */
final class AdviceThread {
    /** Changes that wait to be told. */
    static final int CHANGES = 256;

    static final String NAME = "millwright-advise-1";

    private static final Logger LOG = LoggerFactory.getLogger(Adviser.class);
    private static final long JOIN_MILLIS = 3_000;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int REMEMBERED = 1_000;

    private final AdviceQueue queue;
    private final Advising advising;
    private final Annexes annexes;
    private final List<Recommendations.Listener> listeners;
    private volatile RecommendationBook book;
    private volatile Runnable look;
    private Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Condition settled = lock.newCondition();

    /** Guarded by the lock, like the next ones. */
    private final Deque<Change> changes = new ArrayDeque<>();

    private boolean telling;
    private boolean woken;
    private volatile boolean closed;

    /** Only the thread uses these. */
    private final Set<String> impossible = new HashSet<>();

    private long lookedNanos = System.nanoTime();
    private long failureLoggedNanos;
    private boolean everFailed;

    AdviceThread(AdviceQueue queue, Advising advising, Annexes annexes, List<Recommendations.Listener> listeners) {
        this.queue = queue;
        this.advising = advising;
        this.annexes = annexes;
        this.listeners = listeners;
    }

    /**
     * Names the book, before the thread starts.
     *
     * @param wanted looks whether what is open may stay so; called once per second
     */
    void use(RecommendationBook recommendations, Runnable wanted) {
        book = recommendations;
        look = wanted;
    }

    /** Starts with the first pipeline that wants advice. */
    synchronized void start() {
        if (thread == null && !closed) {
            thread = new Thread(this::run, NAME);
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.setContextClassLoader(AdviceThread.class.getClassLoader());
            thread.start();
        }
    }

    /** Something waits in the queue. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Has a change told; the oldest too many is not, and is counted. Never blocks. */
    void tell(Change change) {
        Change left = null;
        lock.lock();
        try {
            if (changes.size() == CHANGES) {
                left = changes.removeFirst();
            }
            changes.addLast(change);
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (left != null) {
            untold(left.advice());
        }
    }

    private void untold(SettingsAdvice advice) {
        AdviceCounters counters = queue.counters(advice.pipeline());
        if (counters != null) {
            counters.untold.incrementAndGet();
        }
    }

    /** Ends the thread; waits for a search in progress. */
    void close() {
        closed = true;
        wake();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        try {
            running.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (running.isAlive()) {
            LOG.warn("A run of a model has not returned; {} ends when it does", NAME);
        }
    }

    private void run() {
        while (!closed) {
            try {
                await();
                tellAll();
                AdviceRequest request = closed ? null : queue.take();
                if (request != null) {
                    wake();
                    advise(request);
                }
                lookOnce();
            } catch (Throwable t) {
                failed(t);
            }
            // A listener or an engine may have left the flag set; that must end no wait here.
            Thread.interrupted();
        }
        tellAll();
    }

    /** Waits for something to do; looks for what expires once per second while something is open. */
    private void await() throws InterruptedException {
        boolean watches = book.isWatched();
        lock.lock();
        try {
            if (!woken && changes.isEmpty() && !closed) {
                changed.awaitNanos(watches ? LOOK_NANOS : Long.MAX_VALUE);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    private void lookOnce() {
        long now = System.nanoTime();
        if (now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            look.run();
        }
    }

    private void advise(AdviceRequest request) {
        long begun = System.nanoTime();
        SettingsAdvice advice;
        try {
            advice = advising.advise(request);
        } catch (Throwable t) {
            request.counters().failed.incrementAndGet();
            throw t;
        } finally {
            request.counters().searchMicros.addAndGet(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
        }
        if (advice == null) {
            request.counters().impossible.incrementAndGet();
            logImpossible(request);
            return;
        }
        book.add(advice, request.counters());
    }

    /** Once per pipeline and model. */
    private void logImpossible(AdviceRequest request) {
        String model = request.decision().model().name() + " "
                + request.decision().model().version();
        if (impossible.size() < REMEMBERED && impossible.add(request.decision().pipeline() + " " + model)) {
            LOG.warn(
                    "Pipeline {}: advice is enabled, and the model {} does not say what may be advised. Remedy: install a"
                            + " model whose model.json has an \"advice\" section, or switch advice off",
                    request.decision().pipeline(),
                    model);
        }
    }

    private void tellAll() {
        for (Change change = next(); change != null; change = next()) {
            SettingsAdvice advice = change.advice();
            count(advice);
            if (!change.replaced() && !annexes.offer(RecommendationText.annex(advice))) {
                untold(advice);
            }
            for (Recommendations.Listener listener : listeners) {
                try {
                    listener.changed(advice);
                } catch (Throwable t) {
                    countFailure(advice);
                    failed(t);
                }
            }
        }
    }

    private void countFailure(SettingsAdvice advice) {
        AdviceCounters counters = queue.counters(advice.pipeline());
        if (counters != null) {
            counters.failed.incrementAndGet();
        }
    }

    private void count(SettingsAdvice advice) {
        AdviceCounters counters = queue.counters(advice.pipeline());
        if (counters != null && advice.status() == Status.APPROVED) {
            counters.approved.incrementAndGet();
        } else if (counters != null && advice.status() == Status.REJECTED) {
            counters.rejected.incrementAndGet();
        } else if (counters != null && advice.status() == Status.EXPIRED) {
            counters.expired.incrementAndGet();
        } else if (counters != null && advice.status() == Status.WITHDRAWN) {
            counters.withdrawn.incrementAndGet();
        }
    }

    private Change next() {
        lock.lock();
        try {
            Change next = changes.pollFirst();
            telling = next != null;
            if (next == null) {
                settled.signalAll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every change is told; for a bound, because a search may be in progress. */
    void settle() {
        lock.lock();
        try {
            long left = SETTLE_NANOS;
            while ((telling || !changes.isEmpty()) && left > 0 && !closed) {
                left = settled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable t) {
        long now = System.nanoTime();
        if (!everFailed || now - failureLoggedNanos >= LOG_INTERVAL_NANOS) {
            everFailed = true;
            failureLoggedNanos = now;
            LOG.error("Looking for advice, or telling of it, failed; the next decision is looked at", t);
        }
    }
}
