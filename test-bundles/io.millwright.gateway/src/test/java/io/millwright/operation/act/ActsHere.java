package io.millwright.operation.act;

import io.millwright.decision.Planner;
import io.millwright.decision.Recommendations;
import io.millwright.operation.resource.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be done with planners and their plans. */
public final class ActsHere {
    private ActsHere() {}

    /** Returns the acts that give, plan and answer. */
    public static List<Action> of(List<Planner> planners, List<Recommendations> books) {
        List<Action> all = new ArrayList<>(new PlannerActs(() -> planners).all());
        all.addAll(new OpinionActs(Optional::empty, () -> books, Optional::empty).all());
        return all;
    }
}
