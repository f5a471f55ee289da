package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.plan.Maker;
import io.millwright.planning.plan.PlannerWork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are shown as an example is taken. */
class InputExamplesTest {
    @TempDir
    Path folder;

    private static void taken(Maker maker, List<PlannerWork.Kind> inputs) {
        for (PlannerWork.Kind each : inputs) {
            assertEquals(1, maker.lines(each.name(), each.header() + '\n' + each.example() + '\n'), each.name());
        }
    }

    @Test
    void ofOrders() {
        taken(new OrderMaker(OrderSettings.of(Map.of()), name -> null, null), OrderPlanner.INPUTS);
    }

    @Test
    void ofSchedules() {
        taken(
                new ScheduleMaker(
                        ScheduleSettings.of(Map.of()), name -> null, () -> null, () -> null, null, null, () -> {}),
                SchedulePlanner.INPUTS);
    }

    @Test
    void ofEnergy() {
        EnergySettings settings =
                EnergySettings.of(Map.of("meter.connection", "plc", "meter.tag", "grid", "time.zone", "Europe/Berlin"));
        SiteMeter meter = new SiteMeter(settings.meter(), folder.resolve("site.meter.csv"), () -> 0, () -> {});
        taken(
                new EnergyMaker(
                        settings, meter, name -> null, new FollowedPlans(() -> null), folder.resolve("peak.csv")),
                EnergyPlanner.INPUTS);
    }
}
