package io.millwright.inference;

import io.millwright.inference.Engine.EngineMissing;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ONNX Runtime, whose package may come at any time. Used by the loader's thread, but for {@link #wanted}. */
final class EngineAccess {
    private static final Logger LOG = LoggerFactory.getLogger(EngineAccess.class);
    private static final long PATIENCE_SECONDS = 60;

    private final ExtenderState state;
    private Engine engine;
    private long missingSinceNanos;
    private boolean warned;
    private volatile boolean wanted;

    EngineAccess(ExtenderState state) {
        this.state = state;
    }

    /** Returns whether some bundle waits for it. Any thread. */
    boolean wanted() {
        return wanted;
    }

    /** Returns the engine, null unless it is ready. */
    Engine get() {
        return engine;
    }

    /** Looks for it, unless it is there; notes once that it is missing. */
    boolean ready() {
        if (engine != null) {
            return true;
        }
        if (!wanted) {
            missingSinceNanos = System.nanoTime();
            wanted = true;
        }
        try {
            engine = Engine.load();
            wanted = false;
            state.engineMissing(null);
            return true;
        } catch (EngineMissing e) {
            wanted = e.curable();
            if (state.engineMissing(e.getMessage())) {
                if (e.curable()) {
                    // At boot its package may simply be the next one.
                    LOG.info(e.getMessage());
                } else {
                    LOG.error(e.getMessage());
                }
            }
            return false;
        }
    }

    void warnOnceIfMissing() {
        if (wanted && !warned && System.nanoTime() - missingSinceNanos > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            warned = true;
            LOG.warn("No model serves: ONNX Runtime is still not installed. Remedy: install millwright-onnxruntime");
        }
    }
}
