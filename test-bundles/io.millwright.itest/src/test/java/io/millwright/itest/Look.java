package io.millwright.itest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A service or record of the api, called by the names of its methods: its classes are the gateway's, not this test's. */
final class Look {
    private final Object object;
    private final Class<?> type;

    private Look(Object object, Class<?> type) {
        this.object = object;
        this.type = type;
    }

    /** Returns the one service of a type of the api, with a filter or null. */
    static Look service(Site site, String type, String filter) {
        BundleContext context = site.gateway().context();
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, filter);
            if (found == null || found.length != 1) {
                throw new AssertionError((found == null ? 0 : found.length) + " services " + type + " " + filter);
            }
            Object service = context.getService(found[0]);
            return new Look(service, found[0].getBundle().loadClass(type));
        } catch (InvalidSyntaxException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Calls a method; the tests' call of a name is of the only method that has it. */
    Object call(String name, Object... arguments) throws Exception {
        Method method = Arrays.stream(type.getMethods())
                .filter(one -> one.getName().equals(name) && one.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " has no " + name));
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    Look get(String name, Object... arguments) throws Exception {
        Object value = call(name, arguments);
        return new Look(value, value.getClass());
    }

    /** Returns the elements of a list. */
    Look[] list(String name) throws Exception {
        return ((Collection<?>) call(name))
                .stream().map(one -> new Look(one, one.getClass())).toArray(Look[]::new);
    }

    /** Returns the element whose component is this text. */
    Look in(String list, String component, String text) throws Exception {
        for (Look one : list(list)) {
            if (text.equals(String.valueOf(one.call(component)))) {
                return one;
            }
        }
        throw new AssertionError("no " + component + " is '" + text + "': " + this);
    }

    @Override
    public String toString() {
        return String.valueOf(object);
    }
}
