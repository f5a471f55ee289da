package io.millwright.planning;

import io.millwright.decision.Recommendations;
import io.millwright.form.LiveForm;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.planning.shop.ShopInputs;
import io.millwright.planning.shop.solver.InstalledSolver;
import io.millwright.planning.shop.solver.SolverFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Proposes who works on what and when, and again when machines break or jobs come. Thread-safe. */
@Component(
        name = SchedulePlanner.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = SchedulePlannerConfiguration.class, factory = true)
public final class SchedulePlanner implements ConfigurableComponent, SelfConfiguringComponent {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.planning.SchedulePlanner";

    private static final Map<String, String> HELP = Map.of(
            ShopInputs.JOBS, "Each step of each job, a line per machine that can do it.",
            ShopInputs.ORDERS, "When jobs may begin and should be done, and how much a delay weighs.",
            ShopInputs.CALENDAR, "When machines do not work: nights, maintenance, breakdowns.",
            ShopInputs.PROGRESS, "What has begun and what is done.");
    private static final List<PlannerWork.Kind> INPUTS = ShopInputs.headers().entrySet().stream()
            .map(each -> new PlannerWork.Kind(
                    each.getKey(),
                    each.getValue(),
                    HELP.get(each.getKey()),
                    each.getKey().equals(ShopInputs.JOBS)))
            .toList();

    private final SolverFiles solver;
    private final PlannerDesk desk;
    private volatile Map<String, Object> properties;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(SchedulePlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public SchedulePlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
        solver = new InstalledSolver(
                context,
                Path.of(system.getKuraDataDirectory()).resolve("millwright").resolve("solver"));
        desk = new PlannerDesk(context, system.getKuraDataDirectory(), properties, ScheduleMaker.TOPIC, INPUTS);
    }

    @Activate
    void activate() {
        use();
        desk.open();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        properties = Map.copyOf(changed);
        use();
    }

    private void use() {
        desk.use(() -> new ScheduleMaker(ScheduleSettings.of(properties), desk::model, desk.book()::inForce, solver));
    }

    @Deactivate
    void deactivate() {
        desk.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(Recommendations.Listener listener) {
        desk.add(listener);
    }

    void removeListener(Recommendations.Listener listener) {
        desk.remove(listener);
    }

    @Override
    public ComponentConfiguration getConfiguration() {
        return Form.LIVE.configuration(desk.pid(), desk.headline(), properties);
    }
}
