package io.millwright.decision;

import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a model saw of one window. Immutable. */
@ProviderType
public interface FeatureSnapshot {
    /** Returns the names of the scalar features in the order of the columns. */
    List<String> features();

    /** Returns the number of rows. */
    int rows();

    /**
     * Returns one value as the model got it: NaN for an optional one that was missing.
     *
     * @param row 0 for the oldest
     * @param column index in {@link #features}
     */
    double value(int row, int column);

    /**
     * Returns an input of the model as it was, pictures, arrays and what the model remembered included; of a picture that was cut, all
     * its tiles.
     *
     * @param i index of the input in the model's
     * @return read-only, native byte order, a fresh view; null where it was not kept, see {@link DecisionListener#wantsTensors}
     */
    default ByteBuffer input(int i) {
        return null;
    }

    /** Returns the pictures that filled inputs, in the order of the features; empty unless {@link DecisionListener#wantsPictures}. */
    default List<Picture> pictures() {
        return List.of();
    }
}
