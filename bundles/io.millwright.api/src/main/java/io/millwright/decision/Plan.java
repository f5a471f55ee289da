package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A recommendation over hours or days: when to use power, what to order, which job when. It waits for a person as any other does;
 * nothing is written to a machine by it. {@link #pipeline} names the {@link Planner}. Immutable.
 */
@ProviderType
public interface Plan extends Recommendation {
    /** Returns all of the plan as a JSON document; its {@code topic} is {@link #topic}. At most 1 MiB. */
    String document();

    /** Returns what simpler policies would come to with the same inputs, the present practice first; never empty. */
    List<Alternative> alternatives();

    /**
     * Returns how far the plan is from the best possible one at most, as a share of it: 0.02 for 2 %; NaN where no bound is known.
     */
    double gapAtMost();

    /** What a policy comes to. Immutable. */
    @ProviderType
    interface Alternative {
        /** Returns the policy's name, such as {@code FIFO}. */
        String policy();

        /** Returns what it comes to, in the unit of the plan's {@link Recommendation#gain}. */
        double value();
    }
}
