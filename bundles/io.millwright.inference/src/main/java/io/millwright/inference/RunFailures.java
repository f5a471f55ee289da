package io.millwright.inference;

import ai.onnxruntime.OrtException;
import io.millwright.inference.batch.ComputeBudget;
import io.millwright.model.ModelException;

/** What runs of a model are told when they fail. Thread-safe. */
final class RunFailures {
    private final String model;
    private final NativeCounts counts;
    private final ComputeBudget budget;

    RunFailures(String model, NativeCounts counts, ComputeBudget budget) {
        this.model = model;
        this.counts = counts;
        this.budget = budget;
    }

    /** Returns what a run is told that ONNX Runtime failed, null for no failure. */
    ModelException failed(OrtException failure) {
        return failure == null
                ? null
                : new ModelException(model + ": the run failed: " + EngineTrouble.text(failure, null), true, failure);
    }

    /** The time was over while the model computed; counted. */
    ModelException late(long allowedMillis, OrtException failure) {
        counts.timeouts.incrementAndGet();
        return new ModelException(
                model + ": not ready after " + allowedMillis + " ms; allow more time or use a smaller model",
                true,
                failure);
    }

    /** The time was over before the model was computed; counted. */
    ModelException neverComputed(long allowedMillis) {
        counts.timeouts.incrementAndGet();
        return new ModelException(
                model + ": not computed within " + allowedMillis + " ms, because all " + budget.threads()
                        + " threads that may compute models were busy; allow more time, or let more threads compute",
                true);
    }

    ModelException stopped() {
        return new ModelException(model + ": the inference bundle has been stopped; open the model again", false);
    }

    ModelException cancelled() {
        return new ModelException(model + ": the run was cancelled before it was computed", true);
    }

    ModelException crowded(int waiting) {
        return new ModelException(
                model + ": " + waiting + " runs wait already; decide less often, or use a faster gateway", true);
    }

    ModelException bug() {
        return new ModelException(model + ": the run was lost to a bug, see the log; please report it", true);
    }

    IllegalStateException refused(boolean closed) {
        return new IllegalStateException(
                model + (closed ? ": this runner is closed" : ": this runner is already running"));
    }
}
