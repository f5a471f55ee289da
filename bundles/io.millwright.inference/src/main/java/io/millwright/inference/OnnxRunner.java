package io.millwright.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec.ElementType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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

    private static final Logger LOG = LoggerFactory.getLogger(OnnxRunner.class);
    private static final long GREATEST_BUFFER_BYTES = 256L << 20;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int ENDING = 2;
    private static final int ENDED = 4;
    private static final int CLOSED = 8;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(OnnxRunner.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String model;
    private final NativeSession session;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;
    private final long closeWaitMillis;
    private final OrtSession ort;
    private final RunOptions options;
    private final Map<String, OnnxTensor> inputTensors = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputTensors = new LinkedHashMap<>();
    private final ByteBuffer[] inputs;
    private final ByteBuffer[] outputs;
    private final long[][] outputShapes;
    private final CountDownLatch freed = new CountDownLatch(1);
    private boolean kept;
    private volatile long deadlineNanos;
    private volatile int state = IDLE;

    /** Takes over one use of the session, also if it fails. */
    OnnxRunner(OrtEnvironment environment, OnnxModel model, int batch, long closeWaitMillis) throws ModelException {
        this.model = model.toString();
        this.session = model.session();
        this.counts = model.counts();
        this.watchdog = model.watchdog();
        this.closeWaitMillis = closeWaitMillis;
        this.ort = session.ort();
        List<Tensor> in = model.description().inputs();
        List<Tensor> out = model.description().outputs();
        this.inputs = new ByteBuffer[in.size()];
        this.outputs = new ByteBuffer[out.size()];
        this.outputShapes = new long[out.size()][];
        counts.runnersOpen.incrementAndGet();
        RunOptions made = null;
        boolean whole = false;
        try {
            made = new RunOptions();
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = buffer(in.get(i), batch);
                inputTensors.put(in.get(i).name(), tensor(environment, in.get(i), batch, inputs[i]));
            }
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = buffer(out.get(i), batch);
                outputShapes[i] = out.get(i).shape(batch);
                outputTensors.put(out.get(i).name(), tensor(environment, out.get(i), batch, outputs[i]));
            }
            whole = true;
        } catch (OrtException e) {
            throw new ModelException(this.model + ": batch " + batch + ": " + e.getMessage(), false, e);
        } finally {
            options = made;
            if (!whole) {
                free();
            }
        }
        watchdog.add(this);
    }

    private ByteBuffer buffer(Tensor tensor, int batch) throws ModelException {
        long bytes =
                (tensor.dimensions()[0] < 0 ? batch : 1L) * tensor.elementsPerRow() * Elements.bytes(tensor.type());
        if (bytes > GREATEST_BUFFER_BYTES) {
            throw new ModelException(
                    model + ": batch " + batch + " needs " + bytes + " bytes for " + tensor.name() + ", more than "
                            + GREATEST_BUFFER_BYTES + "; use a smaller batch",
                    false);
        }
        return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor, int batch, ByteBuffer buffer)
            throws OrtException {
        return OnnxTensor.createTensor(environment, buffer, tensor.shape(batch), javaType(tensor.type()));
    }

    static OnnxJavaType javaType(ElementType type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case UINT8 -> OnnxJavaType.UINT8;
            case BOOL -> OnnxJavaType.BOOL;
        };
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

    @Override
    public void run(long timeoutMillis) throws ModelException {
        begin(timeoutMillis);
        OrtException failure = null;
        boolean over = false;
        try {
            ort.run(inputTensors, Set.of(), outputTensors, options).close();
        } catch (OrtException e) {
            failure = e;
        } finally {
            over = end();
        }
        if (over) {
            counts.timeouts.incrementAndGet();
            throw new ModelException(
                    model + ": not ready after " + timeoutMillis + " ms; allow more time or use a smaller model",
                    true,
                    failure);
        }
        if (failure != null) {
            throw new ModelException(model + ": the run failed: " + EngineTrouble.text(failure, null), true, failure);
        }
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
            throw new ModelException(model + ": the inference bundle has been stopped; open the model again", false);
        }
        // A caller that is refused must not move the deadline of the run in progress.
        if (state != IDLE) {
            throw refused();
        }
        watchdog.expect(timeoutMillis);
        // Before the state: the watchdog reads it as soon as it sees RUNNING.
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        if (!STATE.compareAndSet(this, IDLE, RUNNING)) {
            throw refused();
        }
    }

    private IllegalStateException refused() {
        return new IllegalStateException(
                model + ((state & CLOSED) != 0 ? ": this runner is closed" : ": this runner is already running"));
    }

    /** Leaves RUNNING; true if the watchdog had ended the run. Frees the native objects if close came meanwhile. */
    private boolean end() {
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
                || nowNanos - deadlineNanos < 0
                || !STATE.compareAndSet(this, seen, seen | ENDING)) {
            return;
        }
        // Pinned now; a new run may have begun since the first look.
        boolean over = System.nanoTime() - deadlineNanos >= 0;
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
        if (awaitFreed()) {
            return;
        }
        keep();
    }

    /** The run did not return: what it uses stays, counted, until it does. */
    private synchronized void keep() {
        if (!kept && freed.getCount() > 0) {
            kept = true;
            counts.runnersKept.incrementAndGet();
            LOG.warn(
                    "{}: a run has not returned within {} ms of close; its session is kept until it returns",
                    model,
                    closeWaitMillis);
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
        watchdog.remove(this);
        inputTensors.values().forEach(OnnxTensor::close);
        outputTensors.values().forEach(OnnxTensor::close);
        if (options != null) {
            options.close();
        }
        session.release();
        counts.runnersOpen.decrementAndGet();
        synchronized (this) {
            freed.countDown();
            if (kept) {
                counts.runnersKept.decrementAndGet();
            }
        }
    }
}
