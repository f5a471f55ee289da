package io.millwright.decision;

import org.osgi.annotation.versioning.ProviderType;

/** What one feature, or several together, contributed to a model's output. Immutable. */
@ProviderType
public interface Contribution {
    /** Returns the name of the feature, of the first one where several were taken together. */
    String feature();

    /** Returns the name of the last feature that was taken together with the first one; the same name where it stands alone. */
    String through();

    /** Returns the first row of the window, or element of an array, that belongs to it; 0 where all do. */
    int from();

    /** Returns the row, or element, after the last one that belongs to it. */
    int to();

    /** Returns the feature's value in the newest row that belongs to it, NaN where there is no single one. */
    double value();

    /** Returns by how much it moved the output away from {@link Explanation#expected}, on the explanation's scale. */
    double amount();

    /** Returns the standard error of the amount, 0 where nothing was sampled. */
    double error();
}
