package io.millwright.planning;

import io.millwright.decision.PlannerModels;
import io.millwright.model.Model;
import io.millwright.planning.energy.RunnerDay;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.shop.ModelScorer;
import io.millwright.planning.stock.ModelQuantiles;
import io.millwright.targets.TargetPlugin;
import java.util.Hashtable;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Has the targets of planners checked before the component runtime sees them, and says which models planners can use; leaves nothing behind. */
public final class PlanningActivator implements BundleActivator {
    /** Called by the framework. */
    public PlanningActivator() {}

    @Override
    public void start(BundleContext context) {
        for (String factory : List.of(OrderPlanner.PID, SchedulePlanner.PID, EnergyPlanner.PID)) {
            TargetPlugin.register(context, factory, List.of(PlannerDesk.PUBLISHER));
        }
        context.registerService(PlannerModels.class, PlanningActivator::takes, new Hashtable<>());
    }

    /** Whether a planner can use a model: by what its inputs are. */
    static boolean takes(Model model) {
        return ModelQuantiles.takesPeriods(model) || ModelScorer.takesOperations(model) || RunnerDay.takesDays(model);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes plugins and service away.
    }
}
