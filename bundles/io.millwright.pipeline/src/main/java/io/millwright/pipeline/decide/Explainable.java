package io.millwright.pipeline.decide;

import io.millwright.model.Model;
import io.millwright.model.TensorSpec;
import java.util.Objects;

/** Which models' decisions can be explained at all: of others nothing is copied for that. */
public final class Explainable {
    private Explainable() {}

    /** Whether it came with inputs to compare with, or sees a picture, of which places can be covered. */
    public static boolean is(Model model) {
        return model.background() != null
                || model.inputs().stream().map(TensorSpec::image).anyMatch(Objects::nonNull);
    }
}
