package io.millwright.planning.energy;

import io.millwright.decision.Plan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans that somebody approved, each from its approval on until another one was, or its time was over. What was only proposed is
 * followed by nobody. Thread-safe.
 */
public final class FollowedPlans {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedPlans.class);
    /** As many as a month needs with an approval every hour. */
    private static final int MOST = 31 * 24;

    /** Guarded by this object, like the next one; the newest first. */
    private final Deque<FollowedPlan> approved = new ArrayDeque<>();

    private final Supplier<Plan> inForce;
    private String newest = "";

    /**
     * Creates one that follows nothing until {@link #refresh}.
     *
     * @param inForce returns the plan that was approved last and whose time is not over, null where there is none
     */
    public FollowedPlans(Supplier<Plan> inForce) {
        this.inForce = inForce;
    }

    /** Takes over what was approved since the last time. */
    public void refresh() {
        Plan plan = inForce.get();
        synchronized (this) {
            if (plan == null || plan.id().equals(newest)) {
                return;
            }
            newest = plan.id();
            try {
                approved.addFirst(FollowedPlan.of(plan.document(), plan.answeredMicros(), plan.expiresMicros()));
            } catch (IllegalArgumentException e) {
                LOG.warn("{} is not followed, the plan before is until its end: {}", plan.id(), e.getMessage());
            }
            while (approved.size() > MOST) {
                approved.removeLast();
            }
        }
    }

    /** Returns the plan that is followed in a part, null where none is. */
    public synchronized FollowedPlan at(long part) {
        for (FollowedPlan plan : approved) {
            if (part >= plan.first()) {
                return plan.covers(part) ? plan : null;
            }
        }
        return null;
    }

    /** Returns what is held in a part by the plan that was approved last, from the moment of its approval on; NaN where there is none. */
    public synchronized double ceilingKw(long part) {
        return approved.isEmpty() ? Double.NaN : approved.getFirst().ceilingKw(part);
    }
}
