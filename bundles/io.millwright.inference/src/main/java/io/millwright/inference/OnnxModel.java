package io.millwright.inference;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One model version with its open session. Whoever made it withdraws it. */
final class OnnxModel implements Model {
    private static final long WARM_UP_TIMEOUT_MILLIS = 60_000;

    private final ModelDescription description;
    private final Engine engine;
    private final NativeSession session;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;
    private final GoldenRows golden;
    private final AtomicBoolean withdrawn = new AtomicBoolean();
    private volatile boolean everOpened;

    OnnxModel(
            ModelDescription description,
            Engine engine,
            NativeSession session,
            NativeCounts counts,
            RunWatchdog watchdog,
            GoldenRows golden) {
        this.description = description;
        this.engine = engine;
        this.session = session;
        this.counts = counts;
        this.watchdog = watchdog;
        this.golden = golden;
    }

    ModelDescription description() {
        return description;
    }

    NativeSession session() {
        return session;
    }

    NativeCounts counts() {
        return counts;
    }

    RunWatchdog watchdog() {
        return watchdog;
    }

    @Override
    public String name() {
        return description.name();
    }

    @Override
    public String version() {
        return description.version().toString();
    }

    @Override
    public String sha256() {
        return description.onnx().sha256();
    }

    @Override
    public String executionProvider() {
        return engine.executionProvider();
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.copyOf(description.inputs());
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.copyOf(description.outputs());
    }

    @Override
    public List<Reading> readings() {
        return List.copyOf(description.readings());
    }

    @Override
    public long rowPeriodMillis() {
        return description.rowPeriodMillis();
    }

    /** ONNX Runtime works in this process, on the caller's thread. */
    @Override
    public boolean blocksElsewhere() {
        return false;
    }

    @Override
    public ModelRunner open(int batch) throws ModelException {
        OnnxRunner runner = openCold(batch, OnnxRunner.CLOSE_WAIT_MILLIS);
        boolean warm = false;
        try {
            // The first run of a shape reserves memory and proves that the graph takes this batch.
            golden.fillFirst(runner, description.inputs(), batch);
            runner.run(WARM_UP_TIMEOUT_MILLIS);
            for (int i = 0; i < description.inputs().size(); i++) {
                runner.input(i).put(0, new byte[runner.input(i).capacity()]);
            }
            warm = true;
            everOpened = true;
        } finally {
            if (!warm) {
                runner.close();
            }
        }
        return runner;
    }

    /** Opens a runner without a warm-up. */
    OnnxRunner openCold(int batch, long closeWaitMillis) throws ModelException {
        if (batch < 1) {
            throw new IllegalArgumentException("batch = " + batch + ": must be at least 1");
        }
        if (withdrawn.get() || !session.acquire()) {
            throw new IllegalStateException(this + " has been withdrawn; use the service that replaced it");
        }
        return new OnnxRunner(engine.environment(), this, batch, closeWaitMillis);
    }

    /** Whether somebody has ever opened it for use. */
    boolean everOpened() {
        return everOpened;
    }

    /** Whether a runner is open; only before it is withdrawn. */
    boolean isOpen() {
        return session.isShared();
    }

    /** Ends the opening of runners; those that are open go on. Idempotent. */
    void withdraw() {
        if (withdrawn.compareAndSet(false, true)) {
            session.release();
        }
    }

    @Override
    public String toString() {
        return description.toString();
    }
}
