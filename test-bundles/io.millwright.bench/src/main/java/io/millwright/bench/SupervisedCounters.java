package io.millwright.bench;

import io.millwright.gateway.Gateway;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * A component's counters: of this moment where it is supervised, else those of its service properties, which are a second
 * old. The interface is that of the installed bundle, another class than ours, so it is called by name.
 */
final class SupervisedCounters {
    private static final String COUNTERS = "millwright.counters";
    private static final String INTERFACE = "io.millwright.supervision.Supervised";

    private SupervisedCounters() {}

    /** Returns the counters of the component of that pid, none where it is not there. */
    static Map<String, Long> of(Gateway gateway, String pid) {
        BundleContext context = gateway.context();
        Map<String, Long> counters = new HashMap<>();
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(INTERFACE, "(kura.service.pid=" + pid + ")");
            for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
                Object service = context.getService(reference);
                if (service != null) {
                    add(reference, service, counters);
                    context.ungetService(reference);
                }
            }
            if (counters.isEmpty()) {
                gateway.services("(&(kura.service.pid=" + pid + ")(" + COUNTERS + "=*))")
                        .forEach(service -> parse((String) service.get(COUNTERS), counters));
            }
            return counters;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void parse(String text, Map<String, Long> to) {
        for (String pair : text.split(",? ")) {
            int equals = pair.indexOf('=');
            to.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
        }
    }

    private static void add(ServiceReference<?> reference, Object service, Map<String, Long> to) {
        try {
            Class<?> supervised = reference.getBundle().loadClass(INTERFACE);
            Map<?, ?> all = (Map<?, ?>) supervised.getMethod("counters").invoke(service);
            all.forEach((name, value) -> to.put((String) name, (Long) value));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The counters of " + service + " cannot be read", e);
        }
    }
}
