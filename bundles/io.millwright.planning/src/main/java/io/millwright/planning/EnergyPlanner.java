package io.millwright.planning;

import io.millwright.decision.Recommendations;
import io.millwright.file.PidName;
import io.millwright.form.LiveForm;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.tag.Interest;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import io.millwright.targets.TypedTargets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
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
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Proposes when a battery is charged and loads run, from one meter. Thread-safe. */
@Component(
        name = EnergyPlanner.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = EnergyPlannerConfiguration.class, factory = true)
public final class EnergyPlanner implements ConfigurableComponent, SelfConfiguringComponent {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.planning.EnergyPlanner";

    private static final String KURA_SERVICE_PID = "kura.service.pid";
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

    private final PlannerDesk desk;
    private final Path folder;
    private final FollowedPlans followed;
    private final EnergyGuard guard;
    private volatile Map<String, Object> properties;

    /** Guarded by this object, like the next ones: sources that are there, by what they are named. */
    private final Map<TagSource, String> sources = new HashMap<>();

    private EnergySettings settings;
    private SiteMeter meter;
    private TagSource subscribed;
    private TagSubscription subscription;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(EnergyPlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public EnergyPlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        this.properties = TypedTargets.stored(properties);
        folder = Path.of(system.getKuraDataDirectory()).resolve("millwright").resolve("plans");
        desk = new PlannerDesk(context, system.getKuraDataDirectory(), properties, EnergyMaker.TOPIC, INPUTS);
        followed = new FollowedPlans(desk.book()::inForce);
        guard = new EnergyGuard(
                desk.pid(),
                desk.beside(EnergyGuard.TOPIC),
                followed,
                () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        desk.part(guard);
    }

    @Activate
    void activate() {
        desk.tellBy(properties);
        use();
        desk.open();
        guard.open();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        properties = TypedTargets.stored(changed);
        desk.tellBy(changed);
        use();
    }

    private void use() {
        desk.use(() -> EnergySettings.of(properties), fresh -> {
            SiteMeter counting =
                    new SiteMeter(fresh.meter(), folder.resolve(PidName.of(desk.pid()) + ".meter.csv"), desk::wake);
            listen(fresh, counting);
            EnergyMaker maker = new EnergyMaker(
                    fresh, counting, desk::model, followed, folder.resolve(PidName.of(desk.pid()) + ".peak.csv"));
            guard.use(fresh, counting, maker);
            return maker;
        });
    }

    private synchronized void listen(EnergySettings fresh, SiteMeter counting) {
        settings = fresh;
        meter = counting;
        leave();
        subscribe();
    }

    @Deactivate
    void deactivate() {
        synchronized (this) {
            leave();
            settings = null;
        }
        guard.close();
        desk.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addSource(TagSource source, Map<String, Object> named) {
        sources.put(source, String.valueOf(named.get(KURA_SERVICE_PID)));
        subscribe();
    }

    synchronized void removeSource(TagSource source) {
        sources.remove(source);
        if (source == subscribed) {
            leave();
            subscribe();
        }
    }

    private void subscribe() {
        if (settings == null || subscription != null) {
            return;
        }
        for (Map.Entry<TagSource, String> each : sources.entrySet()) {
            if (each.getValue().equals(settings.connection())) {
                subscribed = each.getKey();
                subscription = subscribed.subscribe(Interest.in(settings.tags()), meter);
                return;
            }
        }
    }

    private void leave() {
        if (subscription != null) {
            subscription.close();
        }
        subscription = null;
        subscribed = null;
    }

    @Reference(
            name = "CloudPublisher",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "unbindCloudPublisher")
    void bindCloudPublisher(CloudPublisher publisher, Map<String, Object> its) {
        desk.bind(publisher, its);
    }

    void unbindCloudPublisher(CloudPublisher publisher) {
        desk.unbind(publisher);
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
