package io.millwright.operation.view;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** Services of some types that do not come and go. */
public final class ServicesHere {
    private ServicesHere() {}

    /** Returns them, as documents are made of them; all other types have none. */
    public static Services of(Map<Class<?>, ? extends List<?>> services) {
        return new Services((BundleContext) Proxy.newProxyInstance(
                ServicesHere.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "createFilter" -> FrameworkUtil.createFilter((String) arguments[0]);
                    case "addServiceListener", "removeServiceListener" -> null;
                    case "getServiceReferences" -> references(services, (String) arguments[0]);
                    case "getService" -> ((ServiceReference<?>) arguments[0]).getProperty("held");
                    default -> throw new UnsupportedOperationException(method.toString());
                }));
    }

    private static ServiceReference<?>[] references(Map<Class<?>, ? extends List<?>> services, String type) {
        return services.entrySet().stream()
                .filter(each -> each.getKey().getName().equals(type))
                .flatMap(each -> each.getValue().stream())
                .map(ServicesHere::reference)
                .toArray(ServiceReference<?>[]::new);
    }

    private static ServiceReference<?> reference(Object service) {
        return (ServiceReference<?>) Proxy.newProxyInstance(
                ServicesHere.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getProperty" -> "held".equals(arguments[0]) ? service : null;
                    case "getPropertyKeys" -> new String[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    case "compareTo" -> Integer.compare(
                            System.identityHashCode(proxy), System.identityHashCode(arguments[0]));
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }
}
