package io.millwright.planning.plan;

import io.millwright.model.Model;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** A framework in which models come and go, and that counts who holds them. */
final class FakeRegistry {
    /** Services that are there; how often each is held. */
    private final Map<ServiceReference<Model>, Model> models = new LinkedHashMap<>();

    private final Map<Object, Integer> held = new LinkedHashMap<>();
    private final List<ServiceListener> listeners = new ArrayList<>();

    BundleContext context() {
        return proxy(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "addServiceListener" -> {
                if (!arguments[1].equals("(objectClass=" + Model.class.getName() + ")")) {
                    throw new IllegalArgumentException("filter " + arguments[1]);
                }
                listeners.add((ServiceListener) arguments[0]);
                yield null;
            }
            case "removeServiceListener" -> {
                listeners.remove(arguments[0]);
                yield null;
            }
            case "getServiceReferences" -> List.copyOf(models.keySet());
            case "getService" -> {
                held.merge(arguments[0], 1, Integer::sum);
                yield models.get(arguments[0]);
            }
            case "ungetService" -> held.merge(arguments[0], -1, Integer::sum) >= 0;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    /** Registers a model whose rank is its version. */
    ServiceReference<Model> comes(String name, int version) {
        Model model = proxy(Model.class, (self, method, arguments) -> switch (method.getName()) {
            case "name" -> name;
            case "version" -> version + ".0.0";
            case "sha256" -> "hash of " + version;
            default -> throw new UnsupportedOperationException(method.toString());
        });
        @SuppressWarnings("unchecked")
        ServiceReference<Model> reference =
                proxy(ServiceReference.class, (self, method, arguments) -> switch (method.getName()) {
                    case "getProperty" -> arguments[0].equals("kura.service.pid") ? name : version;
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "compareTo" -> Integer.compare(
                            version, (Integer) ((ServiceReference<?>) arguments[0]).getProperty("service.ranking"));
                    default -> throw new UnsupportedOperationException(method.toString());
                });
        models.put(reference, model);
        tell(ServiceEvent.REGISTERED, reference);
        return reference;
    }

    void goes(ServiceReference<Model> reference) {
        models.remove(reference);
        tell(ServiceEvent.UNREGISTERING, reference);
    }

    void tell(int event, ServiceReference<Model> reference) {
        List.copyOf(listeners).forEach(each -> each.serviceChanged(new ServiceEvent(event, reference)));
    }

    /** How often services are held, all of them together. */
    int held() {
        return held.values().stream().mapToInt(Integer::intValue).sum();
    }

    int listeners() {
        return listeners.size();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler behaves) {
        return type.cast(Proxy.newProxyInstance(FakeRegistry.class.getClassLoader(), new Class<?>[] {type}, behaves));
    }
}
