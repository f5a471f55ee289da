package io.millwright.inference;

import io.millwright.inference.ModelDescription.StateNames;
import io.millwright.model.Advice;
import io.millwright.model.Background;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelFacts;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reference;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One model version with its open session. Whoever made it withdraws it. */
final class OnnxModel implements Model {
    private static final long WARM_UP_TIMEOUT_MILLIS = 60_000;

    private final ModelDescription description;
    private final ModelSession session;
    private final GoldenRows golden;
    private final Background background;
    private final Computing computing;
    private final Batcher batcher;
    private final AtomicBoolean withdrawn = new AtomicBoolean();
    private volatile boolean everOpened;

    /** @param background inputs of usual operation, null for none */
    OnnxModel(
            ModelDescription description,
            ModelSession session,
            GoldenRows golden,
            Background background,
            Computing computing) {
        this.background = background;
        this.description = description;
        this.session = session;
        this.golden = golden;
        this.computing = computing;
        batcher = new Batcher(this, computing, session.counts());
    }

    ModelDescription description() {
        return description;
    }

    ModelSession session() {
        return session;
    }

    GoldenRows golden() {
        return golden;
    }

    Computing computing() {
        return computing;
    }

    /** Returns how rows of several runners are computed, for a person; empty while that is not known. */
    String batches() {
        return batcher.text();
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
        // Of a head the file alone does not say what it computes: its description names both files.
        return description.backbone() == null ? description.onnx().sha256() : description.sha256();
    }

    @Override
    public String executionProvider() {
        return session.executionProvider();
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
    public List<State> states() {
        List<State> states = new ArrayList<>();
        for (StateNames names : description.states()) {
            states.add(new State(
                    index(description.inputs(), names.input()), index(description.outputs(), names.output())));
        }
        return List.copyOf(states);
    }

    @Override
    public Background background() {
        return background;
    }

    private static int index(List<Tensor> tensors, String name) {
        return tensors.stream().map(Tensor::name).toList().indexOf(name);
    }

    @Override
    public Advice advice() {
        return description.advice();
    }

    @Override
    public ModelFacts facts() {
        return description.facts();
    }

    @Override
    public long rowPeriodMillis() {
        return description.rowPeriodMillis();
    }

    @Override
    public Reference reference() {
        return description.reference();
    }

    @Override
    public boolean blocksElsewhere() {
        return session.blocksElsewhere();
    }

    @Override
    public ModelRunner open(int batch) throws ModelException {
        ModelRunner runner = openCold(batch, OnnxRunner.CLOSE_WAIT_MILLIS);
        boolean warm = false;
        try {
            // The first run of a shape reserves memory and proves that the graph takes this batch.
            golden.fillFirst(runner, description.inputs(), batch);
            runner.run(WARM_UP_TIMEOUT_MILLIS);
            for (int i = 0; i < description.inputs().size(); i++) {
                runner.input(i).put(0, new byte[runner.input(i).capacity()]);
            }
            if (batch == 1 && runner instanceof OnnxRunner here && computing.gathers() && description.freeBatch()) {
                here.join(batcher);
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
    ModelRunner openCold(int batch, long closeWaitMillis) throws ModelException {
        if (batch < 1) {
            throw new IllegalArgumentException("batch = " + batch + ": must be at least 1");
        }
        if (withdrawn.get() || !session.acquire()) {
            throw new IllegalStateException(this + " has been withdrawn; use the service that replaced it");
        }
        return session.runner(this, batch, closeWaitMillis);
    }

    /** Takes one use of its session for a head, which is somebody's use of it; false if it has been withdrawn. */
    boolean hold() {
        boolean held = !withdrawn.get() && session.acquire();
        everOpened |= held;
        return held;
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
