package io.millwright.inference.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How many threads compute models at a time, whatever models they are. Thread-safe; entering and leaving allocate nothing, and cost
 * one atomic instruction each while nobody waits.
 *
 * <p>Who waits comes in by a due time: its arrival and eight times what its run usually takes. So a light run overtakes heavy ones
 * that came shortly before it, and waits for one that is inside at most; a heavy one that has waited long enough is first.
 */
public final class ComputeBudget {
    private static final int RUNS_OVERTAKEN = 8;
    private static final int SOMEBODY_WAITS = -1;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ComputeBudget.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One thread's wait at a time; whoever enters owns one for life. */
    public static final class Turn {
        private Thread thread;
        private long dueNanos;
        private Turn next;
        private volatile boolean granted;
    }

    private volatile int threads;

    /** Places that were taken away while somebody was in them: so many leave without a successor. Changed under the lock alone. */
    private volatile int debt;

    private final Object lock = new Object();
    private final AtomicLong waits = new AtomicLong();
    private final AtomicLong waitedNanos = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();

    /** The turn that comes next; guarded by the lock. */
    private Turn first;

    /** Free places, or {@link #SOMEBODY_WAITS}, which is left under the lock alone. */
    private volatile int state;

    /** @param threads how many may be inside, at least 1 */
    public ComputeBudget(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ": must be at least 1");
        }
        this.threads = threads;
        state = threads;
    }

    /** Returns how many may be inside. */
    public int threads() {
        return threads;
    }

    /** Has another number of threads inside, as those that are there now leave. */
    public void resize(int changed) {
        if (changed < 1) {
            throw new IllegalArgumentException("threads = " + changed + ": must be at least 1");
        }
        int added;
        synchronized (lock) {
            added = changed - threads;
            threads = changed;
            for (; added > 0 && debt > 0; added--) {
                debt = debt - 1;
            }
            for (; added < 0; added++) {
                if (!takeFree()) {
                    debt = debt + 1;
                }
            }
        }
        for (; added > 0; added--) {
            give();
        }
    }

    private boolean takeFree() {
        for (int seen = state; seen > 0; seen = state) {
            if (STATE.compareAndSet(this, seen, seen - 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean paysDebt() {
        synchronized (lock) {
            if (debt == 0) {
                return false;
            }
            debt = debt - 1;
            return true;
        }
    }

    /** Returns how often a thread had to wait. */
    public long waits() {
        return waits.get();
    }

    /** Returns how long threads have waited, all together, ns. */
    public long waitedNanos() {
        return waitedNanos.get();
    }

    /** Returns how often a wait ended without a place. */
    public long givenUp() {
        return givenUp.get();
    }

    /** Whether whoever enters now has to wait. */
    public boolean exhausted() {
        return state <= 0;
    }

    /**
     * Enters, at once or in its turn. Blocks. Leaves the thread's interrupt flag as it was.
     *
     * @param usualNanos what such a run usually takes
     * @param deadlineNanos by {@link System#nanoTime}, when to give up
     * @return whether it is inside; then {@link #leave} is due
     */
    public boolean enter(Turn turn, long usualNanos, long deadlineNanos) {
        int seen = state;
        return seen > 0 && STATE.compareAndSet(this, seen, seen - 1) || enterInTurn(turn, usualNanos, deadlineNanos);
    }

    private boolean enterInTurn(Turn turn, long usualNanos, long deadlineNanos) {
        long arrived = System.nanoTime();
        synchronized (lock) {
            for (int seen = state; seen != SOMEBODY_WAITS; seen = state) {
                if (STATE.compareAndSet(this, seen, seen > 0 ? seen - 1 : SOMEBODY_WAITS) && seen > 0) {
                    return true;
                }
            }
            turn.thread = Thread.currentThread();
            turn.granted = false;
            turn.dueNanos = arrived + RUNS_OVERTAKEN * usualNanos;
            insert(turn);
        }
        waits.incrementAndGet();
        boolean inside = await(turn, deadlineNanos);
        waitedNanos.addAndGet(System.nanoTime() - arrived);
        if (!inside) {
            givenUp.incrementAndGet();
        }
        return inside;
    }

    private void insert(Turn turn) {
        Turn before = null;
        Turn after = first;
        while (after != null && after.dueNanos - turn.dueNanos <= 0) {
            before = after;
            after = after.next;
        }
        turn.next = after;
        if (before == null) {
            first = turn;
        } else {
            before.next = turn;
        }
    }

    private boolean await(Turn turn, long deadlineNanos) {
        boolean interrupted = false;
        boolean over = false;
        while (!turn.granted && !over) {
            long left = deadlineNanos - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
                interrupted |= Thread.interrupted();
            } else {
                over = remove(turn);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !over;
    }

    /** Gives a wait up; false if it was granted meanwhile. */
    private boolean remove(Turn turn) {
        synchronized (lock) {
            if (turn.granted) {
                return false;
            }
            Turn before = null;
            for (Turn other = first; other != turn; other = other.next) {
                before = other;
            }
            if (before == null) {
                first = turn.next;
            } else {
                before.next = turn.next;
            }
            turn.next = null;
            turn.thread = null;
            if (first == null) {
                state = 0;
            }
            return true;
        }
    }

    /** Leaves; who is due first comes in. */
    public void leave() {
        if (debt == 0 || !paysDebt()) {
            give();
        }
    }

    private void give() {
        for (int seen = state; seen != SOMEBODY_WAITS; seen = state) {
            if (STATE.compareAndSet(this, seen, seen + 1)) {
                return;
            }
        }
        Thread next;
        synchronized (lock) {
            Turn turn = first;
            if (turn == null) {
                // The last one gave up meanwhile.
                STATE.getAndAdd(this, 1);
                return;
            }
            first = turn.next;
            if (first == null) {
                state = 0;
            }
            turn.next = null;
            next = turn.thread;
            turn.thread = null;
            turn.granted = true;
        }
        LockSupport.unpark(next);
    }
}
