package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The scalar features of one window. Immutable. */
@ProviderType
public interface FeatureSnapshot {
    /** Returns the features' names in the order of the columns. */
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
}
