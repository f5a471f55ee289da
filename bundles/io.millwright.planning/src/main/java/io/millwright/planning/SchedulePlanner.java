package io.millwright.planning;

import io.millwright.decision.Recommendations;
import io.millwright.file.PidName;
import io.millwright.form.LiveForm;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.planning.shop.ShopInputs;
import io.millwright.planning.shop.solver.InstalledSolver;
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

    private static final String KURA_SERVICE_PID = "kura.service.pid";
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
    private final PlannerDesk desk;
    private final Path folder;
    private volatile Map<String, Object> properties;
    private volatile ScheduleMaker maker;

    /** Guarded by this object, like the next ones: sources that are there, by what they are named. */
    private final Map<TagSource, String> sources = new HashMap<>();

    private String connection = "";
    private ShopTags tags;
    private TagSource subscribed;
    private TagSubscription subscription;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(SchedulePlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public SchedulePlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        this.properties = TypedTargets.stored(properties);
        folder = Path.of(system.getKuraDataDirectory()).resolve("millwright");
        solver = new InstalledSolver(context, folder.resolve("solver"));
        desk = new PlannerDesk(context, system.getKuraDataDirectory(), properties, ScheduleMaker.TOPIC, INPUTS);
    }

    @Activate
    void activate() {
        desk.tellBy(properties);
        use();
        desk.open();
        solver.open(desk::look);
        desk.look();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        properties = TypedTargets.stored(changed);
        desk.tellBy(changed);
        use();
    }

    private void use() {
        desk.use(() -> ScheduleSettings.of(properties), fresh -> {
            ShopTags told = new ShopTags(fresh.machines(), fresh.codes(), System::nanoTime, this::happened);
            Path kept = folder.resolve("plans").resolve(PidName.of(desk.pid()) + ".floor.json");
            ScheduleMaker former = maker;
            maker = new ScheduleMaker(
                    fresh,
                    desk::model,
                    desk.book()::inForce,
                    solver,
                    new ShopFloor(fresh, told, kept, TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis())),
                    desk::wake);
            if (former != null) {
                former.happened();
                former.close();
            }
            listen(fresh.connection(), told);
            return maker;
        });
    }

    private void happened() {
        ScheduleMaker now = maker;
        if (now != null) {
            now.happened();
        }
        desk.wake();
    }

    private synchronized void listen(String to, ShopTags told) {
        leave();
        connection = to;
        tags = told;
        subscribe();
    }

    private void subscribe() {
        if (connection.isEmpty() || subscription != null) {
            return;
        }
        for (Map.Entry<TagSource, String> each : sources.entrySet()) {
            if (each.getValue().equals(connection)) {
                subscribed = each.getKey();
                subscription = subscribed.subscribe(Interest.in(tags.names()), tags);
                return;
            }
        }
    }

    private synchronized void leave() {
        if (subscription != null) {
            subscription.close();
        }
        subscription = null;
        subscribed = null;
    }

    @Deactivate
    void deactivate() {
        solver.close();
        synchronized (this) {
            connection = "";
            leave();
        }
        desk.close();
        ScheduleMaker last = maker;
        if (last != null) {
            last.close();
        }
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
