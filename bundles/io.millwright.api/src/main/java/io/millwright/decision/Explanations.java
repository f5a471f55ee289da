package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The last explanations of each asset, as an OSGi service. Thread-safe; returns at once. */
@ProviderType
public interface Explanations {
    /**
     * Returns the last explanations of an asset, the newest first; empty where there are none.
     *
     * @param pipeline the {@code kura.service.pid} of the pipeline
     */
    List<Explanation> of(String pipeline, String asset);
}
