package io.millwright.pipeline.lane;

import com.sun.management.ThreadMXBean;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.Counters;
import java.lang.management.ManagementFactory;

/**
 * The end of a lane that is served on the thread that made this. Adds up what runs and decisions take, from the start of a
 * run to its last decision, so that a benchmark can leave it out.
 */
final class MeasuredOutlet implements Lane.Outlet {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long self = Thread.currentThread().getId();
    private long startBytes;
    private long startNanos;
    private long runBytes;
    private long runNanos;

    /** A run begins. */
    void runStarts() {
        startBytes = bytes();
        startNanos = System.nanoTime();
    }

    /** Bytes that the thread has allocated so far. */
    long bytes() {
        return threads.getThreadAllocatedBytes(self);
    }

    /** Bytes that runs and decisions have allocated so far. */
    long runBytes() {
        return runBytes;
    }

    /** Time that runs and decisions have taken so far, ns. */
    long runNanos() {
        return runNanos;
    }

    @Override
    public void decided(PipelineDecision decision, Counters of, FeatureSnapshot snapshot) {
        runNanos += System.nanoTime() - startNanos;
        runBytes += bytes() - startBytes;
    }

    @Override
    public boolean wantsInputs() {
        return false;
    }

    @Override
    public void released(OpenModel model) {
        throw new IllegalStateException("no model was replaced");
    }

    @Override
    public void runnerLost(OpenModel model, String problem) {
        throw new IllegalStateException(problem);
    }
}
