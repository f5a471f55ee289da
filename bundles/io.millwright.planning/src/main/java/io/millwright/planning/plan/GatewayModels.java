package io.millwright.planning.plan;

import io.millwright.model.Model;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** The models of a gateway by name; says when one comes or goes. Of each name at most one is held. Thread-safe. */
final class GatewayModels implements ServiceListener, AutoCloseable {
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String MODELS = "(" + Constants.OBJECTCLASS + "=" + Model.class.getName() + ")";

    private final BundleContext context;
    private final Runnable changed;

    /** Guarded by this object: what is held of each name. */
    private final Map<String, Held> held = new HashMap<>();

    private record Held(ServiceReference<Model> reference, Model model) {}

    /** @param changed told of every model that came or went, on the thread that registered it; returns at once */
    GatewayModels(BundleContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
    }

    /** Tells from now on. */
    void open() {
        try {
            context.addServiceListener(this, MODELS);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        // A model's properties tell its state; the model itself stays the same.
        if (event.getType() != ServiceEvent.MODIFIED) {
            changed.run();
        }
    }

    /** Returns the model of a name, of its highest version; null where it is not there. */
    synchronized Model model(String name) {
        ServiceReference<Model> best = best(name);
        Held before = held.get(name);
        if (before != null && before.reference().equals(best)) {
            return before.model();
        }
        if (before != null) {
            held.remove(name);
            context.ungetService(before.reference());
        }
        Model model = best == null ? null : context.getService(best);
        if (model != null) {
            held.put(name, new Held(best, model));
        }
        return model;
    }

    private ServiceReference<Model> best(String name) {
        try {
            return context.getServiceReferences(Model.class, null).stream()
                    .filter(each -> name.equals(each.getProperty(KURA_SERVICE_PID)))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells nothing more and gives back what it holds. */
    @Override
    public void close() {
        context.removeServiceListener(this);
        synchronized (this) {
            held.values().forEach(each -> context.ungetService(each.reference()));
            held.clear();
        }
    }
}
