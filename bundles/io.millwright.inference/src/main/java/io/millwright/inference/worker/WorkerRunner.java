package io.millwright.inference.worker;

import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner whose runs happen in a worker, on memory that both see. It outlives the process: while another one is started its runs fail,
 * retryable, and then go on. A run allocates nothing here.
 *
 * <p>Its whole life is one state word, as that of a runner in this process: RUNNING belongs to whoever began the run until its end is
 * known, MOVING to the thread that connects it with another process. Whoever leaves them after {@link #close} frees what there is.
 */
public final class WorkerRunner implements ModelRunner {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRunner.class);

    /** A run ends itself when its time is over; this much later its process is taken to hang. */
    private static final long GRACE_MILLIS = 2_000;

    private static final long MOVE_MILLIS = 5_000;
    private static final long LOOK_MILLIS = 5;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int MOVING = 2;
    private static final int CLOSED = 4;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(WorkerRunner.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a runner is of, and who hears of it. */
    public interface Owner {
        /** Returns what the failure of a run is called by, for people. */
        String text(WorkerFailed failure);

        /** A run was ended because its time was over. */
        void timedOut();

        /** A run goes on after close has waited for it; what the runner uses stays until it ends. */
        void kept();

        /** All it used is given back. Called once, from any thread. */
        void freed(WorkerRunner runner, boolean kept);
    }

    private final String model;
    private final SharedMemory memory;
    private final List<SharedTensor> in;
    private final List<SharedTensor> out;
    private final Owner owner;
    private final long closeWaitMillis;
    private final ByteBuffer[] inputs;
    private final ByteBuffer[] outputs;
    private final CountDownLatch freed = new CountDownLatch(1);

    /** The started run in progress, 0 for none: who takes it away tells its end. */
    private final AtomicLong started = new AtomicLong();

    private Completion completion;

    /** Of the run in progress, or of the last one. */
    private volatile long run;

    private volatile long timeoutMillis;
    private volatile long deadlineNanos;

    /** To the present process; null while there is none. */
    private volatile RunnerLink link;

    /** To a process that has ended. */
    private volatile RunnerLink dead;

    /** Whether the process was ended because the run in progress did not end. */
    private volatile boolean overdue;

    private boolean kept;
    private volatile int state = MOVING;

    /**
     * Makes a runner without a connection.
     *
     * @param model for messages
     * @param memory the runner's from now on
     */
    WorkerRunner(
            String model,
            SharedMemory memory,
            List<SharedTensor> in,
            List<SharedTensor> out,
            long closeWaitMillis,
            Owner owner) {
        this.model = model;
        this.memory = memory;
        this.in = in;
        this.out = out;
        this.closeWaitMillis = closeWaitMillis;
        this.owner = owner;
        inputs = new ByteBuffer[in.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = memory.buffer(i);
        }
        outputs = new ByteBuffer[out.size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = memory.buffer(inputs.length + i);
        }
    }

    /** Knows the present process. */
    interface Present {
        Worker worker() throws WorkerFailed;
    }

    /** Connects it with a first process. If that fails, also because there is none, the caller closes it. */
    void connect(Present present) throws WorkerFailed {
        try {
            link(present.worker());
        } finally {
            leave(MOVING);
        }
    }

    private void link(Worker worker) throws WorkerFailed {
        closeDead();
        link = worker.link(this, memory, in, out);
        if (worker.ended().isDone()) {
            // It told its runners before this one had a link.
            lost(worker, absent());
        }
    }

    /** Connects it with the process that replaces another one. */
    void move(Worker worker) throws WorkerFailed {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOVE_MILLIS);
        while (!STATE.compareAndSet(this, IDLE, MOVING)) {
            if ((state & CLOSED) != 0) {
                return;
            }
            if (System.nanoTime() - end > 0) {
                throw new WorkerFailed(End.OVER, "", "a run on the process before does not end", null);
            }
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
        try {
            link(worker);
        } finally {
            leave(MOVING);
        }
    }

    private void closeDead() {
        RunnerLink old = dead;
        dead = null;
        if (old != null) {
            old.close();
        }
    }

    @Override
    public ByteBuffer input(int i) {
        return inputs[i];
    }

    @Override
    public ByteBuffer output(int i) {
        return outputs[i];
    }

    @Override
    public long[] outputShape(int i) {
        return out.get(i).wholeShape();
    }

    @Override
    public void run(long timeoutMillis) throws ModelException {
        WorkerFailed failure = null;
        if (begin(timeoutMillis)) {
            try {
                RunnerLink to = link;
                failure = to == null ? absent() : to.run(timeoutMillis);
            } finally {
                leave(RUNNING);
            }
        } else {
            failure = absent();
        }
        if (failure != null) {
            throw exception(failure, timeoutMillis);
        }
    }

    @Override
    public void start(long timeoutMillis, Completion done) {
        if (!begin(timeoutMillis)) {
            done.done(exception(absent(), timeoutMillis));
            return;
        }
        long begun = run;
        completion = done;
        started.set(begun);
        RunnerLink to = link;
        // A process that ends meanwhile has either seen this run begin, or is not there any more.
        if (to == null || !to.start(timeoutMillis) || link != to) {
            over(begun, absent());
        }
    }

    /** On the thread that reads the worker's answers: the started run is over. */
    void done(WorkerFailed failure) {
        over(started.get(), failure);
    }

    private void over(long begun, WorkerFailed failure) {
        if (begun == 0 || !started.compareAndSet(begun, 0)) {
            return;
        }
        Completion done = completion;
        completion = null;
        ModelException told = failure == null ? null : exception(failure, timeoutMillis);
        leave(RUNNING);
        try {
            done.done(told);
        } catch (RuntimeException e) {
            // On the thread that hears the worker: others wait for their answers there.
            LOG.error("{}: a bug where the end of a run was told, please report it", model, e);
        }
    }

    /** On the same thread: the process has ended. A run that somebody waits for has seen that itself. */
    void lost(Worker worker, WorkerFailed why) {
        RunnerLink to = link;
        if (to != null && to.leadsTo(worker)) {
            dead = to;
            link = null;
            over(started.get(), why);
        }
    }

    @Override
    public void cancel() {
        RunnerLink to = link;
        if (to != null && (state & RUNNING) != 0) {
            to.cancel();
        }
    }

    /** On the watch's thread: ends the process if its run does not end; returns whether there is a run. */
    boolean look(long nowNanos) {
        if ((state & RUNNING) == 0) {
            return false;
        }
        RunnerLink to = link;
        if (to != null && nowNanos - deadlineNanos >= TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS)) {
            LOG.warn("{}: a run neither ends nor can be ended; its process is ended", model);
            overdue = true;
            to.kill();
        }
        return true;
    }

    /** Returns false while it is being connected with another process. */
    private boolean begin(long timeout) {
        if (timeout <= 0) {
            throw new IllegalArgumentException("timeoutMillis = " + timeout + ": must be above 0");
        }
        int seen = state;
        if (seen == IDLE) {
            // Before the state: the watch reads it as soon as it sees RUNNING.
            deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
            if (STATE.compareAndSet(this, IDLE, RUNNING)) {
                timeoutMillis = timeout;
                run = run + 1;
                overdue = false;
                return true;
            }
            seen = state;
        }
        if ((seen & CLOSED) != 0) {
            throw new IllegalStateException(model + ": this runner is closed");
        }
        if ((seen & MOVING) != 0) {
            return false;
        }
        throw new IllegalStateException(model + ": this runner is already running");
    }

    private static WorkerFailed absent() {
        return new WorkerFailed(End.DIED, "", "its process ended; another one is being started", null);
    }

    private ModelException exception(WorkerFailed failure, long timeout) {
        if (failure.end() == End.OVER || overdue) {
            owner.timedOut();
            return new ModelException(
                    model + ": not ready after " + timeout + " ms; allow more time or use a smaller model",
                    true,
                    overdue ? Worker.over(timeout) : failure);
        }
        return new ModelException(model + ": the run failed: " + owner.text(failure), true, failure);
    }

    private void leave(int present) {
        if (!STATE.compareAndSet(this, present, IDLE)) {
            // Closed meanwhile.
            free();
        }
    }

    @Override
    public void close() {
        int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
        if (before == IDLE) {
            free();
            return;
        }
        if ((before & CLOSED) == 0) {
            cancel();
        }
        if (!awaitFreed()) {
            keep();
        }
    }

    /** The run did not return: what it uses stays, counted, until it does. */
    private synchronized void keep() {
        if (!kept && freed.getCount() > 0) {
            kept = true;
            owner.kept();
            LOG.warn("{}: a run has not returned within {} ms of close", model, closeWaitMillis);
        }
    }

    private boolean awaitFreed() {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(closeWaitMillis);
        try {
            while (true) {
                try {
                    return freed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void free() {
        RunnerLink last = link;
        link = null;
        closeDead();
        if (last != null) {
            last.close();
        }
        memory.close();
        boolean wasKept;
        synchronized (this) {
            freed.countDown();
            wasKept = kept;
        }
        owner.freed(this, wasKept);
    }
}
