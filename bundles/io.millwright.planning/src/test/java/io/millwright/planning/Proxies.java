package io.millwright.planning;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Services of a gateway of which a test needs a few methods. */
final class Proxies {
    private Proxies() {}

    /** Returns one whose methods answer what stands under their names, null for others. */
    static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return proxy(type, (self, method, arguments) -> answers.get(method.getName()));
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
