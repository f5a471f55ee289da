package io.millwright.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import io.millwright.inference.worker.Graph;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session in the gateway's process, always on the CPU. ONNX Runtime guards close against run by an unsynchronised flag alone, so the
 * count of uses is what keeps a running call safe.
 */
final class NativeSession extends ModelSession {
    private static final Logger LOG = LoggerFactory.getLogger(NativeSession.class);

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final RunWatchdog watchdog;
    private final String fallback;

    /** @param fallback why no provider runs it that was wanted more, "" for nothing */
    NativeSession(
            OrtEnvironment environment,
            OrtSession session,
            NativeCounts counts,
            RunWatchdog watchdog,
            String fallback) {
        super(counts);
        this.fallback = fallback;
        this.environment = environment;
        this.session = session;
        this.watchdog = watchdog;
        count();
    }

    /** Returns the session; only for a caller that holds a use. */
    OrtSession ort() {
        return session;
    }

    OrtEnvironment environment() {
        return environment;
    }

    RunWatchdog watchdog() {
        return watchdog;
    }

    @Override
    Graph graph() throws ModelException {
        try {
            return NativeGraph.of(session);
        } catch (OrtException e) {
            throw new ModelException(EngineTrouble.text(e, null), false, e);
        }
    }

    /** No other provider is ever added here: its libraries are loaded in workers only. */
    @Override
    String executionProvider() {
        return OrtProvider.CPU.getName();
    }

    @Override
    String fallback() {
        return fallback;
    }

    @Override
    boolean blocksElsewhere() {
        return false;
    }

    @Override
    ModelRunner runner(OnnxModel model, int batch, long closeWaitMillis) throws ModelException {
        return new OnnxRunner(this, model, batch, closeWaitMillis);
    }

    @Override
    void close() {
        try {
            session.close();
        } catch (OrtException e) {
            LOG.warn("ONNX session did not close", e);
        }
    }
}
