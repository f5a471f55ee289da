package io.millwright.operation;

import io.millwright.form.LiveForm;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bundle's one form: what people and the cloud may see and do. Thread-safe. */
@Component(
        name = Operation.PID,
        service = {},
        immediate = true)
@Designate(ocd = OperationConfiguration.class)
public final class Operation implements ConfigurableComponent, SelfConfiguringComponent, Settings, Supervised {
    private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

    static final String PID = "io.millwright.operation.Operation";
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String KIND_NAME = "operation";

    private final BundleContext context;
    private final OperationState state = new OperationState();
    private volatile OperationSettings settings;
    private volatile Map<String, Object> properties;
    private ServiceRegistration<?> form;
    private ServiceRegistration<Settings> inForce;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(Operation.class, PID);
    }

    /** Called by the component runtime. */
    @Activate
    public Operation(BundleContext context, Map<String, Object> properties) {
        this.context = context;
        this.properties = Map.copyOf(properties);
        settings = OperationSettings.of(properties);
        told();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTrouble(Trouble trouble) {
        state.add(trouble);
    }

    void removeTrouble(Trouble trouble) {
        state.remove(trouble);
    }

    /** Not by the component runtime: the gateway wants one text as {@code service.pid} when the service comes. */
    @Activate
    void activate() {
        Hashtable<String, Object> pids = new Hashtable<>();
        pids.put(Constants.SERVICE_PID, PID);
        pids.put(KURA_SERVICE_PID, PID);
        pids.put(KIND, KIND_NAME);
        String[] services = {
            ConfigurableComponent.class.getName(), SelfConfiguringComponent.class.getName(), Supervised.class.getName()
        };
        form = context.registerService(services, this, pids);
        inForce = context.registerService(Settings.class, this, new Hashtable<>());
    }

    @Modified
    void modified(Map<String, Object> changed) {
        OperationSettings before = settings;
        properties = Map.copyOf(changed);
        settings = OperationSettings.of(changed);
        if (!settings.equals(before)) {
            told();
            // Rooms that hold on to a setting are told by the change of a property.
            Hashtable<String, Object> revision = new Hashtable<>();
            revision.put("revision", System.nanoTime());
            inForce.setProperties(revision);
        }
    }

    @Deactivate
    void deactivate() {
        form.unregister();
        inForce.unregister();
    }

    private void told() {
        settings.wrong()
                .forEach(wrong -> LOG.error("{}. Remedy: correct it in the form Operation (Millwright)", wrong));
        state.settingsWrong(settings.wrong());
    }

    @Override
    public ComponentConfiguration getConfiguration() {
        return Form.LIVE.single(PID, "Operation (Millwright)", state.headline(), properties);
    }

    @Override
    public OperationSettings inForce() {
        return settings;
    }

    @Override
    public String pid() {
        return PID;
    }

    @Override
    public String kind() {
        return KIND_NAME;
    }

    @Override
    public State state() {
        return state.now();
    }

    @Override
    public Map<String, Long> counters() {
        return state.counters();
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
