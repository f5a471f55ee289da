package io.millwright.planning;

import io.millwright.form.LiveForm;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.plan.Ending;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Proposes when a battery is charged and loads run, from one meter. Thread-safe. */
@Component(
        name = EnergyPlanner.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = EnergyPlannerConfiguration.class, factory = true)
public final class EnergyPlanner extends PlannerComponent {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.planning.EnergyPlanner";

    static final List<PlannerWork.Kind> INPUTS = List.of(
            new PlannerWork.Kind(
                    EnergyMaker.TARIFF,
                    EnergyInputs.TARIFF,
                    "Prices; of the lines the first one that fits counts.",
                    "*,*,00:00,24:00,0.25",
                    true),
            new PlannerWork.Kind(
                    EnergyMaker.HOLIDAYS, EnergyInputs.HOLIDAYS, "Days off.", "2026-12-25,Christmas", false),
            new PlannerWork.Kind(
                    EnergyMaker.SHIFTS,
                    EnergyInputs.SHIFTS,
                    "How the site works on which days; of the lines the first one that fits counts.",
                    "2026-12-24,2027-01-02,*,closed",
                    false),
            new PlannerWork.Kind(
                    EnergyMaker.LOADS,
                    EnergyInputs.LOADS,
                    "Loads that can run at another time.",
                    "pump,30,120,06:00,22:00,30,30",
                    false),
            new PlannerWork.Kind(
                    EnergyMaker.HISTORY,
                    EnergyInputs.HISTORY,
                    "What was counted before this gateway did.",
                    "2026-01-31T08:15:00+01:00,12.5",
                    false));

    private static final long LOOK_MILLIS = 10_000;

    private final FollowedPlans followed;
    private final EnergyGuard guard;
    private final LongSupplier wallMicros;
    private final long lookMillis;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(EnergyPlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public EnergyPlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        this(context, system, properties, PlannerDesk::wallMicros, LOOK_MILLIS);
    }

    /**
     * The same by another clock.
     *
     * @param wallMicros time of day, microseconds since 1970 UTC
     * @param lookMillis from one look at the part that is running to the next
     */
    EnergyPlanner(
            BundleContext context,
            SystemService system,
            Map<String, Object> properties,
            LongSupplier wallMicros,
            long lookMillis) {
        super(context, system, properties, EnergyMaker.TOPIC, INPUTS, wallMicros);
        followed = new FollowedPlans(desk().book()::inForce);
        guard = new EnergyGuard(desk().pid(), desk().beside(EnergyGuard.TOPIC), followed, wallMicros);
        this.wallMicros = wallMicros;
        this.lookMillis = lookMillis;
        desk().part(guard);
    }

    @Override
    void use() {
        desk().use(() -> EnergySettings.of(properties()), fresh -> {
            SiteMeter meter = new SiteMeter(fresh.meter(), file(".meter.csv"), wallMicros, desk()::wake);
            source().listen(fresh.connection(), fresh.tags(), meter);
            EnergyMaker maker = new EnergyMaker(fresh, meter, desk()::model, followed, file(".peak.csv"));
            guard.use(fresh, meter, maker);
            return maker;
        });
    }

    @Override
    void opened() {
        guard.open(lookMillis);
    }

    @Override
    void closing(Ending ending) {
        guard.stop(ending);
    }

    @Override
    LiveForm form() {
        return Form.LIVE;
    }
}
