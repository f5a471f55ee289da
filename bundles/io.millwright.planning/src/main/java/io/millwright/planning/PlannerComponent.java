package io.millwright.planning;

import io.millwright.decision.Recommendations;
import io.millwright.file.PidName;
import io.millwright.form.LiveForm;
import io.millwright.planning.plan.Ending;
import io.millwright.planning.plan.ListenedSource;
import io.millwright.planning.plan.PlannerDesk;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.tag.TagSource;
import io.millwright.targets.TypedTargets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What the components of all planners are alike in: who is bound to them, what they listen to, and their form. Thread-safe. */
abstract class PlannerComponent implements ConfigurableComponent, SelfConfiguringComponent {
    private final PlannerDesk desk;
    private final Path folder;
    private final ListenedSource source = new ListenedSource();
    private volatile Map<String, Object> properties;

    /**
     * Creates one that does nothing yet.
     *
     * @param topic of its plans
     * @param inputs what it takes
     * @param wallMicros time of day, microseconds since 1970 UTC
     */
    PlannerComponent(
            BundleContext context,
            SystemService system,
            Map<String, Object> properties,
            String topic,
            List<PlannerWork.Kind> inputs,
            LongSupplier wallMicros) {
        this.properties = TypedTargets.stored(properties);
        folder = Path.of(system.getKuraDataDirectory()).resolve("millwright");
        desk = new PlannerDesk(context, system.getKuraDataDirectory(), properties, topic, inputs, wallMicros);
    }

    /** Plans by the settings that the form has now. */
    abstract void use();

    /** Does what is left once it plans and is found. */
    void opened() {}

    /** Ends what it has begun beside the desk, before that ends; no tag tells anything by now. Its threads are waited for with the desk's. */
    void closing(Ending ending) {}

    /** Returns its form, read when it is first opened. */
    abstract LiveForm form();

    /** Returns what it has at the gateway. */
    final PlannerDesk desk() {
        return desk;
    }

    /** Returns the tags that it listens to. */
    final ListenedSource source() {
        return source;
    }

    /** Returns what was set. */
    final Map<String, Object> properties() {
        return properties;
    }

    /** Returns the folder of everything of Millwright's in the Kura data directory. */
    final Path folder() {
        return folder;
    }

    /** Returns the file of this planner with such an ending, beside its plans. */
    final Path file(String ending) {
        return folder.resolve("plans").resolve(PidName.of(desk.pid()) + ending);
    }

    @Activate
    void activate() {
        desk.tellBy(properties);
        use();
        desk.open();
        opened();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        properties = TypedTargets.stored(changed);
        desk.tellBy(changed);
        use();
    }

    @Deactivate
    void deactivate() {
        source.close();
        Ending ending = new Ending();
        closing(ending);
        desk.close(ending);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(TagSource added, Map<String, Object> named) {
        source.add(added, named);
    }

    void removeSource(TagSource removed) {
        source.remove(removed);
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
        return form().configuration(desk.pid(), desk.headline(), properties);
    }
}
