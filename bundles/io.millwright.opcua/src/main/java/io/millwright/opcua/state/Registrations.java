package io.millwright.opcua.state;

import io.millwright.supervision.Supervised;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagSource;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The services that a component registers by hand, so that their properties can follow its state; the component runtime would make it
 * anew for each change. Thread-safe; calls the framework under no lock.
 */
public final class Registrations {
    /** Keeps Kura's web from listing the component once more for these registrations; any value does. */
    private static final String HIDDEN = "kura.ui.service.hide";

    private final BundleContext context;
    private final Object component;
    private final Supplier<Dictionary<String, Object>> shown;
    private final List<ServiceRegistration<?>> made = new ArrayList<>();
    private final List<ServiceRegistration<?>> beside = new ArrayList<>();
    private boolean ended;

    /**
     * Registers nothing yet.
     *
     * @param shown the properties of now
     */
    public Registrations(BundleContext context, Object component, Supplier<Dictionary<String, Object>> shown) {
        this.context = context;
        this.component = component;
        this.shown = shown;
    }

    /** Returns the properties that every such service has. */
    public static Dictionary<String, Object> properties(String pid, String kind, StatePublisher.State state) {
        Dictionary<String, Object> table = new Hashtable<>();
        table.put("kura.service.pid", pid);
        table.put(HIDDEN, "true");
        table.put(TagSource.STATE, state.code().name());
        table.put(TagSource.STATE_TEXT, state.text());
        table.put(Supervised.KIND, kind);
        return table;
    }

    /** Registers the component as one service of these interfaces; not after the end. */
    public void add(String... interfaces) {
        ServiceRegistration<?> registration = context.registerService(interfaces, component, shown.get());
        keep(registration, made);
    }

    /** Registers what belongs to the component as a service that has its name, and no state; not after the end. */
    public void beside(String pid, Object service, String name) {
        // Not by kura.service.pid: whatever has one is asked for a form by Kura, and complained about where it has
        // none.
        Dictionary<String, Object> table = new Hashtable<>();
        table.put(TagBrowser.CONNECTION, pid);
        keep(context.registerService(new String[] {name}, service, table), beside);
    }

    private void keep(ServiceRegistration<?> registration, List<ServiceRegistration<?>> list) {
        synchronized (this) {
            if (!ended) {
                list.add(registration);
                return;
            }
        }
        registration.unregister();
    }

    /** The properties changed. */
    public void update() {
        List<ServiceRegistration<?>> now;
        synchronized (this) {
            now = List.copyOf(made);
        }
        for (ServiceRegistration<?> registration : now) {
            try {
                registration.setProperties(shown.get());
            } catch (IllegalStateException e) {
                // Unregistered meanwhile: the component is being deactivated.
            }
        }
    }

    /** Unregisters all, once. */
    public void end() {
        List<ServiceRegistration<?>> last;
        synchronized (this) {
            ended = true;
            last = new ArrayList<>(beside);
            last.addAll(made);
            beside.clear();
            made.clear();
        }
        last.forEach(ServiceRegistration::unregister);
    }
}
