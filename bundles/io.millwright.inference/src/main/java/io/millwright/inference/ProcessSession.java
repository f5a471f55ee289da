package io.millwright.inference;

import ai.onnxruntime.OrtProvider;
import io.millwright.inference.worker.Graph;
import io.millwright.inference.worker.ProviderSetup;
import io.millwright.inference.worker.SharedTensor;
import io.millwright.inference.worker.WorkerFailed;
import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.inference.worker.WorkerRunner;
import io.millwright.inference.worker.WorkerSession;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session in a process of its own. */
final class ProcessSession extends ModelSession {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSession.class);

    private final WorkerSession session;
    private final ProviderSetup by;
    private final String fallback;
    private volatile String executionProvider = OrtProvider.CPU.getName();

    /** @param fallback why no provider runs it that was wanted more, "" for nothing */
    ProcessSession(WorkerSession session, ProviderSetup by, String fallback, NativeCounts counts) {
        super(counts);
        this.session = session;
        this.by = by;
        this.fallback = fallback;
        // Also in its trial: it takes memory.
        counts.workersOpen.incrementAndGet();
    }

    @Override
    Graph graph() {
        return session.graph();
    }

    @Override
    String executionProvider() {
        return executionProvider;
    }

    @Override
    String fallback() {
        return fallback;
    }

    /** Whether another provider than the CPU was asked for: its numbers may differ a little. */
    @Override
    boolean accelerated() {
        return by.other();
    }

    /**
     * Finds out, once after its first runs, which providers have run them.
     *
     * @throws ModelRefused the one that was asked for has run nothing
     */
    void requireProvider(StagedModel staged) throws ModelRefused, WorkerFailed {
        Map<String, Integer> nodes = session.nodes();
        int all = nodes.values().stream().mapToInt(Integer::intValue).sum();
        int onCpu = nodes.getOrDefault(OrtProvider.CPU.getName(), 0);
        if (all == onCpu) {
            throw new ModelRefused(
                    staged.description().onnx().file(),
                    "execution provider",
                    by.name(),
                    "takes none of its " + all + " nodes",
                    "use another provider for this model");
        }
        executionProvider = String.join("+", nodes.keySet());
        LOG.info("{}: nodes by execution provider: {}", staged.description(), nodes);
    }

    @Override
    boolean blocksElsewhere() {
        return true;
    }

    @Override
    void serve(Runnable changed) {
        count();
        session.serve(() -> {
            if (session.trouble().isEmpty()) {
                counts().workerRestarts.incrementAndGet();
            }
            changed.run();
        });
    }

    @Override
    String trouble() {
        return session.trouble();
    }

    /** Returns the most memory that its process had for the model, 0 where the system does not tell. */
    long takenBytes() {
        return session.takenBytes();
    }

    /** Returns the number of its process. */
    long pid() {
        return session.pid();
    }

    @Override
    ModelRunner runner(OnnxModel model, int batch, long closeWaitMillis) throws ModelException {
        Use use = new Use();
        try {
            return session.runner(
                    model.toString(),
                    shared(model, model.description().inputs(), batch),
                    shared(model, model.description().outputs(), batch),
                    closeWaitMillis,
                    use);
        } catch (WorkerFailed e) {
            use.freed(null, false);
            throw new ModelException(model + ": batch " + batch + ": " + use.text(e), e.end() != End.REFUSED, e);
        } catch (ModelException e) {
            use.freed(null, false);
            throw e;
        }
    }

    private static List<SharedTensor> shared(OnnxModel model, List<Tensor> tensors, int batch) throws ModelException {
        SharedTensor[] all = new SharedTensor[tensors.size()];
        for (int i = 0; i < all.length; i++) {
            Tensor tensor = tensors.get(i);
            OnnxRunner.bytes(model.toString(), tensor, batch);
            all[i] = tensor.shared(batch);
        }
        return List.of(all);
    }

    @Override
    void close() {
        session.close();
        counts().workersOpen.decrementAndGet();
    }

    /** A runner's use of the session. */
    private final class Use implements WorkerRunner.Owner {
        private final AtomicBoolean given = new AtomicBoolean();

        Use() {
            counts().runnersOpen.incrementAndGet();
        }

        @Override
        public String text(WorkerFailed failure) {
            return failure.end() == End.REFUSED
                    ? EngineTrouble.text(failure.code(), failure.getMessage(), null)
                    : failure.getMessage();
        }

        @Override
        public void timedOut() {
            counts().timeouts.incrementAndGet();
        }

        @Override
        public void kept() {
            counts().runnersKept.incrementAndGet();
        }

        @Override
        public void freed(WorkerRunner runner, boolean kept) {
            if (given.compareAndSet(false, true)) {
                if (kept) {
                    counts().runnersKept.decrementAndGet();
                }
                counts().runnersOpen.decrementAndGet();
                release();
            }
        }
    }
}
