package io.millwright.supervision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What knows how long its stages take: beside {@link Supervised}, by the same object. Thread-safe; returns at once. */
@ProviderType
public interface Measured {
    /** Returns how long each stage took, the first stage first; the same objects for as long as the component runs. */
    List<Durations> durations();
}
