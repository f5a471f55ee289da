package io.millwright.model;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Inputs of usual operation that came with a model: what stands in for a feature where it is asked what the model would say
 * without it. Immutable.
 */
@ProviderType
public interface Background {
    /** Returns the number of rows, at least 1. */
    int rows();

    /**
     * Returns what the rows hold for input {@code i}, one after the other, as a runner's buffer holds it: read-only, native byte order,
     * a fresh view.
     */
    ByteBuffer input(int i);
}
