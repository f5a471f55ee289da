package io.millwright.inference.remote;

import io.millwright.inference.remote.RemoteFailure.Kind;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A runner whose runs a server computes, or a local model where no server does in time.
 *
 * <p>A run is a chain of steps, of which one is the present one: an attempt on a server, or the local run. Whoever takes the present
 * step off (its answer, its time-out, a cancel) goes on; everybody else comes too late and does nothing. So a run ends once.
 */
final class RemoteRunner implements ModelRunner {
    private static final long CLOSE_WAIT_MILLIS = 5_000;

    /** Of a run's time: what the servers have where a local model could follow. */
    private static final double REMOTE_SHARE = 0.75;

    /** The step of a run that the local model does. */
    private static final Object LOCAL = new Object();

    private final RemoteLink link;
    private final Route route;
    private final TensorPlan out;
    private final TensorExchange exchange;
    private final ByteBuffer[] inputs;
    private final ByteBuffer[] outputs;
    private final StandIn standIn;

    /** Of the present run. */
    private Completion completion;

    private long endNanos;
    private long remoteEndNanos;
    private int retriesLeft;
    private Object step;
    private boolean closed;
    private boolean freed;
    private volatile Model decided;

    /**
     * Makes a runner and opens the local model, if there is one; may take seconds.
     *
     * @param link what all runners of the component share
     * @param local the model that stands in, or null
     */
    RemoteRunner(RemoteLink link, Route route, int batch, Model local) throws ModelException {
        this.link = link;
        this.route = route;
        TensorPlan in = TensorPlan.of(link.title(), link.contract().inputs(), batch);
        out = TensorPlan.of(link.title(), link.contract().outputs(), batch);
        inputs = in.buffers();
        outputs = out.buffers();
        exchange = new TensorExchange(in, inputs, out, outputs);
        standIn = local == null ? null : new StandIn(local, link.contract(), batch, inputs, outputs);
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
        return out.shapes[i].clone();
    }

    @Override
    public Model standIn() {
        return decided;
    }

    @Override
    public void run(long timeoutMillis) throws ModelException {
        CountDownLatch over = new CountDownLatch(1);
        ModelException[] result = new ModelException[1];
        start(timeoutMillis, failure -> {
            result[0] = failure;
            over.countDown();
        });
        boolean interrupted = false;
        while (over.getCount() > 0) {
            try {
                over.await();
            } catch (InterruptedException e) {
                // The run has its own end; the flag is put back.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (result[0] != null) {
            throw result[0];
        }
    }

    @Override
    public void start(long timeoutMillis, Completion done) {
        if (timeoutMillis <= 0) {
            throw new IllegalArgumentException("timeoutMillis = " + timeoutMillis + ": must be above 0");
        }
        Attempt first = new Attempt(this, link, route);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException(link.title() + ": the runner is closed; open a new one");
            }
            if (step != null) {
                throw new IllegalStateException(link.title() + ": a run is in progress; wait for its completion");
            }
            long total = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            long now = System.nanoTime();
            completion = done;
            endNanos = now + total;
            remoteEndNanos = now + (standIn == null ? total : (long) (total * REMOTE_SHARE));
            retriesLeft = link.options().retries();
            step = first;
        }
        decided = null;
        link.counters().runs.incrementAndGet();
        begin(first);
    }

    /** On another thread: the caller is a lane, on which other pipelines wait meanwhile. */
    private void begin(Attempt first) {
        try {
            link.threads().net.execute(() -> first.begin(0));
        } catch (RejectedExecutionException e) {
            first.begin(0);
        }
    }

    synchronized boolean isAt(Object present) {
        return step == present;
    }

    TensorExchange exchange() {
        return exchange;
    }

    /** Returns when the servers' share of the present run is over. */
    synchronized long remoteEndNanos() {
        return remoteEndNanos;
    }

    /** Takes the present step off and puts the next one in its place; false if another one was there. */
    synchronized boolean leave(Object present, Object next) {
        if (step != present) {
            return false;
        }
        step = next;
        return true;
    }

    /**
     * Takes an attempt that failed off, and returns what follows: another attempt, the local run, or null for nothing; the attempt itself
     * where it is no longer the present step.
     */
    synchronized Object after(Attempt attempt, boolean mayRepeat, boolean mayStandIn) {
        if (step != attempt) {
            return attempt;
        }
        boolean repeat = mayRepeat && retriesLeft > 0;
        retriesLeft -= repeat ? 1 : 0;
        step = repeat ? new Attempt(this, link, route) : mayStandIn && standIn != null ? LOCAL : null;
        return step;
    }

    /** Goes on with the local run, or ends. */
    void goOn(Object next, RemoteFailure failure) {
        if (next == LOCAL) {
            stepIn(failure);
        } else {
            finish(failure(failure));
        }
    }

    private static ModelException failure(RemoteFailure e) {
        return new ModelException(e.getMessage() + (e.remedy().isEmpty() ? "" : "; " + e.remedy()), true);
    }

    /** The local model runs on a thread of its own, or elsewhere. */
    private void stepIn(RemoteFailure why) {
        try {
            link.threads().local.execute(() -> local(why));
        } catch (RejectedExecutionException e) {
            if (leave(LOCAL, null)) {
                finish(failure(why));
            }
        }
    }

    private void local(RemoteFailure why) {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        try {
            standIn.start(left, failure -> localDone(why, failure));
        } catch (RuntimeException e) {
            link.bug(e);
            localDone(why, new ModelException("a bug, see the log: " + e, true, e));
        }
    }

    private void localDone(RemoteFailure why, ModelException failure) {
        if (!leave(LOCAL, null)) {
            return;
        }
        if (failure == null) {
            decided = standIn.model();
            link.counters().fallbacks.incrementAndGet();
            finish(null);
        } else {
            finish(new ModelException(
                    why.getMessage() + "; and the fall-back failed: " + failure.getMessage(), true, failure));
        }
    }

    /** Ends the present run, of which no step is left. */
    void finish(ModelException failure) {
        Completion done;
        boolean last;
        synchronized (this) {
            done = completion;
            completion = null;
            last = closed;
            notifyAll();
        }
        if (failure != null) {
            link.counters().lost.incrementAndGet();
        }
        if (last) {
            free();
        }
        done.done(failure);
    }

    @Override
    public void cancel() {
        Object present;
        synchronized (this) {
            present = step;
        }
        if (present instanceof Attempt attempt) {
            attempt.end(new RemoteFailure(Kind.OPEN, link.title() + ": the run was cancelled", ""), true);
        } else if (present == LOCAL) {
            standIn.cancel();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cancel();
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_WAIT_MILLIS);
        synchronized (this) {
            while (completion != null && end - System.nanoTime() > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        boolean idle;
        synchronized (this) {
            idle = completion == null;
        }
        if (idle) {
            free();
        }
    }

    /** Once: by close, or by the run that outlasted it. */
    private void free() {
        synchronized (this) {
            if (freed) {
                return;
            }
            freed = true;
        }
        link.released(this);
        if (standIn != null) {
            standIn.close();
        }
    }
}
