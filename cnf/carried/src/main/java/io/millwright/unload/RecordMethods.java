package io.millwright.unload;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * The JDK keeps, in static caches of {@link ObjectMethods}, the record whose {@code equals}, {@code hashCode} or {@code toString}
 * was linked last, and the type of its last component, and so the class loader of a bundle that has gone.
 */
public final class RecordMethods {
    private RecordMethods() {}

    /** Has the JDK keep a class of its own instead. The last thing that a bundle does. */
    public static void forget() {
        link("equals", MethodType.methodType(boolean.class, String.class, Object.class));
        link("hashCode", MethodType.methodType(int.class, String.class));
        link("toString", MethodType.methodType(String.class, String.class));
    }

    private static void link(String method, MethodType type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle component =
                    lookup.findVirtual(String.class, "concat", MethodType.methodType(String.class, String.class));
            ObjectMethods.bootstrap(
                    lookup, method, type, String.class, "component", MethodHandles.insertArguments(component, 1, ""));
        } catch (Throwable e) {
            // A JDK that wants records only has to be seen by the test; one loader that stays harms nobody at run time.
        }
    }
}
