package io.millwright.planning;

import io.millwright.planning.plan.PlannerDesk;
import io.millwright.targets.TargetPlugin;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Has the targets of planners checked before the component runtime sees them; leaves nothing behind. */
public final class PlanningActivator implements BundleActivator {
    /** Called by the framework. */
    public PlanningActivator() {}

    @Override
    public void start(BundleContext context) {
        for (String factory : List.of(OrderPlanner.PID, SchedulePlanner.PID, EnergyPlanner.PID)) {
            TargetPlugin.register(context, factory, List.of(PlannerDesk.PUBLISHER));
        }
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the plugins away.
    }
}
