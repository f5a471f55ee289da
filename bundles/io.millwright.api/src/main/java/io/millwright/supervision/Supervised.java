package io.millwright.supervision;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An OSGi service that can be asked how it is. Thread-safe; every call returns at once. Counters are asked for: their changes
 * are no service events.
 */
@ProviderType
public interface Supervised {
    /** Service property (String): what {@link #kind()} returns. */
    String KIND = "millwright.kind";

    /** Returns the {@code kura.service.pid}, or the name of a part. */
    String pid();

    /**
     * Returns what it is: {@code connection}, {@code pipeline}, {@code models}, {@code remote} model, {@code engine} for Kura's AI
     * component, {@code publisher}, {@code explanations}, {@code capture}; of parts {@code asset}, {@code model}.
     */
    String kind();

    /** Returns the present state. */
    State state();

    /** Returns the counters by name, in a fixed order. They never fall while the component runs, except those of what waits. */
    Map<String, Long> counters();

    /**
     * Returns the equations that the counters obey, one per stage that something passes here; the same ones for as long as the component
     * runs.
     */
    default List<Balance> balances() {
        return List.of();
    }

    /** Returns what it consists of, where that has states of its own: the assets of a pipeline. */
    List<? extends Supervised> parts();
}
