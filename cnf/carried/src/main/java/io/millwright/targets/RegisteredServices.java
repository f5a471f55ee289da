package io.millwright.targets;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** The services of one interface in the framework's registry. */
final class RegisteredServices implements Candidates {
    private final BundleContext context;
    private final Class<?> type;
    private ServiceListener listener;

    RegisteredServices(BundleContext context, Class<?> type) {
        this.context = context;
        this.type = type;
    }

    @Override
    public Collection<String> names(String filter) {
        Set<String> names = new TreeSet<>();
        try {
            ServiceReference<?>[] found = context.getServiceReferences(type.getName(), filter);
            for (ServiceReference<?> one : found == null ? new ServiceReference<?>[0] : found) {
                Object pid = one.getProperty("kura.service.pid");
                names.add(pid == null ? "service " + one.getProperty("service.id") : pid.toString());
            }
        } catch (InvalidSyntaxException | IllegalStateException e) {
            // No filter, or the bundle has stopped: nothing matches.
        }
        return names;
    }

    @Override
    public void watch(String filter, Runnable task) {
        unwatch();
        try {
            listener = event -> task.run();
            context.addServiceListener(listener, "(&(objectClass=" + type.getName() + ")" + filter + ")");
        } catch (InvalidSyntaxException | IllegalStateException e) {
            listener = null;
        }
    }

    @Override
    public void unwatch() {
        ServiceListener old = listener;
        listener = null;
        if (old != null) {
            try {
                context.removeServiceListener(old);
            } catch (IllegalStateException e) {
                // The bundle has stopped, which removed it.
            }
        }
    }
}
