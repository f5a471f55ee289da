package io.millwright.inference.worker.child;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;

/** How every session is opened, in the gateway and in a worker. */
public final class SessionSettings {
    private SessionSettings() {}

    /** Returns new options; the caller closes them. */
    public static SessionOptions open() throws OrtException {
        return open(false);
    }

    /**
     * The same.
     *
     * @param mapped whether weights are mapped from their file: then they stay there, and are not copied into another order
     */
    public static SessionOptions open(boolean mapped) throws OrtException {
        SessionOptions options = new SessionOptions();
        boolean whole = false;
        try {
            // One lane runs one model at a time: more threads only add jitter, and spinning ones burn a core.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            options.setDeterministicCompute(true);
            // Measured: as fast, and half the memory per session; the arena would keep its peak for ever.
            options.setCPUArenaAllocator(false);
            if (mapped) {
                options.addConfigEntry("session.disable_prepacking", "1");
            }
            whole = true;
            return options;
        } finally {
            if (!whole) {
                options.close();
            }
        }
    }
}
