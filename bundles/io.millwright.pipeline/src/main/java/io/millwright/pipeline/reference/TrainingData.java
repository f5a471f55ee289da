package io.millwright.pipeline.reference;

import io.millwright.model.Reference;
import java.util.List;

/** What the training data of a model were like, made ready once for all assets. Immutable. */
public final class TrainingData {
    private final Reference reference;
    private final List<Whitening> whitenings;

    private TrainingData(Reference reference) {
        this.reference = reference;
        whitenings = reference.groups().stream()
                .map(group -> new Whitening(reference, group))
                .toList();
    }

    /** Returns null where nothing is said. */
    public static TrainingData of(Reference reference) {
        return reference == null ? null : new TrainingData(reference);
    }

    /** Returns what the model says. */
    public Reference reference() {
        return reference;
    }

    /** Returns how rows of a group become independent numbers. */
    public Whitening whitening(int group) {
        return whitenings.get(group);
    }
}
