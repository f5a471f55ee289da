package io.millwright.planning;

import io.millwright.decision.Recommendations;
import io.millwright.file.PidName;
import io.millwright.form.LiveForm;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.planning.stock.ConsumptionCsv;
import io.millwright.planning.stock.PartsCsv;
import io.millwright.planning.stock.StockDocument;
import io.millwright.tag.Interest;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import io.millwright.targets.TypedTargets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proposes orders of parts, from their consumption and from what lies there. Thread-safe. */
@Component(
        name = OrderPlanner.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = OrderPlannerConfiguration.class, factory = true)
public final class OrderPlanner implements ConfigurableComponent, SelfConfiguringComponent {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.planning.OrderPlanner";

    private static final Logger LOG = LoggerFactory.getLogger(OrderPlanner.class);
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    static final List<PlannerWork.Kind> INPUTS = List.of(
            new PlannerWork.Kind(
                    OrderMaker.CONSUMPTION,
                    ConsumptionCsv.HEADER,
                    "What was used of each part in each period that is over.",
                    "P-100,2026-10,12",
                    true),
            new PlannerWork.Kind(
                    OrderMaker.PARTS,
                    PartsCsv.HEADER,
                    "What lies there of each part and how it is ordered.",
                    "P-100,4,0,2,10,10,3.50,95",
                    true));

    private final PlannerDesk desk;
    private final Path folder;
    private volatile Map<String, Object> properties;

    /** Guarded by this object, like the next ones: sources that are there, by what they are named. */
    private final Map<TagSource, String> sources = new HashMap<>();

    private OrderSettings settings;
    private StoreCounters counters;
    private TagSource subscribed;
    private TagSubscription subscription;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(OrderPlanner.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public OrderPlanner(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        this.properties = TypedTargets.stored(properties);
        folder = Path.of(system.getKuraDataDirectory()).resolve("millwright").resolve("plans");
        desk = new PlannerDesk(context, system.getKuraDataDirectory(), properties, StockDocument.TOPIC, INPUTS);
    }

    @Activate
    void activate() {
        desk.tellBy(properties);
        use();
        desk.open();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        properties = TypedTargets.stored(changed);
        desk.tellBy(changed);
        use();
    }

    private void use() {
        desk.use(() -> OrderSettings.of(properties), fresh -> new OrderMaker(fresh, desk::model, listen(fresh)));
    }

    /** The counters that the form names, null where it names none. */
    private synchronized StoreCounters listen(OrderSettings fresh) {
        leave();
        settings = fresh;
        counters = fresh.connection().isEmpty()
                ? null
                : new StoreCounters(
                        fresh.stock().periods(),
                        fresh.mostStep(),
                        ZoneId.systemDefault(),
                        List.copyOf(fresh.counters().keySet()),
                        folder.resolve(PidName.of(desk.pid()) + ".counters."
                                + fresh.stock().periods().name().toLowerCase(Locale.ROOT) + ".csv"),
                        desk::wake);
        subscribe();
        return counters;
    }

    @Deactivate
    void deactivate() {
        synchronized (this) {
            leave();
            settings = null;
        }
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
            subscription.close();
            subscription = null;
            subscribed = null;
            subscribe();
        }
    }

    private void subscribe() {
        if (settings == null || counters == null || subscription != null) {
            return;
        }
        for (Map.Entry<TagSource, String> each : sources.entrySet()) {
            if (each.getValue().equals(settings.connection())) {
                subscribed = each.getKey();
                subscription = subscribed.subscribe(
                        Interest.in(List.copyOf(settings.counters().values())), counters);
                return;
            }
        }
    }

    /** Ends the subscription; what was counted since the last period is kept for the next one. */
    private void leave() {
        if (subscription != null) {
            subscription.close();
        }
        subscription = null;
        subscribed = null;
        if (counters != null) {
            try {
                counters.keep();
            } catch (IOException e) {
                LOG.warn("{}: counters are not kept: {}; make room on the disk", desk.pid(), e.toString());
            }
        }
        counters = null;
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
