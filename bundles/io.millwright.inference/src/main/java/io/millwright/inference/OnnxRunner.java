package io.millwright.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import io.millwright.inference.batch.ComputeBudget;
import io.millwright.inference.worker.child.BoundTensors;
import io.millwright.inference.worker.child.BoundTensors.Place;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner on ONNX Runtime: input and output tensors lie on direct buffers that are made once, so a run allocates nothing here.
 *
 * <p>Its whole life is one state word. RUNNING belongs to the thread in {@link #run}; whoever sees it never frees anything.
 * The native objects are freed once: by {@link #close} if no run is in progress, else by the thread of that run when it
 * returns. ENDING pins a run that the watchdog is about to end, so that the flag never hits the next run.
 */
final class OnnxRunner implements ModelRunner, RunWatchdog.Deadline {
    static final long CLOSE_WAIT_MILLIS = 5_000;

    /** Of what waits without a time of its own. */
    static final long GREATEST_TIMEOUT_NANOS = TimeUnit.DAYS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(OnnxRunner.class);
    private static final long GREATEST_BUFFER_BYTES = 256L << 20;

    /** One run of so many is timed: reading the clock costs a hundredth of the lightest run. */
    private static final int RUNS_PER_TIMING = 64;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int ENDING = 2;
    private static final int ENDED = 4;
    private static final int CLOSED = 8;
    private static final VarHandle STATE;
    private static final VarHandle DEADLINE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(OnnxRunner.class, "state", int.class);
            DEADLINE = MethodHandles.lookup().findVarHandle(OnnxRunner.class, "deadlineNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String model;
    private final NativeSession session;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;
    private final OrtSession ort;
    private final RunOptions options;
    private final BoundTensors tensors;
    private final ByteBuffer[] inputs;
    private final ByteBuffer[] outputs;
    private final long[][] outputShapes;
    private final ComputeBudget budget;
    private final ComputeBudget.Turn turn = new ComputeBudget.Turn();
    private final RunFailures failures;

    /** Null where runs are never computed together with those of other runners. */
    private StartedRun started;

    private final RunnerClose closing;

    /** Written before the state and read after it, which orders them; opaque, because another run may begin between two looks. */
    private long deadlineNanos;

    /** These belong to the run in progress. */
    private long timeoutMillis;

    private long startedNanos;
    private int runs;
    private long usualNanos;
    private volatile int state = IDLE;

    /** Takes over one use of the session, also if it fails. */
    OnnxRunner(NativeSession session, OnnxModel model, int batch, long closeWaitMillis) throws ModelException {
        this.model = model.toString();
        this.session = session;
        this.counts = session.counts();
        this.watchdog = session.watchdog();
        this.closing = new RunnerClose(this.model, counts, closeWaitMillis);
        this.budget = model.computing().budget();
        this.failures = new RunFailures(this.model, counts, budget);
        this.ort = session.ort();
        List<Tensor> in = model.description().inputs();
        List<Tensor> out = model.description().outputs();
        this.inputs = new ByteBuffer[in.size()];
        this.outputs = new ByteBuffer[out.size()];
        this.outputShapes = new long[out.size()][];
        counts.runnersOpen.incrementAndGet();
        RunOptions made = null;
        BoundTensors bound = null;
        boolean whole = false;
        try {
            made = new RunOptions();
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = buffer(in.get(i), batch);
            }
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = buffer(out.get(i), batch);
                outputShapes[i] = out.get(i).bufferShape(batch);
            }
            bound = BoundTensors.of(session.environment(), places(in, inputs, batch), places(out, outputs, batch));
            whole = true;
        } catch (OrtException e) {
            throw new ModelException(this.model + ": batch " + batch + ": " + e.getMessage(), false, e);
        } finally {
            options = made;
            tensors = bound;
            if (!whole) {
                free();
            }
        }
        watchdog.add(this);
    }

    private ByteBuffer buffer(Tensor tensor, int batch) throws ModelException {
        return ByteBuffer.allocateDirect(bytes(model, tensor, batch)).order(ByteOrder.nativeOrder());
    }

    /** Returns how many bytes the buffer of a tensor takes with a batch, within what one may. */
    static int bytes(String model, Tensor tensor, int batch) throws ModelException {
        long bytes = tensor.bufferBytes(batch);
        if (bytes > GREATEST_BUFFER_BYTES) {
            throw new ModelException(
                    model + ": batch " + batch + " needs " + bytes + " bytes for " + tensor.name() + ", more than "
                            + GREATEST_BUFFER_BYTES + "; use a smaller batch",
                    false);
        }
        return (int) bytes;
    }

    private static List<Place> places(List<Tensor> tensors, ByteBuffer[] buffers, int batch) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < buffers.length; i++) {
            Tensor tensor = tensors.get(i);
            places.add(new Place(
                    tensor.name(),
                    OnnxTypes.of(tensor.type()),
                    buffers[i],
                    tensor.runShape(batch),
                    tensor.wantedRows(batch),
                    tensor.texts()));
        }
        return places;
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
        return outputShapes[i].clone();
    }

    /** From now on started runs may be computed together with those of other runners. Before it is handed out. */
    void join(Batcher others) {
        started = new StartedRun(this, others);
        others.join();
    }

    @Override
    public void run(long timeoutMillis) throws ModelException {
        begin(timeoutMillis);
        // Who has to wait anyway is computed with the others that wait.
        ModelException failure = budget.exhausted() && gathers() ? started.await() : runAlone();
        if (failure != null) {
            throw failure;
        }
    }

    private ModelException runAlone() {
        OrtException failure = null;
        long allowedMillis = timeoutMillis;
        boolean inside = false;
        boolean over;
        try {
            inside = budget.enter(turn, usualNanos, deadlineNanos());
            failure = inside ? compute() : null;
        } finally {
            if (inside) {
                budget.leave();
            }
            over = end();
        }
        if (!inside) {
            return failures.neverComputed(allowedMillis);
        }
        return over ? failures.late(allowedMillis, failure) : failures.failed(failure);
    }

    /** Computes what lies in the buffers; for a caller that is inside the budget. Returns why there are no outputs, or null. */
    private OrtException compute() {
        boolean timed = runs++ % RUNS_PER_TIMING == 0;
        long began = timed ? System.nanoTime() : 0;
        try {
            tensors.run(ort, options);
        } catch (OrtException e) {
            return e;
        }
        if (timed) {
            long took = System.nanoTime() - began;
            usualNanos = usualNanos == 0 ? took : (3 * usualNanos + took) / 4;
        }
        return null;
    }

    @Override
    public boolean gathers() {
        return started != null && started.batcher().gathers();
    }

    @Override
    public void start(long timeoutMillis, Completion done) {
        if (!gathers()) {
            ModelRunner.super.start(timeoutMillis, done);
            return;
        }
        try {
            begin(timeoutMillis);
        } catch (ModelException e) {
            done.done(e);
            return;
        }
        started.start(done);
    }

    @Override
    public void flush() {
        if (started != null) {
            started.batcher().flush();
        }
    }

    @Override
    public void cancel() {
        if (started != null) {
            started.batcher().cancel(started);
        }
    }

    RunFailures failures() {
        return failures;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    long startedNanos() {
        return startedNanos;
    }

    long deadlineNanos() {
        return (long) DEADLINE.getOpaque(this);
    }

    /** Whether the time of the run in progress is over. */
    boolean over(long nowNanos) {
        return nowNanos - deadlineNanos() >= 0;
    }

    /** Computes a run that has begun, for a caller that is inside the budget and ends it; returns why there are no outputs, or null. */
    ModelException computeStarted() {
        return watchdog.stopped() ? failures.stopped() : failures.failed(compute());
    }

    /** Runs a batch in the time that its rows have left; for a caller that is inside the budget. Returns whether the outputs are there. */
    boolean computeUntil(long deadline) {
        try {
            begin(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        } catch (ModelException e) {
            return false;
        }
        OrtException failure = null;
        boolean over = false;
        try {
            failure = compute();
        } finally {
            over = end();
        }
        return failure == null && !over;
    }

    /** Returns whether a run is in progress. */
    boolean running() {
        return (state & RUNNING) != 0;
    }

    private void begin(long timeoutMillis) throws ModelException {
        if (timeoutMillis <= 0) {
            throw new IllegalArgumentException("timeoutMillis = " + timeoutMillis + ": must be above 0");
        }
        if (watchdog.stopped()) {
            throw failures.stopped();
        }
        // A caller that is refused must not move the deadline of the run in progress.
        if (state != IDLE) {
            throw failures.refused((state & CLOSED) != 0);
        }
        watchdog.expect(timeoutMillis);
        // Before the state: the watchdog reads it as soon as it sees RUNNING.
        startedNanos = System.nanoTime();
        DEADLINE.setOpaque(
                this, startedNanos + Math.min(GREATEST_TIMEOUT_NANOS, TimeUnit.MILLISECONDS.toNanos(timeoutMillis)));
        this.timeoutMillis = timeoutMillis;
        if (!STATE.compareAndSet(this, IDLE, RUNNING)) {
            throw failures.refused((state & CLOSED) != 0);
        }
    }

    /** Leaves RUNNING; true if the watchdog had ended the run. Frees the native objects if close came meanwhile. */
    boolean end() {
        if (STATE.compareAndSet(this, RUNNING, IDLE)) {
            return false;
        }
        boolean over = false;
        for (int seen = state; ; seen = state) {
            if ((seen & ENDING) != 0) {
                Thread.onSpinWait();
                continue;
            }
            if ((seen & ENDED) != 0 && !over) {
                over = true;
                terminate(false);
            }
            if (STATE.compareAndSet(this, seen, seen & CLOSED)) {
                if ((seen & CLOSED) != 0) {
                    free();
                }
                return over;
            }
        }
    }

    /** Called by the watchdog: ends the run in progress if its time is over. */
    @Override
    public void endIfOver(long nowNanos) {
        int seen = state;
        if ((seen & (RUNNING | ENDING | ENDED)) != RUNNING
                || nowNanos - deadlineNanos() < 0
                || !STATE.compareAndSet(this, seen, seen | ENDING)) {
            return;
        }
        // Pinned now; a new run may have begun since the first look.
        boolean over = System.nanoTime() - deadlineNanos() >= 0;
        if (over) {
            terminate(true);
        }
        int change = over ? ENDING | ENDED : ENDING;
        STATE.getAndBitwiseXor(this, change);
    }

    private void terminate(boolean flag) {
        try {
            options.setTerminate(flag);
        } catch (OrtException e) {
            LOG.warn("{}: ONNX Runtime did not take the terminate flag", model, e);
        }
    }

    @Override
    public void close() {
        int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
        if (before == IDLE) {
            free();
            return;
        }
        // A run that only waits need not be waited for.
        cancel();
        closing.await();
    }

    private void free() {
        watchdog.remove(this);
        if (tensors != null) {
            tensors.close();
        }
        if (options != null) {
            options.close();
        }
        session.release();
        if (started != null) {
            started.batcher().leave();
        }
        counts.runnersOpen.decrementAndGet();
        closing.freed();
    }
}
