package io.millwright.pipeline.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that serve all lanes of this bundle: as many as cores, four at most. A lane is a serial order of execution,
 * never run by two threads at once. Waking a lane allocates nothing and takes a lock for a few instructions.
 */
@Component(service = LanePool.class)
public final class LanePool {
    private static final Logger LOG = LoggerFactory.getLogger(LanePool.class);
    private static final int MOST_THREADS = 4;
    private static final long JOIN_MILLIS = 5000;

    /** Something to be run in serial order. Its fields belong to the pool and are guarded by the pool's lock. */
    abstract static class Task {
        private Task next;
        private boolean queued;
        private boolean running;
        private boolean again;
        private boolean retired;
        private final CountDownLatch quiet = new CountDownLatch(1);

        /** Does what is there to do, for a bounded time; returns whether there is more. */
        abstract boolean serve();

        /** Called once, when the task was retired and no run is in progress: on the caller of retire, or on a lane. */
        abstract void ended();
    }

    private final Object lock = new Object();
    private final List<Thread> threads = new ArrayList<>();
    private Task first;
    private Task last;
    private boolean stopped;
    private final AtomicLong interrupts = new AtomicLong();

    /** Starts the threads. */
    @Activate
    public LanePool() {
        this(Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS));
    }

    LanePool(int size) {
        this(size, "millwright-lane-", Thread.NORM_PRIORITY);
    }

    LanePool(int size, String name, int priority) {
        for (int n = 1; n <= size; n++) {
            Thread thread = new Thread(this::work, name + n);
            thread.setDaemon(true);
            thread.setPriority(priority);
            thread.setContextClassLoader(LanePool.class.getClassLoader());
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** Returns how often a task left the interrupt flag set. */
    public long interrupts() {
        return interrupts.get();
    }

    /** Returns whether a task waits for a thread. Any thread. */
    boolean anyWaiting() {
        synchronized (lock) {
            return first != null;
        }
    }

    /** Has a task run soon: once if it is waiting already, once more if it is running. Any thread; never blocks for long. */
    public void wake(Task task) {
        synchronized (lock) {
            if (task.running) {
                task.again = true;
            } else {
                enqueue(task);
            }
        }
    }

    private void enqueue(Task task) {
        if (task.queued || task.retired || stopped) {
            return;
        }
        task.queued = true;
        if (last == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
        lock.notify();
    }

    /** Returns the next task, or null at the end. An interrupt that a task left behind must not end the thread. */
    private Task dequeue() {
        synchronized (lock) {
            while (first == null && !stopped) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
            if (stopped) {
                return null;
            }
            Task task = first;
            first = task.next;
            if (first == null) {
                last = null;
            }
            task.next = null;
            task.queued = false;
            task.running = !task.retired;
            return task;
        }
    }

    private void work() {
        for (Task task = dequeue(); task != null; task = dequeue()) {
            if (task.running) {
                boolean more = serve(task);
                if (Thread.interrupted()) {
                    interrupts.incrementAndGet();
                }
                finish(task, more);
            }
        }
    }

    private static boolean serve(Task task) {
        try {
            return task.serve();
        } catch (Throwable t) {
            LOG.error("A lane failed outside its samples; it goes on with the next ones", t);
            return false;
        }
    }

    private void finish(Task task, boolean more) {
        synchronized (lock) {
            task.running = false;
            if (!task.retired) {
                if (more || task.again) {
                    task.again = false;
                    enqueue(task);
                }
                return;
            }
        }
        end(task);
    }

    private static void end(Task task) {
        try {
            task.ended();
        } catch (RuntimeException | Error e) {
            LOG.error("A lane failed at its end; please report it", e);
        } finally {
            task.quiet.countDown();
        }
    }

    /**
     * Never runs a task again, and waits for a run in progress. Call it once.
     *
     * @param timeoutMillis the longest wait
     * @return whether the task has ended; otherwise it ends with the run in progress
     */
    public boolean retire(Task task, long timeoutMillis) {
        boolean idle;
        synchronized (lock) {
            task.retired = true;
            idle = !task.running;
        }
        if (idle) {
            end(task);
            return true;
        }
        try {
            return task.quiet.await(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the threads within 5 s. */
    @Deactivate
    public void close() {
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        for (Thread thread : threads) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            try {
                thread.join(Math.max(1, left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (thread.isAlive()) {
                LOG.warn(
                        "Thread {} still runs a model after {} ms; it ends with that run",
                        thread.getName(),
                        JOIN_MILLIS);
            }
        }
    }
}
