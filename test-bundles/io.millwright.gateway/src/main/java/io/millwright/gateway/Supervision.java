package io.millwright.gateway;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Asks supervised services, whose interface only the framework's bundles know. */
final class Supervision {
    private static final String INTERFACE = "io.millwright.supervision.Supervised";

    private Supervision() {}

    /** Returns the counters of a service, by their names behind {@code millwright.counter.}; none where it cannot be asked. */
    static Map<String, Object> counters(BundleContext context, ServiceReference<?> reference) {
        Map<String, Object> counters = new HashMap<>();
        if (!Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS))
                .contains(INTERFACE)) {
            return counters;
        }
        Object service = context.getService(reference);
        if (service == null) {
            return counters;
        }
        try {
            Class<?> type = service.getClass().getClassLoader().loadClass(INTERFACE);
            Map<?, ?> asked = (Map<?, ?>) type.getMethod("counters").invoke(service);
            asked.forEach((name, value) -> counters.put("millwright.counter." + name, value));
            return counters;
        } catch (ReflectiveOperationException e) {
            throw new GatewayException("The counters of " + reference + " cannot be read", e);
        } finally {
            context.ungetService(reference);
        }
    }
}
