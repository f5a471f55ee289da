package io.millwright.pipeline.lane;

import com.sun.management.ThreadMXBean;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.Counters;
import java.lang.management.ManagementFactory;

/**
 * The end of a lane whose allocation is measured, on the thread that made this. What runs and decisions allocate, from a run's
 * start to the decision's hand-over, is not the samples'.
 */
final class AllocationOutlet implements Lane.Outlet {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long self = Thread.currentThread().getId();
    private long excluded;
    private long runStarted;

    /** Whether this JVM tells what a thread allocates. */
    boolean measures() {
        return threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled();
    }

    /** Returns the bytes that the thread has allocated so far. */
    long allocated() {
        return threads.getThreadAllocatedBytes(self);
    }

    /** Returns those of them that were not for runs and decisions. */
    long allocatedForSamples() {
        return allocated() - excluded;
    }

    /** A run begins. */
    void runStarts() {
        runStarted = allocated();
    }

    @Override
    public void decided(PipelineDecision decision, Counters of, FeatureSnapshot snapshot) {
        excluded += allocated() - runStarted;
    }

    @Override
    public boolean wantsInputs() {
        return false;
    }

    @Override
    public void released(OpenModel model) {
        throw new AssertionError("no model was replaced");
    }

    @Override
    public void runnerLost(OpenModel model, String problem) {
        throw new AssertionError(problem);
    }
}
