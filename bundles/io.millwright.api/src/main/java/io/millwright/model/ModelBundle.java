package io.millwright.model;

import io.millwright.supervision.Supervised;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An installed bundle that brings a model, whether or not its model serves: a part of the {@link Supervised} of kind {@code models}. Its
 * state says why it does not serve. Thread-safe.
 */
@ProviderType
public interface ModelBundle extends Supervised {
    /** Returns the name that the bundle gives its model, "" where that cannot be read. */
    String model();
}
