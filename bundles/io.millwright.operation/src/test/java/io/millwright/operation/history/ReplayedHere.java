package io.millwright.operation.history;

import io.millwright.model.Model;
import io.millwright.operation.resource.Action;
import java.util.List;

/** A replay of decisions of the pipeline {@code mill}, whose model is there in two versions. */
public final class ReplayedHere {
    private ReplayedHere() {}

    /** Returns the action on ten decisions. */
    public static Action action() {
        KeptInputs inputs = new KeptInputs();
        for (int i = 1; i <= 10; i++) {
            inputs.add(new Made("mill", i % 2 == 0 ? "a" : "b", i, i / 10.0, "00"), new Made.Inputs(i, 1), i);
        }
        List<Model> models = List.of(new Scaled("1.0.0", 0.1), new Scaled("1.1.0", 0.2));
        return new ReplayAction(inputs, () -> models);
    }
}
