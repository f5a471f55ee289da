package io.millwright.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of a session without a runner, for the desk: one that does not end is ended. Used by one thread. */
final class LimitedRun implements RunWatchdog.Deadline {
    /** A row may take that long on a gateway. */
    private static final long LIMIT_MILLIS = 10_000;

    private final OrtSession.RunOptions options;
    private final long begunNanos = System.nanoTime();
    private volatile boolean over;

    private LimitedRun(OrtSession.RunOptions options) {
        this.options = options;
    }

    /**
     * @throws OrtException if the run fails
     * @throws IOException if it takes more than 10 s
     */
    static OrtSession.Result of(OrtSession session, Map<String, OnnxTensor> inputs) throws OrtException, IOException {
        RunWatchdog watchdog = new RunWatchdog();
        watchdog.start();
        try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
            LimitedRun run = new LimitedRun(options);
            watchdog.expect(LIMIT_MILLIS);
            watchdog.add(run);
            try {
                return session.run(inputs, options);
            } catch (OrtException e) {
                if (run.over) {
                    throw new IOException("the run took more than " + LIMIT_MILLIS + " ms and was ended", e);
                }
                throw e;
            } finally {
                // Joined before the options are freed.
                watchdog.remove(run);
                ModelDraft.stop(watchdog);
            }
        }
    }

    @Override
    public void endIfOver(long nowNanos) {
        if (!over && nowNanos - begunNanos >= TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS)) {
            over = true;
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime did not take the terminate flag", e);
            }
        }
    }
}
