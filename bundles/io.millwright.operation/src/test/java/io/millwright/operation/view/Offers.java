package io.millwright.operation.view;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** A framework with services that do not come and go. */
final class Offers {
    private final List<Offer> offers = new ArrayList<>();

    private record Offer(Class<?> type, ServiceReference<?> reference, Object service) {}

    <S> Offers with(Class<S> type, S service, Map<String, ?> properties) {
        offers.add(new Offer(type, reference(properties), service));
        return this;
    }

    private static ServiceReference<?> reference(Map<String, ?> properties) {
        return (ServiceReference<?>) Proxy.newProxyInstance(
                Offers.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProperty" -> properties.get(arguments[0]);
                    case "getPropertyKeys" -> properties.keySet().toArray(new String[0]);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "compareTo" -> Integer.compare(
                            System.identityHashCode(proxy), System.identityHashCode(arguments[0]));
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    Services services() {
        return new Services((BundleContext) Proxy.newProxyInstance(
                Offers.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "createFilter" -> FrameworkUtil.createFilter((String) arguments[0]);
                    case "addServiceListener", "removeServiceListener" -> null;
                    case "getServiceReferences" -> references((String) arguments[0]);
                    case "getService" -> service(arguments[0]);
                    default -> throw new UnsupportedOperationException(method.toString());
                }));
    }

    private ServiceReference<?>[] references(String type) {
        return offers.stream()
                .filter(each -> each.type().getName().equals(type))
                .map(Offer::reference)
                .toArray(ServiceReference<?>[]::new);
    }

    private Object service(Object reference) {
        return offers.stream()
                .filter(each -> each.reference() == reference)
                .map(Offer::service)
                .findFirst()
                .orElseThrow();
    }
}
