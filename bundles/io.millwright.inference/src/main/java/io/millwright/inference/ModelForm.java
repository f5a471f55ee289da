package io.millwright.inference;

import io.millwright.form.LiveForm;
import io.millwright.form.StoredSettings;
import io.millwright.inference.life.LifeSettings;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

/**
 * The Kura component of one model, there while the model serves: its form shows in its head how the versions are, and its settings
 * come from Configuration Admin, where Kura puts them from its snapshots. Thread-safe.
 */
final class ModelForm implements ConfigurableComponent, SelfConfiguringComponent, ManagedService {
    /** Id of the form's definition. */
    static final String PID = "io.millwright.inference.ModelForm";

    /** Before the model's name: the pid of its component. */
    private static final String PREFIX = "io.millwright.model.";

    static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String SERVICE_PID = "service.pid";
    private static final String[] SERVICES = {
        ConfigurableComponent.class.getName(), SelfConfiguringComponent.class.getName(), ManagedService.class.getName()
    };

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(ModelForm.class, PID);
    }

    private final BundleContext context;
    private final String model;
    private final String pid;
    private final Supplier<String> head;
    private final Runnable changed;
    private final Runnable providersChanged;
    private volatile Map<String, Object> stored;
    private volatile LifeSettings settings = LifeSettings.of(Map.of());
    private ServiceRegistration<?> registration;

    /**
     * @param head what the form's head says; any thread
     * @param changed called when there are other settings; any thread
     * @param providersChanged called when it is to be run by something else; any thread
     */
    ModelForm(BundleContext context, String model, Supplier<String> head, Runnable changed, Runnable providersChanged) {
        this.context = context;
        this.model = model;
        this.head = head;
        this.changed = changed;
        this.providersChanged = providersChanged;
        pid = PREFIX + model;
        stored = Map.of(SERVICE_PID, pid, KURA_SERVICE_PID, pid);
    }

    /** Settings that are stored already hold from here on: a version that is not to serve does not even for a moment. */
    void register() {
        try {
            use(withAdmin(stored));
        } catch (KuraException e) {
            // They come when Configuration Admin hands them over.
        }
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(KURA_SERVICE_PID, pid);
        properties.put(SERVICE_PID, pid);
        registration = context.registerService(SERVICES, this, properties);
    }

    void unregister() {
        if (registration != null) {
            ServedModel.end(registration);
            registration = null;
        }
    }

    LifeSettings settings() {
        return settings;
    }

    @Override
    public void updated(Dictionary<String, ?> properties) {
        if (properties == null) {
            return;
        }
        Map<String, Object> values = new HashMap<>();
        Collections.list(properties.keys()).forEach(key -> values.put(key, properties.get(key)));
        ProviderChoice before = choice(stored);
        use(values);
        changed.run();
        if (!Objects.equals(before, choice(stored))) {
            providersChanged.run();
        }
    }

    private void use(Map<String, Object> values) {
        values.putIfAbsent(SERVICE_PID, pid);
        values.putIfAbsent(KURA_SERVICE_PID, pid);
        stored = Map.copyOf(values);
        settings = LifeSettings.of(stored);
    }

    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        return Form.LIVE.single(pid, "Model " + model, head.get(), withAdmin(stored));
    }

    /** Returns by what the form of a model says that it is to be run, null if it says nothing. Any thread. */
    static ProviderChoice choice(BundleContext context, String model) {
        try {
            return choice(withAdmin(context, PREFIX + model, Map.of(SERVICE_PID, PREFIX + model)));
        } catch (KuraException | IllegalStateException e) {
            // No Configuration Admin at the moment: the engine's form holds until the model's own is read.
            return null;
        }
    }

    private static ProviderChoice choice(Map<String, Object> values) {
        return ProviderChoice.of(
                String.valueOf(values.getOrDefault("providers", "")),
                String.valueOf(values.getOrDefault("providers.fallback", "")));
    }

    private Map<String, Object> withAdmin(Map<String, Object> last) throws KuraException {
        return withAdmin(context, pid, last);
    }

    private static Map<String, Object> withAdmin(BundleContext context, String pid, Map<String, Object> last)
            throws KuraException {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        ConfigurationAdmin admin = reference == null ? null : context.getService(reference);
        try {
            return new HashMap<>(admin == null ? last : StoredSettings.of(admin, last, pid));
        } finally {
            if (admin != null) {
                context.ungetService(reference);
            }
        }
    }
}
