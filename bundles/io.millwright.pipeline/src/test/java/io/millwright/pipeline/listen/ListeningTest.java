package io.millwright.pipeline.listen;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle that stops loses its registrations before its components end: what they end after this must still end. */
class ListeningTest {
    private final List<String> calls = new ArrayList<>();
    private boolean stopping;

    private <T> T framework(Class<T> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            calls.add(method.getName());
            if (stopping) {
                throw new IllegalStateException("the bundle is stopping");
            }
            return method.getName().equals("registerService") ? framework(ServiceRegistration.class) : null;
        };
        return type.cast(Proxy.newProxyInstance(ListeningTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void whatTheFrameworkHasWithdrawnNeedsNoWithdrawal() {
        Listening listening =
                new Listening(framework(BundleContext.class), (decision, inputs) -> {}, () -> true, List::of);
        listening.update();
        stopping = true;
        assertDoesNotThrow(listening::close);
        listening.update();
        assertEquals(List.of("registerService", "unregister"), calls);
    }

    /** A change of a service's properties wakes whoever follows it. */
    @Test
    void onlyOtherWishesAreTold() {
        List<String> wanted = new ArrayList<>(List.of("p"));
        Listening listening = new Listening(
                framework(BundleContext.class), (decision, inputs) -> {}, () -> !wanted.isEmpty(), () -> wanted);
        listening.update();
        listening.update();
        wanted.add("q");
        listening.update();
        listening.update();
        wanted.remove("p");
        listening.update();
        wanted.clear();
        listening.update();
        wanted.add("q");
        listening.update();
        assertEquals(
                List.of("registerService", "setProperties", "setProperties", "unregister", "registerService"), calls);
    }

    @Test
    void aStoppingBundleBeginsToListenNoMore() {
        Listening listening =
                new Listening(framework(BundleContext.class), (decision, inputs) -> {}, () -> true, List::of);
        stopping = true;
        assertDoesNotThrow(() -> listening.update());
        assertDoesNotThrow(listening::close);
    }
}
