package io.millwright.planning;

import io.millwright.form.LiveForm;
import io.millwright.planning.plan.Ending;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.planning.shop.ShopInputs;
import io.millwright.planning.shop.solver.InstalledSolver;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Proposes who works on what and when, and again when machines break or jobs come. Thread-safe. */
@Component(
        name = SchedulePlanner.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = SchedulePlannerConfiguration.class, factory = true)
public final class SchedulePlanner extends PlannerComponent {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.planning.SchedulePlanner";

    private static final Map<String, String> HELP = Map.of(
            ShopInputs.JOBS, "Each step of each job, a line per machine that can do it.",
            ShopInputs.ORDERS, "When jobs may begin and should be done, and how much a delay weighs.",
            ShopInputs.CALENDAR, "When machines do not work: nights, maintenance, breakdowns.",
            ShopInputs.PROGRESS, "What has begun and what is done.");
    private static final Map<String, String> EXAMPLES = Map.of(
            ShopInputs.JOBS, "J-7,10,,mill-1,1800",
            ShopInputs.ORDERS, "J-7,2026-12-01T06:00:00Z,2026-12-02T14:00:00Z,2",
            ShopInputs.CALENDAR, "mill-1,2026-12-01T08:00:00Z,2026-12-01T10:00:00Z",
            ShopInputs.PROGRESS, "J-7,10,saw,2026-12-01T06:00:00Z,2026-12-01T06:20:00Z");
    static final List<PlannerWork.Kind> INPUTS = ShopInputs.headers().entrySet().stream()
            .map(each -> new PlannerWork.Kind(
                    each.getKey(),
                    each.getValue(),
                    HELP.get(each.getKey()),
                    EXAMPLES.get(each.getKey()),
                    each.getKey().equals(ShopInputs.JOBS)))
            .toList();

    private final InstalledSolver solver;
    private volatile ScheduleMaker maker;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(SchedulePlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public SchedulePlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        super(context, system, properties, ScheduleMaker.TOPIC, INPUTS, PlannerDesk::wallMicros);
        solver = new InstalledSolver(context, folder().resolve("solver"));
    }

    @Override
    void use() {
        desk().use(() -> ScheduleSettings.of(properties()), fresh -> {
            ShopTags told = new ShopTags(fresh.machines(), fresh.codes(), System::nanoTime, this::happened);
            ScheduleMaker former = maker;
            maker = new ScheduleMaker(
                    fresh,
                    desk()::model,
                    desk().book()::inForce,
                    desk().book()::proposed,
                    solver,
                    new ShopFloor(fresh, told, file(".floor.json"), PlannerDesk.wallMicros()),
                    desk()::wake);
            if (former != null) {
                former.happened();
                former.close();
            }
            source().listen(fresh.connection(), told.names(), told);
            return maker;
        });
    }

    private void happened() {
        ScheduleMaker now = maker;
        if (now != null) {
            now.happened();
        }
        desk().wake();
    }

    @Override
    void opened() {
        solver.open(desk()::look);
        desk().look();
    }

    @Override
    void closing(Ending ending) {
        solver.close();
        ScheduleMaker last = maker;
        if (last != null) {
            last.close();
        }
    }

    @Override
    LiveForm form() {
        return Form.LIVE;
    }
}
