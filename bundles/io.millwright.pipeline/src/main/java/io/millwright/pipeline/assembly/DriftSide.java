package io.millwright.pipeline.assembly;

import io.millwright.decision.ModelIdentity;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.drift.FitnessWatch;

/** What one pipeline has to do with the watch over its data. Thread-safe. */
final class DriftSide {
    /** Watches nothing. */
    static final DriftSide NONE = new DriftSide(null, "");

    private final FitnessWatch fitness;
    private final String pid;

    DriftSide(FitnessWatch fitness, String pid) {
        this.fitness = fitness;
        this.pid = pid;
    }

    /** Takes over what is wanted. */
    void configure(PipelineConfiguration wanted) {
        if (fitness != null) {
            fitness.configure(pid, this, wanted.drift(), wanted.assets());
        }
    }

    /** Returns why decisions about an asset are UNCERTAIN for drift, "" where they are not. Called on lanes. */
    String doubt(String asset, ModelIdentity model) {
        return fitness == null ? "" : fitness.doubt(pid, asset, model);
    }

    /** Returns what a person has to know, or nothing. */
    Diagnosis notice() {
        return fitness == null ? Diagnosis.NONE : fitness.notice(pid);
    }

    /** The pipeline has ended. */
    void end() {
        if (fitness != null) {
            fitness.remove(pid, this);
        }
    }
}
